/** Functions that pick numbers by their place, or places by their numbers. */
import { isList } from "../../model/literal";
import { take } from "../../ops/alongAxis";
import { add, multiply, subtract } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { concatenate, slice } from "../../ops/concatenate";
import { argmax } from "../../ops/crossEntropy";
import { gatherRows } from "../../ops/gather";
import { constants, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { scale } from "../../ops/unary";
import { cumulate } from "../families/cumulate";
import { acrossSamples, hasSamples, notFollowed, type Operands, type Operation } from "./operation";

/** The one axis that a function works along, which is not that of the samples. */
export function alongOne(
  call: Operands,
  f: (x: Value, axis: number) => ReturnType<Operation>,
  preset?: number,
): ReturnType<Operation> {
  const rank = call.x.shape.length;
  const given = call.literal("axis") ?? preset;
  const axis = typeof given === "number" ? (given < 0 ? given + rank : given) : undefined;
  if (given === undefined || (axis === 0 && call.apart)) return acrossSamples;
  return axis === undefined || axis < 0 || axis >= rank ? notFollowed("this axis") : f(call.x, axis);
}

/** The order of axes that brings one of them to the end, and the one that takes it back. */
export const toEnd = (rank: number, axis: number): readonly number[] => [
  ...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis),
  axis,
];
export const fromEnd = (rank: number, axis: number): readonly number[] =>
  toEnd(rank, axis).map((_, i) => (i < axis ? i : i === axis ? rank - 1 : i - 1));

/** The place of the largest number along an axis, or of the smallest. */
const placeOf =
  (sign: 1 | -1): Operation =>
  (call) =>
    alongOne(call, (x, axis) => {
      const size = x.shape[axis]!;
      const rows = reshape(transpose(sign === 1 ? x : scale(x, -1), toEnd(x.shape.length, axis)), [
        sizeOf(x.shape) / size,
        size,
      ]);
      const keeps = call.literal("keepdims") === true;
      return reshape(
        argmax(rows),
        x.shape.flatMap((one, i) => (i !== axis ? [one] : keeps ? [1] : [])),
      );
    });

/** Places that are known when the model is built, or rows of a table whose numbers come with the data. */
const taken: Operation = (call) => {
  const places = call.operand("indices");
  if (typeof places === "object" && call.literal("axis") !== undefined && hasSamples(places))
    return rowsOf(call, places);
  return takenAt(call);
};

/** `take(table, numbers, axis=0)`: what an Embedding does. */
function rowsOf(call: Operands, places: Value): ReturnType<Operation> {
  const { x } = call;
  const [axis] = call.axes() ?? [];
  if (axis !== 0 || hasSamples(x)) return acrossSamples;
  const rest = x.shape.slice(1);
  const rows = gatherRows(reshape(x, [x.shape[0]!, sizeOf(rest)]), places);
  return reshape(rows, [...places.shape, ...rest]);
}

const takenAt: Operation = (call) =>
  alongOne(call, (x, axis) => {
    const given = call.literal("indices");
    const size = x.shape[axis]!;
    const places = (given === undefined ? [] : isList(given) ? given : [given]).map((place) =>
      typeof place === "number" ? (place < 0 ? place + size : place) : -1,
    );
    if (places.length === 0 || !places.every((place) => Number.isInteger(place) && place >= 0 && place < size))
      return notFollowed("which places are taken");
    const y = take(x, axis, places);
    return typeof given === "number"
      ? reshape(
          y,
          x.shape.filter((_, i) => i !== axis),
        )
      : y;
  });

/** For each number of `indices` the number at that place of the same row. */
const takenAlong: Operation = (call) =>
  alongOne(
    call,
    (x, axis) => {
      const indices = call.operand("indices");
      if (indices === undefined || typeof indices === "number") return notFollowed("which places are taken");
      const rank = x.shape.length;
      const fits = indices.shape.length === rank && indices.shape.every((size, i) => i === axis || size === x.shape[i]);
      return fits ? pickedAlong(x, indices, axis) : notFollowed("a choice of another shape");
    },
    -1,
  );

