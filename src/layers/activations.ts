/** The activations that a layer can be given by name, each with its meaning and its operations. */
import type { Config } from "../model/literal";
import { reshape } from "../ops/reshape";
import { softmax } from "../ops/softmax";
import { transpose } from "../ops/transpose";
import { sizeOf, type Value } from "../ops/op";
import { unary } from "../ops/unary";

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
]);
