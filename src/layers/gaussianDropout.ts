import { affine, multiply } from "../ops/binary";
import { gaussian } from "../ops/gaussian";
import { defineLayer, noWeights } from "./layer";
import { float, int, optional } from "./param";

export const gaussianDropout = defineLayer({
  type: "GaussianDropout",
  docs: "While training, multiplies each value by a normal random number of mean 1 and variance `rate / (1 − rate)`.",
  params: {
    rate: float("As for Dropout: the share that would be dropped.", { min: 0, max: 1 }),
    seed: optional(int("Starts the random stream.")),
  },
  arity: "one",
  mask: "passes",
  traits: () => ["random", "keeps-channels", "passes-scale"],
  shape: ([x]) => x,
  weights: noWeights,
  lower([x], { rate }, _, step) {
    if (!step.training || rate === 0) return x;
    const deviation = Math.sqrt(rate / (1 - rate));
    return multiply(x, affine(gaussian(x.shape, step.random()), deviation, 1));
  },
});
