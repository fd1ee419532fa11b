/** Functions of matrices: diagonals, quarter turns, products with known ones, distances of rows. */
import { isList } from "../../model/literal";
import { reverse, take } from "../../ops/alongAxis";
import { multiply, subtract } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { concatenate } from "../../ops/concatenate";
import { matmul } from "../../ops/matmul";
import { sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { unary } from "../../ops/unary";
import { metAxes } from "./axes";
import { product } from "./layout";
import type { Unsupported } from "../layer";
import { acrossSamples, hasSamples, notFollowed, together, type Operands, type Operation } from "./operation";

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
  if ((first === 0 || second === 0) && call.apart) return acrossSamples;
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
    if (!x || !other || hasSamples(other)) return acrossSamples;
    if (other.shape.length > 2) return notFollowed("a product of these");
    const matrix =
      other.shape.length === 1 ? reshape(other, [other.shape[0]!, 1]) : turns ? transpose(other, [1, 0]) : other;
    const rows = reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
    const y = product(rows, matrix);
    const last = other.shape.length === 1 ? [] : [matrix.shape[1]!];
    return y ? reshape(y, [...x.shape.slice(0, -1), ...last]) : notFollowed("a product of these");
  };

/** `tensordot(x, y, axes)`: the other axes side by side, those of the first in front. */
const summedOver: Operation = (call) => {
  const [a, b] = call.inputs;
  const met = a && b && metAxes(call.literal("axes") ?? 2, a.shape.length, b.shape.length);
  if (!a || !b || !met) return notFollowed("these axes");
  if (hasSamples(a) && hasSamples(b) && call.apart) return acrossSamples;
  const [ofA, ofB] = met;
  const own = (x: Value, axes: readonly number[]): readonly number[] =>
    [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const [restA, restB] = [own(a, ofA), own(b, ofB)];
  const sizes = (x: Value, axes: readonly number[]): readonly number[] => axes.map((axis) => x.shape[axis]!);
  const inner = sizeOf(sizes(a, ofA));
  if (inner !== sizeOf(sizes(b, ofB))) return notFollowed("a product of these");
  const left = reshape(transpose(a, [...restA, ...ofA]), [sizeOf(sizes(a, restA)), inner]);
  const right = reshape(transpose(b, [...ofB, ...restB]), [inner, sizeOf(sizes(b, restB))]);
  return reshape(matmul(left, right), [...sizes(a, restA), ...sizes(b, restB)]);
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

export const matrices: ReadonlyMap<string, Operation> = new Map([
  ["Diagonal", diagonalOf],
  ["Trace", traced],
  ["Rot90", turnedBy],
  ["Cross", crossed],
  ["Dot", multipliedBy(false)],
  ["Inner", multipliedBy(true)],
  ["Dstack", inDepth],
  ["Cdist", distances],
  ["Tensordot", summedOver],
]);
