import type { Shape } from "../model/shape";
import { add, divide, maximum, multiply, subtract } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { constant, constants, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { unary } from "../ops/unary";
import { axesWithin } from "./families/normalization";
import { defineLayer, ShapeError, Unsupported, weight } from "./layer";
import { axes, bool, floats, optional } from "./param";

/** Keras's epsilon: no deviation is taken to be smaller. */
const SMALLEST = 1e-7;
const named = (class_name: string) => ({ class_name, config: {} });

/** The axes that keep their own statistics, counted from the front. */
const kept = (x: Shape, axis: readonly number[] | null): readonly number[] =>
  axesWithin(x, axis ?? []) as readonly number[];

export const normalization = defineLayer({
  type: "Normalization",
  docs: "Subtracts the data's mean and divides by their deviation, both given or found by `adapt` before training.",
  params: {
    axis: optional(axes("The axis, or several, that keep their own statistics; None has one for all."), -1),
    mean: optional(floats("The mean to subtract; None leaves it to `adapt`.")),
    variance: optional(floats("The variance; None leaves it to `adapt`.")),
    invert: bool("Undo the normalization instead.", false, false),
  },
  arity: "one",
  mask: "passes",
  traits: () => ["rescales"],
  shape([x], { axis }) {
    const found = axesWithin(x, axis ?? []);
    if (found instanceof ShapeError) return found;
    const free = found.find((one) => x[one] === null);
    return free === undefined ? x : new ShapeError(`needs to know the size of its input's axis ${free}`);
  },
  weights([x], { axis, mean }) {
    const shape = kept(x, axis).map((one) => x[one]!);
    const statistic = (initial: string) => weight(shape, named(initial), { trainable: false });
    const given = mean !== null;
    return {
      mean: given ? undefined : statistic("Zeros"),
      variance: given ? undefined : statistic("Ones"),
      count: given ? undefined : weight([], named("Zeros"), { trainable: false }),
    };
  },
  lower([x], { axis, mean, variance, invert }) {
    // Untouched statistics of 0 and 1 would pass the data as it is, without a word.
    if (mean === null || variance === null)
      return new Unsupported(
        "its mean and variance are found by adapt(), which is not done here; give them as mean=… and variance=…, or use BatchNormalization, which learns them",
      );
    const axesKept = kept(x.shape, axis);
    const shape = x.shape.map((size, i) => (axesKept.includes(i) ? size : 1));
    const spread = (value: Value): Value => broadcastTo(reshape(value, shape), x.shape);
    const count = shape.reduce((product, size) => product * size, 1);
    const listed = (list: number | readonly number[]): Value =>
      constants(
        typeof list === "number"
          ? Array<number>(count).fill(list)
          : list.length === 1
            ? Array<number>(count).fill(list[0]!)
            : list,
      );
    const middle = spread(listed(mean));
    const root = unary("sqrt", reshape(listed(variance), [count]));
    const deviation = spread(maximum(root, constant(SMALLEST, [count])));
    return invert ? add(multiply(x, deviation), middle) : divide(subtract(x, middle), deviation);
  },
});
