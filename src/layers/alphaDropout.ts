import { add, affine, multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { dropout } from "../ops/dropout";
import { constant } from "../ops/op";
import { scale } from "../ops/unary";
import { defineLayer, noWeights } from "./layer";
import { float, int, optional, sizes } from "./param";

/** What selu tends to far below zero: scale · alpha. */
const LOWEST = -1.7580993408473766;

export const alphaDropout = defineLayer({
  type: "AlphaDropout",
  docs: "Dropout for layers with selu: drops to what selu tends to far below zero, and keeps mean and variance (Klambauer et al. 2017).",
  params: {
    rate: float("Share of the values to drop.", { min: 0, max: 1 }),
    noise_shape: optional(sizes("Shape of the mask, where values are to be dropped together.")),
    seed: optional(int("Starts the random stream.")),
  },
  arity: "one",
  mask: "passes",
  traits: ({ rate }) => (rate > 0 ? ["drops", "random", "keeps-channels"] : ["keeps-channels"]),
  shape: ([x]) => x,
  weights: noWeights,
  lower([x], { rate, noise_shape }, _, step) {
    if (!step.training || rate === 0) return x;
    const shape = x.shape.map((size, axis) => {
      const given = noise_shape?.[axis];
      return typeof given === "number" ? given : size;
    });
    // 1 where the value is kept
    const kept = broadcastTo(scale(dropout(constant(1, shape), rate, step.random()), 1 - rate), x.shape);
    const a = ((1 - rate) * (1 + rate * LOWEST ** 2)) ** -0.5;
    const b = -a * LOWEST * rate;
    return affine(add(multiply(x, kept), affine(kept, -LOWEST, LOWEST)), a, b);
  },
});
