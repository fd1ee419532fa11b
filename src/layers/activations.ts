/** The activations that a layer can be given by name, each with its meaning and its operations. */
import type { Config } from "../model/literal";
import { add, affine, greater, multiply, subtract } from "../ops/binary";
import { slice } from "../ops/concatenate";
import { globalMaxPool } from "../ops/globalPool";
import { repeatColumns, sumColumns } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { softmax } from "../ops/softmax";
import { transpose } from "../ops/transpose";
import { constant, sizeOf, type Value } from "../ops/op";
import { scale, unary } from "../ops/unary";
import { sparsemax } from "./families/sparsemax";

export interface Activation {
  /** What it computes, for hovers. */
  readonly docs: string;
  lower(x: Value, config: Config): Value;
  /** Outputs mean probabilities: each value, or each row. */
  readonly probabilities?: boolean;
  /** Its outputs along an axis sum to 1. */
  readonly sumsToOne?: boolean;
  /** Flat at both ends and nearly linear between them. */
  readonly saturates?: boolean;
  /** Keeps mean 0 and variance 1 by itself. */
  readonly selfNormalizes?: boolean;
  /** f(a·x) = a·f(x) for every positive a. */
  passesScale?(config: Config): boolean;
}

const number = (config: Config, name: string, preset: number): number => {
  const value = config[name];
  return typeof value === "number" ? value : preset;
};

const define = (docs: string, lower: Activation["lower"], rest: Partial<Activation> = {}): Activation => ({
  docs,
  lower,
  ...rest,
});

/** Softmax over the axes given; counted from the end when negative. */
export function softmaxOver(x: Value, axis: number | readonly number[]): Value {
  const rank = x.shape.length;
  const axes = (typeof axis === "number" ? [axis] : axis).map((one) => (one < 0 ? rank + one : one));
  const others = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const order = [...others, ...axes];
  const moved = order.every((from, i) => from === i) ? x : transpose(x, order);
  const rows = sizeOf(others.map((i) => x.shape[i]!));
  const y = reshape(softmax(reshape(moved, [rows, sizeOf(x.shape) / rows])), moved.shape);
  return moved === x
    ? y
    : transpose(
        y,
        order.map((_, i) => order.indexOf(i)),
      );
}

/** x less the logarithm of the sum of its exponentials along an axis. */
function logSoftmax(x: Value, axis: number): Value {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const order = [...x.shape.keys()].filter((i) => i !== at).concat(at);
  const moved = at === x.shape.length - 1 ? x : transpose(x, order);
  const classes = x.shape[at]!;
  const rows = reshape(moved, [sizeOf(x.shape) / classes, classes]);
  // from the largest, so that nothing overflows; the rest is the same for whatever is taken away
  const largest = reshape(globalMaxPool(reshape(rows, [rows.shape[0]!, classes, 1])), [rows.shape[0]!]);
  const centered = subtract(rows, repeatColumns(largest, classes));
  const sum = unary("log", sumColumns(unary("exp", centered)));
  const y = reshape(subtract(centered, repeatColumns(sum, classes)), moved.shape);
  return moved === x
    ? y
    : transpose(
        y,
        [...order.keys()].map((i) => order.indexOf(i)),
      );
}

