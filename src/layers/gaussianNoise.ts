import { add } from "../ops/binary";
import { gaussian } from "../ops/gaussian";
import { scale } from "../ops/unary";
import { defineLayer, noWeights } from "./layer";
import { float, int, optional } from "./param";

export const gaussianNoise = defineLayer({
  type: "GaussianNoise",
  docs: "While training, adds normal random numbers of mean 0; otherwise passes values on.",
  params: {
    stddev: float("Standard deviation of the noise.", { min: 0 }),
    seed: optional(int("Starts the random stream.")),
  },
  arity: "one",
  mask: "passes",
  traits: () => ["random", "keeps-channels", "passes-shift"],
  shape: ([x]) => x,
  weights: noWeights,
  lower: ([x], { stddev }, _, step) =>
    step.training && stddev > 0 ? add(x, scale(gaussian(x.shape, step.random()), stddev)) : x,
});
