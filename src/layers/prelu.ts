import { broadcastTo } from "../ops/broadcast";
import { multiply, subtract } from "../ops/binary";
import { reshape } from "../ops/reshape";
import { scale, unary } from "../ops/unary";
import { weightBy } from "./families/kernelParams";
import { defineLayer, ShapeError } from "./layer";
import { axes, constraint, initializer, optional, regularizer } from "./param";

export const prelu = defineLayer({
  type: "PReLU",
  docs: "`x`, or `alpha · x` below zero, with a learned `alpha` for each place.",
  params: {
    alpha_initializer: initializer("First values of alpha.", "zeros"),
    alpha_regularizer: regularizer("Penalty on alpha, added to the loss."),
    alpha_constraint: constraint("Applied to alpha after each update."),
    shared_axes: optional(
      axes("Axes along which alpha is the same: [1, 2] gives one for each channel of an image.", null),
    ),
  },
  arity: "one",
  mask: "passes",
  traits: () => ["nonlinear"],
  shape([x], { shared_axes }) {
    const own = x.filter((_, axis) => axis > 0 && !shared_axes?.includes(axis));
    return own.includes(null)
      ? new ShapeError("needs to know the sizes of its input, or shared_axes for those it does not know")
      : x;
  },
  weights: ([x], config) => ({
    alpha: weightBy(
      x.slice(1).map((size, i) => (config.shared_axes?.includes(i + 1) ? 1 : size)),
      config.alpha_initializer,
      config.alpha_regularizer,
      config.alpha_constraint,
    ),
  }),
  lower([x], _, { alpha }) {
    const slopes = broadcastTo(reshape(alpha, [1, ...alpha.shape]), x.shape);
    return subtract(unary("relu", x), multiply(slopes, unary("relu", scale(x, -1))));
  },
});