export const activations: ReadonlyMap<string, Activation> = new Map<string, Activation>([
  ["linear", define("`x` unchanged.", (x) => x, { passesScale: () => true })],
  [
    "relu",
    define(
      "`max(x, 0)`.",
      (x, config) => {
        const slope = number(config, "negative_slope", 0);
        const threshold = number(config, "threshold", 0);
        const limit = number(config, "max_value", Infinity);
        const y =
          threshold !== 0 || slope < 0
            ? unary("threshold_relu", x, slope, threshold)
            : slope === 0
              ? unary("relu", x)
              : unary("leaky_relu", x, slope);
        return limit === Infinity ? y : unary("clip", y, -Infinity, limit);
      },
      {
        passesScale: ({ threshold = 0, max_value = null }) => threshold === 0 && max_value === null,
      },
    ),
  ],
  ["relu6", define("`min(max(x, 0), 6)`.", (x) => unary("clip", x, 0, 6))],
  [
    "leaky_relu",
    define(
      "`x`, or `negative_slope · x` below zero.",
      (x, config) => unary("leaky_relu", x, number(config, "negative_slope", 0.2)),
      { passesScale: () => true },
    ),
  ],
  [
    "sigmoid",
    define("`1 / (1 + e⁻ˣ)`: between 0 and 1.", (x) => unary("sigmoid", x), { probabilities: true, saturates: true }),
  ],
  [
    "hard_sigmoid",
    define("`relu6(x + 3) / 6`: sigmoid by straight lines.", (x) => unary("hard_sigmoid", x), { saturates: true }),
  ],
  ["tanh", define("Hyperbolic tangent: between −1 and 1.", (x) => unary("tanh", x), { saturates: true })],
  [
    "softmax",
    define(
      "`eˣ` divided by its sum along `axis`: positive numbers that sum to 1.",
      (x, config) => softmaxOver(x, number(config, "axis", -1)),
      {
        probabilities: true,
        sumsToOne: true,
      },
    ),
  ],
  ["elu", define("`x`, or `alpha · (eˣ − 1)` below zero.", (x, config) => unary("elu", x, number(config, "alpha", 1)))],
  [
    "selu",
    define("`elu` with constants that keep mean 0 and variance 1.", (x) => unary("selu", x), { selfNormalizes: true }),
  ],
  ["softplus", define("`log(1 + eˣ)`: a smooth relu.", (x) => unary("softplus", x))],
  ["softsign", define("`x / (1 + |x|)`.", (x) => unary("softsign", x))],
  ["silu", define("`x · sigmoid(x)`, also called swish.", (x) => unary("silu", x))],
  ["swish", define("`x · sigmoid(x)`, also called silu.", (x) => unary("silu", x))],
  [
    "gelu",
    define("`x · Φ(x)` with the normal distribution's Φ.", (x, config) =>
      unary(config["approximate"] === true ? "gelu_tanh" : "gelu", x),
    ),
  ],
  ["mish", define("`x · tanh(softplus(x))`.", (x) => unary("mish", x))],
  ["exponential", define("`eˣ`.", (x) => unary("exp", x))],
  [
    "celu",
    define("`x`, or `alpha · (e^(x / alpha) − 1)` below zero.", (x, config) => {
      const alpha = number(config, "alpha", 1);
      return alpha === 1 ? unary("elu", x, 1) : scale(unary("elu", scale(x, 1 / alpha), 1), alpha);
    }),
  ],
  [
    "glu",
    define("The first half of the channels times the sigmoid of the second.", (x, config) => {
      const given = number(config, "axis", -1);
      const axis = given < 0 ? given + x.shape.length : given;
      const half = x.shape[axis]! / 2;
      return multiply(slice(x, axis, 0, half), unary("sigmoid", slice(x, axis, half, half)));
    }),
  ],
  [
    "hard_shrink",
    define("`x`, or 0 between `−threshold` and `threshold`.", (x, config) =>
      multiply(x, greater(unary("abs", x), constant(number(config, "threshold", 0.5), x.shape))),
    ),
  ],
  ["hard_silu", define("`x · hard_sigmoid(x)`.", (x) => multiply(x, unary("hard_sigmoid", x)))],
  ["hard_swish", define("`x · hard_sigmoid(x)`.", (x) => multiply(x, unary("hard_sigmoid", x)))],
  ["hard_tanh", define("`x` cut off at −1 and 1.", (x) => unary("clip", x, -1, 1))],
  ["log_sigmoid", define("`log(sigmoid(x))`.", (x) => scale(unary("softplus", scale(x, -1)), -1))],
  ["log_softmax", define("The logarithm of softmax.", (x, config) => logSoftmax(x, number(config, "axis", -1)))],
  [
    "soft_shrink",
    define("`x` brought `threshold` nearer to 0.", (x, config) => {
      const threshold = number(config, "threshold", 0.5);
      return subtract(unary("relu", affine(x, 1, -threshold)), unary("relu", affine(x, -1, -threshold)));
    }),
  ],
  [
    "sparsemax",
    define("How far `x` lies above a threshold that is found for each row along `axis`, else 0.", (x, config) =>
      sparsemax(x, number(config, "axis", -1)),
    ),
  ],
  [
    "sparse_plus",
    define("0 below −1, `x` above 1, a parabola between.", (x) =>
      add(scale(unary("square", affine(unary("clip", x, -1, 1), 1, 1)), 0.25), unary("relu", affine(x, 1, -1))),
    ),
  ],
  [
    "sparse_sigmoid",
    define("A straight line from 0 at −1 to 1 at 1.", (x) => unary("clip", affine(x, 0.5, 0.5), 0, 1)),
  ],
  [
    "squareplus",
    define("`(x + √(x² + b)) / 2`: a smooth relu.", (x, config) =>
      scale(add(x, unary("sqrt", affine(unary("square", x), 1, number(config, "b", 4)))), 0.5),
    ),
  ],
  ["tanh_shrink", define("`x − tanh(x)`.", (x) => subtract(x, unary("tanh", x)))],
  [
    "threshold",
    define("`x` above `threshold`, else `default_value`.", (x, config) => {
      const above = greater(x, constant(number(config, "threshold", 0), x.shape));
      return add(multiply(x, above), scale(affine(above, -1, 1), number(config, "default_value", 0)));
    }),
  ],
]);