/** The numbers at these places of their rows along an axis. */
export function pickedAlong(x: Value, indices: Value, axis: number): Value {
  const rank = x.shape.length;
  const [size, count] = [x.shape[axis]!, indices.shape[axis]!];
  const rows = sizeOf(x.shape) / size;
  const order = toEnd(rank, axis);
  const table = reshape(transpose(x, order), [rows * size, 1]);
  const starts = constants(Array.from({ length: rows }, (_, row) => row * size));
  const places = add(
    reshape(transpose(indices, order), [rows, count]),
    broadcastTo(reshape(starts, [rows, 1]), [rows, count]),
  );
  const picked = reshape(
    gatherRows(table, places),
    order.map((i) => indices.shape[i]!),
  );
  return transpose(picked, fromEnd(rank, axis));
}

const tiled: Operation = (call) => {
  const times = call.literal("repeats");
  const given = times !== undefined && times !== null && isList(times) ? times : [times ?? null];
  const list = given.map((one) => one ?? call.around.batch);
  if (!list.every((one): one is number => typeof one === "number" && Number.isInteger(one) && one > 0))
    return notFollowed("how often it is repeated");
  // fewer numbers are for the last axes; more make new axes in front, where the samples are
  const more = Math.max(0, list.length - call.x.shape.length);
  if (call.apart && (more > 0 || (list.length === call.x.shape.length && list[0] !== 1))) return acrossSamples;
  const x = reshape(call.x, [...Array<number>(more).fill(1), ...call.x.shape]);
  const rank = x.shape.length;
  return list.reduce<Value>((y, count, i) => {
    const axis = rank - list.length + i;
    const size = y.shape[axis]!;
    return take(
      y,
      axis,
      Array.from({ length: size * count }, (_, place) => place % size),
    );
  }, x);
};

const spread: Operation = (call) => {
  const wanted = call.literal("shape");
  if (!wanted || !isList(wanted)) return notFollowed("the new shape");
  const shape = wanted.map((size, i) => (size === null && i === 0 ? call.around.batch : size));
  const known = shape.every((size): size is number => typeof size === "number");
  if (!known || shape.length < call.x.shape.length) return notFollowed("the new shape");
  if (call.apart && (shape.length !== call.x.shape.length || shape[0] !== call.x.shape[0]))
    return notFollowed("the new shape");
  const x = reshape(call.x, [...Array<number>(shape.length - call.x.shape.length).fill(1), ...call.x.shape]);
  return shape.every((size, i) => x.shape[i] === size || x.shape[i] === 1)
    ? broadcastTo(x, shape)
    : notFollowed("a shape of another size");
};

const rolled: Operation = (call) =>
  alongOne(call, (x, axis) => {
    const shift = call.literal("shift");
    const size = x.shape[axis]!;
    if (typeof shift !== "number") return notFollowed("how far it is moved");
    return take(
      x,
      axis,
      Array.from({ length: size }, (_, i) => (((i - shift) % size) + size) % size),
    );
  });

const moved: Operation = (call) => {
  const [from, to] = [call.axes("source"), call.axes("destination")];
  if (from?.length !== to?.length || !from || !to) return notFollowed("one of the axes");
  const order: (number | undefined)[] = call.x.shape.map(() => undefined);
  to.forEach((place, i) => (order[place] = from[i]));
  const rest = [...call.x.shape.keys()].filter((axis) => !from.includes(axis));
  const axes = order.map((axis) => axis ?? rest.shift()!);
  return axes[0] === 0 || !call.apart ? transpose(call.x, axes) : acrossSamples;
};

/** A box of a tensor, from where it begins on; −1 stands for all that is left. */
const cut: Operation = (call) => {
  const [starts, sizes] = [call.literal("start_indices"), call.literal("shape")];
  if (!starts || !sizes || !isList(starts) || !isList(sizes)) return notFollowed("where the part begins");
  let y = call.x;
  for (const [axis, size] of call.x.shape.entries()) {
    const [start, count] = [starts[axis], sizes[axis]];
    if (axis === 0 && start === 0 && (count === null || count === -1 || count === size)) continue;
    if (axis === 0 && call.apart) return acrossSamples;
    if (typeof start !== "number" || typeof count !== "number") return notFollowed("where the part begins");
    const length = count === -1 ? size - start : count;
    if (start < 0 || length < 1 || start + length > size) return notFollowed("a part beyond the end");
    y = slice(y, axis, start, length);
  }
  return y;
};

