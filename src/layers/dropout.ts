import { multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { dropout as drop } from "../ops/dropout";
import { constant } from "../ops/op";
import { defineLayer, noWeights } from "./layer";
import { float, int, optional, sizes } from "./param";

export const dropout = defineLayer({
  type: "Dropout",
  docs: "While training, sets a share `rate` of the values to 0 and scales the others by `1 / (1 − rate)`; otherwise passes values on.",
  params: {
    rate: float("Share of the values to drop.", { min: 0, max: 1 }),
    noise_shape: optional(sizes("Shape of the mask, where values are to be dropped together.")),
    seed: optional(int("Starts the random stream.")),
  },
  arity: "one",
  mask: "passes",
  traits: ({ rate }) => [
    "keeps-channels",
    "passes-scale",
    ...(rate > 0 ? (["drops", "random"] as const) : (["passes-shift"] as const)),
  ],
  shape: ([x]) => x,
  weights: noWeights,
  lower([x], { rate, noise_shape }, _, step) {
    if (!step.training || rate === 0) return x;
    if (noise_shape === null) return drop(x, rate, step.random());
    const shape = x.shape.map((size, axis) => (typeof noise_shape[axis] === "number" ? noise_shape[axis] : size));
    const mask = drop(constant(1, shape), rate, step.random());
    return multiply(x, broadcastTo(mask, x.shape));
  },
});
