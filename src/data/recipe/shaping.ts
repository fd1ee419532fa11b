/** The same numbers in another shape or order. */
import { product } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import { showShape } from "../../model/shape";
import { axisOf, listIn, numberIn, wholeIn, wholesIn, type Operation } from "./operation";
import { asNumbers, asRows, room, type Numbers, type Rows, type Value } from "./value";

const withShape = (value: Rows, shape: readonly number[]): Value =>
  value.kind === "lists" ? value : { ...value, shape };

/** Sizes with −1 for what is left over. */
function sizesFor(shape: readonly number[], wanted: readonly number[]): readonly number[] {
  const free = wanted.indexOf(-1);
  const rest = product(wanted.filter((size) => size !== -1));
  const sizes = free < 0 ? wanted : wanted.map((size, i) => (i === free ? product(shape) / rest : size));
  if (product(sizes) !== product(shape) || sizes.some((size) => !Number.isInteger(size)))
    throw new Trouble(`An array of ${showShape(shape)} cannot be reshaped to ${showShape(wanted)}.`);
  return sizes;
}

/** Axes in another order. */
export function transposed(array: Numbers, order: readonly number[]): Numbers {
  const { shape } = array;
  const strides = shape.map((_, axis) => product(shape.slice(axis + 1)));
  const sizes = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const out = room(array.type, sizes);
  const index = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.data.length; to++) {
    out.data[to] = array.data[from]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++index[axis]! < sizes[axis]!) break;
      from -= steps[axis]! * sizes[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

const reshape: Operation = {
  name: "reshape",
  run({ of: [value, ...sizes], settings }) {
    const rows = asRows(value, "reshape");
    // A size may be that of other data: `x.reshape(x.shape[0], 1, x.shape[1])`.
    const wanted = (listIn(settings, "shape") ?? []).map((size) =>
      size === "of" ? Math.trunc(asNumbers(sizes.shift(), "reshape").data[0] ?? 1) : Number(size),
    );
    return withShape(rows, sizesFor(rows.shape, wanted));
  },
};

const transpose: Operation = {
  name: "transpose",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "transpose");
    const axes = wholesIn(settings, "axes") ?? [...array.shape.keys()].reverse();
    return transposed(
      array,
      axes.map((axis) => axisOf(axis, array.shape.length)),
    );
  },
};

const moveaxis: Operation = {
  name: "moveaxis",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "moveaxis");
    const rank = array.shape.length;
    const from = axisOf(wholeIn(settings, "from") ?? 0, rank);
    const order = [...array.shape.keys()].filter((axis) => axis !== from);
    order.splice(axisOf(wholeIn(settings, "to") ?? 0, rank), 0, from);
    return transposed(array, order);
  },
};

const swapaxes: Operation = {
  name: "swapaxes",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "swapaxes");
    const [a, b] = (wholesIn(settings, "axes") ?? [0, 1]).map((axis) => axisOf(axis, array.shape.length));
    return transposed(
      array,
      [...array.shape.keys()].map((axis) => (axis === a ? b! : axis === b ? a! : axis)),
    );
  },
};

const expand: Operation = {
  name: "expand_dims",
  run({ of: [value], settings }) {
    const rows = asRows(value, "expand_dims");
    const shape = [...rows.shape];
    const axes = wholesIn(settings, "axis") ?? [0];
    for (const axis of axes) shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, 1);
    return withShape(rows, shape);
  },
};

const squeeze: Operation = {
  name: "squeeze",
  run({ of: [value], settings }) {
    const rows = asRows(value, "squeeze");
    const axes = wholesIn(settings, "axis")?.map((axis) => axisOf(axis, rows.shape.length));
    const gone = (size: number, axis: number): boolean => size === 1 && (axes?.includes(axis) ?? true);
    return withShape(
      rows,
      rows.shape.filter((size, axis) => !gone(size, axis)),
    );
  },
};

/** Turns an axis round. */
const flip: Operation = {
  name: "flip",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "flip");
    const axes = new Set(
      (wholesIn(settings, "axis") ?? [...array.shape.keys()]).map((axis) => axisOf(axis, array.shape.length)),
    );
    return rearranged(array, array.shape, (index) =>
      index.map((i, axis) => (axes.has(axis) ? array.shape[axis]! - 1 - i : i)),
    );
  },
};

/** A number of an array for each place of a new one; undefined where there is none. */
export function rearranged(
  array: Numbers,
  shape: readonly number[],
  from: (index: readonly number[]) => readonly number[] | undefined,
  filling = 0,
): Numbers {
  const out = room(array.type, shape);
  const strides = array.shape.map((_, axis) => product(array.shape.slice(axis + 1)));
  const index = shape.map(() => 0);
  for (let to = 0; to < out.data.length; to++) {
    const source = from(index);
    out.data[to] = source ? array.data[source.reduce((at, i, axis) => at + i * strides[axis]!, 0)]! : filling;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return out;
}

const tile: Operation = {
  name: "tile",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "tile");
    const times = wholesIn(settings, "times") ?? [1];
    const rank = Math.max(times.length, array.shape.length);
    const own = [...Array<number>(rank - array.shape.length).fill(1), ...array.shape];
    const all = [...Array<number>(rank - times.length).fill(1), ...times];
    const wide = { ...array, shape: own };
    return rearranged(
      wide,
      own.map((size, axis) => size * all[axis]!),
      (index) => index.map((i, axis) => i % own[axis]!),
    );
  },
};

/** Each number several times, one after the other. */
const repeat: Operation = {
  name: "repeat",
  run({ of: [value], settings }) {
    const given = asNumbers(value, "repeat");
    const axis = wholeIn(settings, "axis");
    const array = axis === undefined ? { ...given, shape: [given.data.length] } : given;
    const at = axisOf(axis ?? 0, array.shape.length);
    const times = wholeIn(settings, "times") ?? 1;
    return rearranged(
      array,
      array.shape.map((size, i) => (i === at ? size * times : size)),
      (index) => index.map((one, i) => (i === at ? Math.floor(one / times) : one)),
    );
  },
};

/** `np.pad`: a constant around it. */
const pad: Operation = {
  name: "pad",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "pad");
    const before = wholesIn(settings, "before") ?? [];
    const after = wholesIn(settings, "after") ?? [];
    return rearranged(
      array,
      array.shape.map((size, axis) => before[axis]! + size + after[axis]!),
      (index) => {
        const own = index.map((i, axis) => i - before[axis]!);
        return own.every((i, axis) => i >= 0 && i < array.shape[axis]!) ? own : undefined;
      },
      numberIn(settings, "value") ?? 0,
    );
  },
};

export const shaping: readonly Operation[] = [
  reshape,
  transpose,
  moveaxis,
  swapaxes,
  expand,
  squeeze,
  flip,
  tile,
  repeat,
  pad,
];