/** Each number with all that stand before it, by doubling. */
export function multipliedAlong(x: Value, axis: number): Value {
  const size = x.shape[axis]!;
  let y = x;
  for (let distance = 1; distance < size; distance *= 2) {
    const earlier = slice(y, axis, 0, size - distance);
    const later = multiply(slice(y, axis, distance, size - distance), earlier);
    y = concatenate([slice(y, axis, 0, distance), later], axis);
  }
  return y;
}

const differences: Operation = (call) =>
  alongOne(
    call,
    (x, axis) => {
      const times = call.literal("n") ?? 1;
      if (typeof times !== "number" || times >= x.shape[axis]!) return notFollowed("how often it is done");
      let y = x;
      for (let i = 0; i < times; i++) {
        const size = y.shape[axis]! - 1;
        y = subtract(slice(y, axis, 1, size), slice(y, axis, 0, size));
      }
      return y;
    },
    -1,
  );

/** Zeros on one side of the diagonal. */
const triangle =
  (keeps: (row: number, column: number) => boolean): Operation =>
  (call) => {
    const { x } = call;
    const k = call.literal("k") ?? 0;
    const [rows, columns] = x.shape.slice(-2) as [number, number];
    if (x.shape.length < 3 && call.apart) return acrossSamples;
    if (typeof k !== "number") return notFollowed("which diagonal is meant");
    const mask = constants(
      Array.from({ length: rows * columns }, (_, i) => (keeps(Math.floor(i / columns) + k, i % columns) ? 1 : 0)),
    );
    return multiply(x, broadcastTo(reshape(mask, [...x.shape.slice(2).map(() => 1), rows, columns]), x.shape));
  };

const unstacked: Operation = (call) =>
  alongOne(call, (x, axis) =>
    Array.from({ length: x.shape[axis]! }, (_, i) =>
      reshape(
        slice(x, axis, i, 1),
        x.shape.filter((__, other) => other !== axis),
      ),
    ),
  );

/** A part of a tensor put in the place of what is there; it may not be one of some samples. */
const replaced: Operation = (call) => {
  const [x, part] = [call.operand("inputs"), call.operand("updates")];
  const starts = call.literal("start_indices");
  if (typeof x !== "object" || typeof part !== "object" || !starts || !isList(starts))
    return notFollowed("where it begins");
  if (starts.length !== x.shape.length || !starts.every((one): one is number => typeof one === "number"))
    return notFollowed("where it begins");
  if (starts[0] !== 0 || part.shape[0] !== x.shape[0]) return acrossSamples;
  if (starts.some((start, axis) => start < 0 || start + part.shape[axis]! > x.shape[axis]!))
    return notFollowed("a part beyond the end");
  /** What is around the part along an axis, and the part itself along those behind it. */
  const around = (whole: Value, axis: number): Value => {
    if (axis === x.shape.length) return part;
    const [start, size] = [starts[axis]!, part.shape[axis]!];
    const end = start + size;
    const pieces = [
      ...(start > 0 ? [slice(whole, axis, 0, start)] : []),
      around(slice(whole, axis, start, size), axis + 1),
      ...(end < whole.shape[axis]! ? [slice(whole, axis, end, whole.shape[axis]! - end)] : []),
    ];
    return pieces.length === 1 ? pieces[0]! : concatenate(pieces as [Value, ...Value[]], axis);
  };
  return around(x, 1);
};

export const picking: ReadonlyMap<string, Operation> = new Map([
  ["Argmax", placeOf(1)],
  ["Argmin", placeOf(-1)],
  ["Take", taken],
  ["Gather", taken],
  ["TakeAlongAxis", takenAlong],
  ["Tile", tiled],
  ["BroadcastTo", spread],
  ["Roll", rolled],
  ["Moveaxis", moved],
  ["Slice", cut],
  ["SliceUpdate", replaced],
  ["Cumsum", (call) => alongOne(call, cumulate)],
  ["Cumprod", (call) => alongOne(call, multipliedAlong)],
  ["Diff", differences],
  ["Tril", triangle((row, column) => column <= row)],
  ["Triu", triangle((row, column) => column >= row)],
  ["Unstack", unstacked],
]);
