import type { Shape } from "../model/shape";
import { add, divide, maximum, multiply, subtract } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { constant, constants, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { unary } from "../ops/unary";
import { axesWithin } from "./families/normalization";
import { defineLayer, ShapeError, weight, type Adapting } from "./layer";
import { axes, bool, floats, optional } from "./param";

/** Keras's epsilon: no deviation is taken to be smaller. */
const SMALLEST = 1e-7;
const named = (class_name: string) => ({ class_name, config: {} });

/** The axes that keep their own statistics, counted from the front. */
const kept = (x: Shape, axis: readonly number[] | null): readonly number[] =>
  axesWithin(x, axis ?? []) as readonly number[];

export const normalization = defineLayer({
  type: "Normalization",
  docs: "Subtracts the data's mean and divides by their deviation. Both are given, or found in the training data before the first step (`adapt`).",
  params: {
    axis: optional(axes("The axis, or several, that keep their own statistics; None has one for all."), -1),
    mean: optional(floats("The mean to subtract; None leaves it to `adapt`.")),
    variance: optional(floats("The variance; None leaves it to `adapt`.")),
    invert: bool("Undo the normalization instead.", false, false),
  },
  arity: "one",
  mask: "passes",
  traits: () => ["rescales"],
  shape([x], { axis, mean, variance }) {
    if ((mean === null) !== (variance === null)) return new ShapeError("needs both mean and variance, or neither");
    const found = axesWithin(x, axis ?? []);
    if (found instanceof ShapeError) return found;
    if (mean === null && found[0] === 0)
      return new ShapeError("cannot find statistics for each sample: axis 0 is the batch");
    const free = found.find((one) => x[one] === null);
    if (free !== undefined) return new ShapeError(`needs to know the size of its input's axis ${free}`);
    const sizes = found.map((one) => x[one]!);
    const misfit = [mean, variance].find((list) => typeof list === "object" && list && !fits(list.length, sizes));
    return misfit ? new ShapeError(`has a mean or variance that does not fit the axis it is for`) : x;
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
  adapt([x], { axis, mean }) {
    return mean === null ? moments(x, kept(x, axis)) : undefined;
  },
  lower([x], { axis, mean, variance, invert }, weights) {
    const axesKept = kept(x.shape, axis);
    const shape = x.shape.map((size, i) => (axesKept.includes(i) ? size : 1));
    const spread = (value: Value): Value => broadcastTo(reshape(value, shape), x.shape);
    const count = shape.reduce((product, size) => product * size, 1);
    /** One number for all, one for each place, or one for each place of the last axis. */
    const listed = (list: number | readonly number[]): Value =>
      constants(Array.from({ length: count }, (_, i) => (typeof list === "number" ? list : list[i % list.length]!)));
    const middle = spread(weights.mean ?? listed(mean!));
    const root = unary("sqrt", reshape(weights.variance ?? listed(variance!), [count]));
    const deviation = spread(maximum(root, constant(SMALLEST, [count])));
    return invert ? add(multiply(x, deviation), middle) : divide(subtract(x, middle), deviation);
  },
});

/** Whether a list is one number, or one for each place of the last of the kept axes. */
const fits = (length: number, sizes: Shape): boolean => {
  const last = sizes.at(-1);
  return length === 1 || typeof last !== "number" || length === last;
};

/** Mean and variance over all axes but those kept: of each piece, then joined (Chan, Golub & LeVeque 1979). */
function moments(x: readonly number[], axesKept: readonly number[]): Adapting {
  const places = placesOf(x.slice(1), axesKept);
  const size = axesKept.reduce((product, axis) => product * x[axis]!, 1);
  const [mean, squares] = [new Float64Array(size), new Float64Array(size)];
  let count = 0;
  return {
    see(numbers) {
      const [own, around] = [new Float64Array(size), new Float64Array(size)];
      const each = numbers.length / size;
      for (let i = 0; i < numbers.length; i++) own[places[i % places.length]!]! += numbers[i]! / each;
      for (let i = 0; i < numbers.length; i++) {
        const place = places[i % places.length]!;
        around[place]! += (numbers[i]! - own[place]!) ** 2;
      }
      const share = each / (count + each);
      for (let place = 0; place < size; place++) {
        const apart = own[place]! - mean[place]!;
        mean[place]! += apart * share;
        squares[place]! += around[place]! + apart * apart * count * share;
      }
      count += each;
    },
    found: () => ({ weights: { mean: [...mean], variance: Array.from(squares, (sum) => sum / count), count: [0] } }),
  };
}

/** For each number of a sample the place of its statistics. */
function placesOf(sample: readonly number[], axesKept: readonly number[]): Int32Array {
  const places = new Int32Array(sample.reduce((product, size) => product * size, 1));
  for (let i = 0; i < places.length; i++) {
    let [rest, step] = [i, 1];
    for (let axis = sample.length; axis > 0; axis--) {
      const size = sample[axis - 1]!;
      if (axesKept.includes(axis)) {
        places[i]! += (rest % size) * step;
        step *= size;
      }
      rest = Math.floor(rest / size);
    }
  }
  return places;
}
