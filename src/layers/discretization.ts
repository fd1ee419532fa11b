import { add, greater } from "../ops/binary";
import { constant, type Value } from "../ops/op";
import { scale } from "../ops/unary";
import { encoded, encodedShape } from "./families/categories";
import { quantiles } from "./families/quantiles";
import { defineLayer, noWeights, ShapeError, Unsupported } from "./layer";
import { bool, choice, float, floats, optional, size } from "./param";

export const discretization = defineLayer({
  type: "Discretization",
  docs: "Turns numbers into the number of the range that they lie in.",
  params: {
    bin_boundaries: optional(floats("Where one range ends and the next begins.")),
    num_bins: optional(size("How many ranges; `adapt` finds where they lie.")),
    epsilon: float("How exactly `adapt` finds them.", { min: 0, default: 0.01 }),
    output_mode: choice(
      "`int`: the number. `one_hot`: a row for each. `multi_hot` and `count`: one row for all of a sample.",
      ["int", "one_hot", "multi_hot", "count"],
      "int",
    ),
    sparse: bool("How Keras keeps the rows; it changes nothing here.", false, false),
  },
  arity: "one",
  traits: () => ["nonlinear"],
  shape([x], { bin_boundaries, num_bins, output_mode }) {
    if (Array.isArray(bin_boundaries)) return encodedShape(x, output_mode, bin_boundaries.length + 1);
    if (num_bins === null) return new ShapeError("needs bin_boundaries or num_bins");
    return encodedShape(x, output_mode, num_bins);
  },
  weights: noWeights,
  adapt(_, { bin_boundaries, num_bins, epsilon }) {
    if (bin_boundaries !== null || typeof num_bins !== "number") return undefined;
    const parts = quantiles(num_bins, epsilon);
    return {
      see: (numbers) => parts.see(numbers),
      found: () => ({ args: { bin_boundaries: parts.boundaries() } }),
    };
  },
  lower([x], { bin_boundaries, output_mode }) {
    if (!Array.isArray(bin_boundaries)) return new Unsupported("its ranges are not known before the data are read");
    const boundaries = bin_boundaries as readonly number[];
    // how many boundaries x has reached: 1 − (boundary > x)
    const reached = boundaries.map((boundary) => greater(constant(boundary, x.shape), x));
    const below = reached.reduce<Value | undefined>((sum, one) => (sum ? add(sum, one) : one), undefined);
    const number = below ? add(scale(below, -1), constant(boundaries.length, x.shape)) : constant(0, x.shape);
    return encoded(number, output_mode, boundaries.length + 1);
  },
});
