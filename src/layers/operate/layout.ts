/** Functions that move numbers without changing them, and products of matrices. */
import { isKerasObject, isList, type Literal } from "../../model/literal";
import { pad, reverse, take } from "../../ops/alongAxis";
import { batchMatmul } from "../../ops/batchMatmul";
import { broadcastTo } from "../../ops/broadcast";
import { concatenate, slice } from "../../ops/concatenate";
import { oneHot } from "../../ops/crossEntropy";
import { matmul } from "../../ops/matmul";
import { sizeOf, type Sizes, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { acrossSamples, notFollowed, type Operands, type Operation } from "./operation";
import { partSizes } from "./parts";

const reshaped: Operation = (call) => {
  const wanted = call.literal("newshape") ?? call.literal("shape");
  if (wanted === undefined || wanted === null || !isList(wanted)) return notFollowed("the new shape");
  // a free size is that of the batch, or what is left where samples were put together
  const sizes = wanted.map((size) => size ?? (wanted.includes(-1) ? call.around.batch : -1));
  if (!sizes.every((size) => typeof size === "number")) return notFollowed("a size of the new shape");
  // a first −1 stands for the batch where the rest is one sample
  const rest = sizes.reduce<number>((product, size) => (size === -1 ? product : product * size), 1);
  const whole = sizes.map((size) => (size === -1 ? sizeOf(call.x.shape) / rest : size));
  if (sizeOf(whole) !== sizeOf(call.x.shape)) return notFollowed("a shape of another size");
  return !call.apart || whole[0] === call.x.shape[0] ? reshape(call.x, whole) : acrossSamples;
};

const transposed: Operation = (call) => {
  const given = call.literal("axes");
  const rank = call.x.shape.length;
  const axes = given === undefined || given === null ? [...call.x.shape.keys()].reverse() : call.axes("axes");
  if (axes?.length !== rank) return notFollowed("the order of axes");
  return transpose(call.x, axes);
};

const swapped: Operation = (call) => {
  const [a, b] = [call.axes("axis1"), call.axes("axis2")];
  if (a?.length !== 1 || b?.length !== 1) return notFollowed("one of the axes");
  const order = call.x.shape.map((_, i) => (i === a[0] ? b[0]! : i === b[0] ? a[0]! : i));
  return transpose(call.x, order);
};

const expanded: Operation = (call) => {
  const [axis] = call.axes("axis", call.x.shape.length + 1) ?? [];
  if (axis === undefined || isList(call.literal("axis") ?? null)) return notFollowed("this axis");
  return reshape(call.x, [...call.x.shape.slice(0, axis), 1, ...call.x.shape.slice(axis)]);
};

const squeezed: Operation = (call) => {
  const given = call.literal("axis");
  const axes =
    given === undefined || given === null
      ? call.x.shape.flatMap((size, i) => (size === 1 && (i > 0 || !call.hasSamples) ? [i] : []))
      : call.axes();
  if (!axes?.every((axis) => call.x.shape[axis] === 1)) return notFollowed("an axis that is longer than 1");
  return reshape(
    call.x,
    call.x.shape.filter((_, i) => !axes.includes(i)),
  );
};

const joined: Operation = (call) => {
  const parts = call.list("xs") ?? call.inputs;
  const rank = call.x.shape.length;
  const given = call.literal("axis") ?? 0;
  const axis = typeof given === "number" && given < 0 ? given + rank : given;
  if (axis === 0 && call.apart) return acrossSamples;
  if (typeof axis !== "number" || axis >= rank) return notFollowed("this axis");
  return concatenate(parts as [Value, ...Value[]], axis);
};

/** Along the axis behind the samples. */
const sideBySide: Operation = (call) => {
  const parts = call.list("xs") ?? call.inputs;
  return call.x.shape.length < 2 ? acrossSamples : concatenate(parts as [Value, ...Value[]], 1);
};

const stacked: Operation = (call) => {
  const parts = call.list("x") ?? call.list("xs") ?? call.inputs;
  const rank = call.x.shape.length + 1;
  const [axis] = call.literal("axis") === undefined ? [0] : (call.axes("axis", rank) ?? []);
  if (axis === 0 && call.apart) return acrossSamples;
  if (axis === undefined) return notFollowed("this axis");
  const made = parts.map((part) => reshape(part, [...part.shape.slice(0, axis), 1, ...part.shape.slice(axis)]));
  return concatenate(made as [Value, ...Value[]], axis);
};

const parted: Operation = (call) => {
  const [axis] = call.literal("axis") === undefined ? [0] : (call.axes() ?? []);
  if (axis === 0 && call.apart) return acrossSamples;
  return axis === undefined ? notFollowed("where it is split") : partsAlong(call, axis, false);
};

/** Equal parts, or those that begin at these places. */
function partsAlong(call: Operands, axis: number, mayDiffer: boolean): ReturnType<Operation> {
  const size = call.x.shape[axis];
  const sizes = size === undefined ? undefined : partSizes(call.literal("indices_or_sections"), size, mayDiffer);
  if (!sizes?.every((one): one is number => typeof one === "number" && one > 0))
    return notFollowed("where it is split");
  let begin = 0;
  return sizes.map((one) => slice(call.x, axis, (begin += one) - one, one));
}

/** The same along one axis always; parts need not be equal where the axis is given. */
const partedAlong =
  (preset: number | undefined): Operation =>
  (call) => {
    const given = preset ?? call.literal("axis") ?? 0;
    const axis = typeof given === "number" ? (given < 0 ? given + call.x.shape.length : given) : undefined;
    if (axis === 0 && call.apart) return acrossSamples;
    return axis === undefined ? notFollowed("where it is split") : partsAlong(call, axis, preset === undefined);
  };

const flipped: Operation = (call) => {
  const axes = call.axes();
  if (!axes || (axes.includes(0) && call.apart)) return acrossSamples;
  return axes.reduce<Value>((y, axis) => reverse(y, axis), call.x);
};

const repeated: Operation = (call) => {
  const [axis] = call.axes() ?? [];
  const times = call.literal("repeats");
  if (axis === undefined || (axis === 0 && call.apart) || call.literal("axis") === undefined) return acrossSamples;
  if (typeof times !== "number") return notFollowed("how often it is repeated");
  return take(
    call.x,
    axis,
    Array.from({ length: call.x.shape[axis]! * times }, (_, i) => Math.floor(i / times)),
  );
};

const padded: Operation = (call) => {
  const widths = call.literal("pad_width");
  const other = call.literal("mode") ?? "constant";
  const filling = call.literal("constant_values") ?? 0;
  if (!widths || !isList(widths) || widths.length !== call.x.shape.length || other !== "constant" || filling !== 0)
    return notFollowed("this padding");
  let y = call.x;
  for (const [axis, pair] of widths.entries()) {
    const [before, after] = isList(pair) ? pair : [pair, pair];
    if (typeof before !== "number" || typeof after !== "number") return notFollowed("this padding");
    if (axis === 0 && before + after > 0 && call.apart) return acrossSamples;
    if (before + after > 0) y = pad(y, axis, before, after);
  }
  return y;
};

/** The last two axes are matrices; all before are alike. A row of numbers on one side is a matrix of one row or column. */
export function product(a: Value, b: Value): Value | undefined {
  if (a.shape.length === 1) {
    const y = product(reshape(a, [1, a.shape[0]!]), b);
    return y && reshape(y, [...y.shape.slice(0, -2), y.shape.at(-1)!]);
  }
  if (b.shape.length === 1) {
    const y = product(a, reshape(b, [b.shape[0]!, 1]));
    return y && reshape(y, y.shape.slice(0, -1));
  }
  if (b.shape.length === 2 && a.shape.length > 1 && a.shape.at(-1) === b.shape[0]) {
    const rows = reshape(a, [sizeOf(a.shape.slice(0, -1)), b.shape[0]!]);
    return reshape(matmul(rows, b), [...a.shape.slice(0, -1), b.shape[1]!]);
  }
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  if (a.shape.length < 2 || b.shape.length < 2 || a.shape.at(-1) !== b.shape.at(-2)) return undefined;
  const rank = Math.max(outerA.length, outerB.length);
  const wide = (sizes: Sizes): Sizes => [...Array<number>(rank - sizes.length).fill(1), ...sizes];
  const [wideA, wideB] = [wide(outerA), wide(outerB)];
  if (!wideA.every((size, i) => size === wideB[i] || size === 1 || wideB[i] === 1)) return undefined;
  const outer = wideA.map((size, i) => Math.max(size, wideB[i]!));
  const spread = (value: Value, sizes: Sizes): Value => {
    const matrix = value.shape.slice(-2);
    return reshape(broadcastTo(reshape(value, [...sizes, ...matrix]), [...outer, ...matrix]), [
      sizeOf(outer),
      ...matrix,
    ]);
  };
  return reshape(batchMatmul(spread(a, wideA), spread(b, wideB)), [...outer, a.shape.at(-2)!, b.shape.at(-1)!]);
}

const multiplied: Operation = (call) => {
  const [a, b] = call.inputs.map((matrix, i) =>
    call.literal(i === 0 ? "transpose_a" : "transpose_b") === true && matrix.shape.length > 1
      ? transpose(matrix, turned(matrix.shape.length))
      : matrix,
  );
  return (a && b && product(a, b)) ?? notFollowed("a product with what is no tensor of matrices");
};

/** All axes, the last two in each other's place. */
const turned = (rank: number): readonly number[] => [...Array(rank - 2).keys(), rank - 1, rank - 2];

/** `x[…]`: numbers take an axis away, None adds one, slices cut. */
const picked: Operation = (call) => {
  const key = call.literal("key");
  if (key === undefined) return notFollowed("the selection");
  const parts = isList(key) ? key : [key];
  const used = parts.filter((part) => part !== null && !isRest(part)).length;
  let y = call.x;
  const shape: number[] = [];
  let axis = 0;
  for (const part of parts) {
    if (isRest(part)) {
      const end = axis + y.shape.length - axis - (used - countBefore(parts, part));
      while (axis < end) shape.push(y.shape[axis++]!);
      continue;
    }
    if (part === null) {
      shape.push(1);
      continue;
    }
    const places = placesOf(part, y.shape[axis] ?? 0);
    if (!places || axis >= y.shape.length) return notFollowed("the selection");
    if (axis === 0 && places.length !== y.shape[0] && call.apart) return acrossSamples;
    y = take(y, axis, places);
    if (typeof part !== "number") shape.push(places.length);
    axis++;
  }
  return reshape(y, [...shape, ...y.shape.slice(axis)]);
};

const isRest = (part: Literal): boolean => isKerasObject(part) && part.class_name === "Ellipsis";
const countBefore = (parts: readonly Literal[], rest: Literal): number =>
  parts.slice(0, parts.indexOf(rest)).filter((part) => part !== null).length;

/** The places that an index or a slice picks along an axis. */
function placesOf(part: Literal, size: number): readonly number[] | undefined {
  const from = (index: number): number => (index < 0 ? index + size : index);
  if (typeof part === "number") return from(part) >= 0 && from(part) < size ? [from(part)] : undefined;
  if (!isKerasObject(part) || part.class_name !== "slice") return undefined;
  const { lower = null, upper = null, step = null } = part.config;
  if ([lower, upper, step].some((one) => one !== null && typeof one !== "number")) return undefined;
  const by = (step as number | null) ?? 1;
  if (by === 0) return undefined;
  const bound = (given: Literal, preset: number): number =>
    typeof given === "number" ? Math.max(by > 0 ? 0 : -1, Math.min(from(given), by > 0 ? size : size - 1)) : preset;
  const [start, end] = [bound(lower, by > 0 ? 0 : size - 1), bound(upper, by > 0 ? size : -1)];
  return Array.from({ length: Math.max(0, Math.ceil((end - start) / by)) }, (_, i) => start + i * by);
}

const encoded: Operation = (call: Operands) => {
  const classes = call.literal("num_classes");
  if (typeof classes !== "number" || (call.literal("axis") ?? -1) !== -1) return notFollowed("this coding");
  return reshape(oneHot(reshape(call.x, [sizeOf(call.x.shape)]), classes), [...call.x.shape, classes]);
};

export const layout: ReadonlyMap<string, Operation> = new Map([
  ["Reshape", reshaped],
  ["Transpose", transposed],
  ["Swapaxes", swapped],
  ["ExpandDims", expanded],
  ["Squeeze", squeezed],
  ["Concatenate", joined],
  ["Stack", stacked],
  ["Hstack", sideBySide],
  ["Split", parted],
  ["ArraySplit", partedAlong(undefined)],
  ["Hsplit", partedAlong(1)],
  ["Dsplit", partedAlong(2)],
  ["Fliplr", ({ x }) => reverse(x, 1)],
  ["Flip", flipped],
  ["Repeat", repeated],
  ["Pad", padded],
  ["Matmul", multiplied],
  ["GetItem", picked],
  ["OneHot", encoded],
]);
