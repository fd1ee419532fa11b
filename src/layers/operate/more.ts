/** Functions that are seldom in models: diagonals, quarter turns, products with known matrices, distances. */
import { isList } from "../../model/literal";
import { reverse, take } from "../../ops/alongAxis";
import { affine, greater, multiply, subtract } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { concatenate, slice } from "../../ops/concatenate";
import { detach } from "../../ops/detach";
import { constant, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { scale, unary } from "../../ops/unary";
import { select } from "../families/select";
import { product } from "./layout";
import type { Unsupported } from "../layer";
import { acrossSamples, notFollowed, together, type Operands, type Operation } from "./operation";

const wholeIn = (call: Operands, name: string, preset: number): number | undefined => {
  const value = call.literal(name) ?? preset;
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
};

/** The numbers beside the diagonal of two axes, as a last axis. */
function diagonalOf(call: Operands): Value | Unsupported {
  const { x } = call;
  const rank = x.shape.length;
  const [offset, ...given] = [wholeIn(call, "offset", 0), wholeIn(call, "axis1", 0), wholeIn(call, "axis2", 1)];
  if (offset === undefined || given.includes(undefined)) return notFollowed("which diagonal is meant");
  const [first, second] = given.map((axis) => (axis! < 0 ? axis! + rank : axis!)) as [number, number];
  if (first === 0 || second === 0) return acrossSamples;
  const [rows, columns] = [x.shape[first]!, x.shape[second]!];
  const begin = Math.max(0, -offset);
  const count = Math.min(rows - begin, columns - Math.max(0, offset));
  if (count < 1) return notFollowed("a diagonal without numbers");
  const others = [...x.shape.keys()].filter((axis) => axis !== first && axis !== second);
  const turned = transpose(x, [...others, first, second]);
  const flat = reshape(turned, [...others.map((axis) => x.shape[axis]!), rows * columns]);
  const places = Array.from({ length: count }, (_, i) => (begin + i) * columns + begin + i + offset);
  return take(flat, others.length, places);
}

const traced: Operation = (call) => {
  const found = diagonalOf(call);
  if (!("op" in found)) return found;
  const outer = found.shape.slice(0, -1);
  return reshape(sumTo(found, [...outer, 1]), outer);
};

/** Quarter turns from one axis to another. */
const turnedBy: Operation = (call) => {
  const times = wholeIn(call, "k", 1);
  const given = call.literal("axes") ?? [0, 1];
  const rank = call.x.shape.length;
  const axes = (isList(given) ? given : []).map((axis) => (typeof axis === "number" && axis < 0 ? axis + rank : axis));
  const [from, to] = axes;
  if (times === undefined || typeof from !== "number" || typeof to !== "number") return notFollowed("these axes");
  if (from === 0 || to === 0) return acrossSamples;
  let y = call.x;
  for (let i = 0; i < ((times % 4) + 4) % 4; i++) {
    const order = y.shape.map((_, axis) => (axis === from ? to : axis === to ? from : axis));
    y = reverse(transpose(y, order), from);
  }
  return y;
};

/** Three numbers each, along the last axis. */
const crossed: Operation = (call) => {
  const [a, b] = call.inputs;
  const both = a && b ? together(a, b) : undefined;
  const isPlain = ["axisa", "axisb", "axisc", "axis"].every((name) => (call.literal(name) ?? -1) === -1);
  if (both?.[0].shape.at(-1) !== 3 || !isPlain) return notFollowed("a product of these");
  const axis = both[0].shape.length - 1;
  const from = (x: Value, places: readonly number[]): Value => take(x, axis, places);
  const [x, y] = both;
  return subtract(multiply(from(x, [1, 2, 0]), from(y, [2, 0, 1])), multiply(from(x, [2, 0, 1]), from(y, [1, 2, 0])));
};

/** A product with a matrix or a row of known numbers, whose axis `along` meets the last of the tensor. */
const multipliedBy =
  (turns: boolean): Operation =>
  (call) => {
    const [x, other] = call.inputs;
    const known = call.literal("x2");
    if (!x || !other || !isList(known ?? null)) return acrossSamples;
    if (other.shape.length > 2) return notFollowed("a product of these");
    const matrix =
      other.shape.length === 1 ? reshape(other, [other.shape[0]!, 1]) : turns ? transpose(other, [1, 0]) : other;
    const rows = reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
    const y = product(rows, matrix);
    const last = other.shape.length === 1 ? [] : [matrix.shape[1]!];
    return y ? reshape(y, [...x.shape.slice(0, -1), ...last]) : notFollowed("a product of these");
  };

/** sin(πx) / πx, and 1 at 0. */
const waved: Operation = ({ x }) => {
  const isZero = affine(greater(unary("abs", detach(x)), constant(0, x.shape)), -1, 1);
  const safe = scale(x, Math.PI);
  const one = constant(1, x.shape);
  return select(isZero, one, multiply(unary("sin", safe), unary("reciprocal", select(isZero, one, safe))));
};

const isNear: Operation = (call) => {
  const [a, b] = [call.operand("x1"), call.operand("x2")];
  const both = a === undefined || b === undefined ? undefined : together(a, b);
  const [relative, absolute] = [call.literal("rtol") ?? 1e-5, call.literal("atol") ?? 1e-8];
  if (!both || typeof relative !== "number" || typeof absolute !== "number")
    return notFollowed("how near they must be");
  const room = affine(unary("abs", both[1]), relative, absolute);
  return affine(greater(unary("abs", subtract(...both)), room), -1, 1);
};

/** The first choice whose condition holds. */
const selected: Operation = (call) => {
  const [conditions, choices] = [call.list("condlist"), call.list("choicelist")];
  const preset = call.operand("default") ?? 0;
  if (!conditions || choices?.length !== conditions.length) return notFollowed("one of the choices");
  const { shape } = conditions[0]!;
  const wide = (one: Value | number): Value =>
    typeof one === "number" ? constant(one, shape) : broadcastTo(one, shape);
  return conditions.reduceRight<Value>((rest, when, i) => select(wide(when), wide(choices[i]!), rest), wide(preset));
};

/** Joined along the third axis, which there may be none of. */
const inDepth: Operation = (call) => {
  const parts = call.list("xs") ?? call.inputs;
  const deep = parts.map((part) => (part.shape.length === 2 ? reshape(part, [...part.shape, 1]) : part));
  return deep[0]!.shape.length < 3 ? acrossSamples : concatenate(deep as [Value, ...Value[]], 2);
};

/** The distance of each row of x from each of y, sample by sample. */
const distances: Operation = (call) => {
  const [a, b] = call.inputs;
  if (a?.shape.length !== 3 || b?.shape.length !== 3 || a.shape[2] !== b.shape[2]) return acrossSamples;
  const [samples, rows, size] = a.shape as [number, number, number];
  const columns = b.shape[1]!;
  const all = [samples, rows, columns, size];
  const apart = subtract(
    broadcastTo(reshape(a, [samples, rows, 1, size]), all),
    broadcastTo(reshape(b, [samples, 1, columns, size]), all),
  );
  return unary("sqrt", reshape(sumTo(unary("square", apart), [samples, rows, columns, 1]), [samples, rows, columns]));
};

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

const filled: Operation = (call) => {
  const value = call.operand("fill_value") ?? 0;
  return typeof value === "number" ? constant(value, call.x.shape) : notFollowed("what it is filled with");
};

export const more: ReadonlyMap<string, Operation> = new Map([
  ["Diagonal", diagonalOf],
  ["Trace", traced],
  ["Rot90", turnedBy],
  ["Cross", crossed],
  ["Dot", multipliedBy(false)],
  ["Inner", multipliedBy(true)],
  ["Sinc", waved],
  ["Isclose", isNear],
  ["Select", selected],
  ["Dstack", inDepth],
  ["Cdist", distances],
  ["SliceUpdate", replaced],
  ["FullLike", filled],
  ["EmptyLike", filled],
]);
