/** Systems of linear equations, sample by sample: each matrix is small, so its rows are worked on one after the other, all samples at once. */
import { pad } from "../../ops/alongAxis";
import { add, affine, divide, multiply, subtract } from "../../ops/binary";
import { batchMatmul } from "../../ops/batchMatmul";
import { broadcastTo } from "../../ops/broadcast";
import { concatenate, slice } from "../../ops/concatenate";
import { argmax, oneHot } from "../../ops/crossEntropy";
import { detach } from "../../ops/detach";
import { constants, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { unary } from "../../ops/unary";
import type { Unsupported } from "../layer";
import { acrossSamples, notFollowed, type Operation } from "./operation";

/** Beyond this many rows the step would be too long. */
const MOST_ROWS = 32;

/** Square matrices as [count, rows, rows]. */
function matricesOf(x: Value | undefined): Value | Unsupported {
  if (!x || x.shape.length < 3) return acrossSamples;
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  if (rows !== columns) return notFollowed("a matrix that is not square");
  if (rows > MOST_ROWS) return notFollowed(`a matrix of more than ${MOST_ROWS} rows`);
  return reshape(x, [sizeOf(x.shape.slice(0, -2)), rows, rows]);
}

const isValue = (made: Value | Unsupported): made is Value => "op" in made;
const times = (x: Value, factor: Value): Value => multiply(x, broadcastTo(factor, x.shape));
const over = (x: Value, divisor: Value): Value => divide(x, broadcastTo(divisor, x.shape));
/** Of matrices the one number of row i and column j. */
const at = (x: Value, i: number, j: number): Value => slice(slice(x, 1, i, 1), 2, j, 1);

/** The lower triangle whose product with itself on its side is the matrix, column by column. */
function cholesky(a: Value): Value {
  const size = a.shape[1]!;
  const columns: Value[] = [];
  for (let j = 0; j < size; j++) {
    const left = columns.reduce(
      (rest, column) => subtract(rest, times(column, slice(column, 1, j, 1))),
      slice(a, 2, j, 1),
    );
    const below = slice(left, 1, j, size - j);
    columns.push(pad(over(below, unary("sqrt", slice(below, 1, 0, 1))), 1, j, 0));
  }
  return concatenate(columns as [Value, ...Value[]], 2);
}

/** x of a · x = b for a triangle: each row by those that are found. */
function byRows(a: Value, b: Value, lower: boolean): Value {
  const size = a.shape[1]!;
  let found: Value | undefined;
  for (let step = 0; step < size; step++) {
    const i = lower ? step : size - 1 - step;
    const before = slice(slice(a, 1, i, 1), 2, lower ? 0 : i + 1, step);
    const right = slice(b, 1, i, 1);
    const row = over(found ? subtract(right, batchMatmul(before, found)) : right, at(a, i, i));
    found = found ? concatenate(lower ? [found, row] : [row, found], 1) : row;
  }
  return found!;
}

interface Eliminated {
  /** x of a · x = b. */
  readonly x: Value;
  /** What was divided by, and for each −1 where two rows changed places: [count, 1, 1]. */
  readonly pivots: readonly Value[];
  readonly signs: readonly Value[];
}

/** Gauss and Jordan's way: every step takes the row with the largest number of its column. */
function eliminated(a: Value, b: Value): Eliminated {
  const [count, size] = a.shape as [number, number, number];
  let all = concatenate([a, b], 2);
  const pivots: Value[] = [];
  const signs: Value[] = [];
  for (let k = 0; k < size; k++) {
    const unit = constants(Array.from({ length: size }, (_, i) => (i === k ? 1 : 0)));
    const column = slice(slice(detach(all), 2, k, 1), 1, k, size - k);
    const place = oneHot(argmax(unary("abs", reshape(column, [count, size - k]))), size - k);
    const chosen = pad(reshape(place, [count, 1, size - k]), 2, k, 0);
    const row = batchMatmul(chosen, all);
    const moves = subtract(chosen, broadcastTo(reshape(unit, [1, 1, size]), chosen.shape));
    const swapped = add(all, batchMatmul(transpose(moves, [0, 2, 1]), subtract(slice(all, 1, k, 1), row)));
    const pivot = slice(row, 2, k, 1);
    const factors = slice(swapped, 2, k, 1);
    const less = subtract(factors, broadcastTo(reshape(unit, [1, size, 1]), factors.shape));
    all = subtract(swapped, batchMatmul(less, over(row, pivot)));
    pivots.push(pivot);
    signs.push(affine(slice(chosen, 2, k, 1), 2, -1));
  }
  return { x: slice(all, 2, size, b.shape[2]!), pivots, signs };
}

const identity = (a: Value): Value => {
  const [, size] = a.shape as [number, number, number];
  const ones = constants(Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)));
  return broadcastTo(reshape(ones, [1, size, size]), a.shape);
};
const turned = (a: Value): Value => transpose(a, [0, 2, 1]);

/** A function of square matrices; what it gives for each has the shape of the outer axes, and these. */
const ofMatrices =
  (f: (a: Value, call: Parameters<Operation>[0]) => Value, keeps: boolean): Operation =>
  (call) => {
    const a = matricesOf(call.x);
    return isValue(a) ? reshape(f(a, call), keeps ? call.x.shape : call.x.shape.slice(0, -2)) : a;
  };

/** The right side as columns; a row of numbers for each sample is one column. */
const solved =
  (f: (a: Value, b: Value, lower: boolean) => Value): Operation =>
  (call) => {
    const [first, b] = call.inputs;
    const a = matricesOf(first);
    if (!isValue(a)) return a;
    const [count, size] = a.shape as [number, number, number];
    if (!b || b.shape[0] !== first!.shape[0] || sizeOf(b.shape) % (count * size) !== 0)
      return notFollowed("this right side");
    const isVector = b.shape.length === first!.shape.length - 1;
    if (!isVector && b.shape.length !== first!.shape.length) return notFollowed("this right side");
    return reshape(
      f(a, reshape(b, [count, size, isVector ? 1 : b.shape.at(-1)!]), call.literal("lower") === true),
      b.shape,
    );
  };

const determinant = (a: Value): Value => {
  const { pivots, signs } = eliminated(a, slice(a, 2, 0, 1));
  return [...pivots, ...signs].reduce(multiply);
};
/** log |det a|, by the logarithms of what is divided by: products of many may be too large. */
const logDeterminant = ({ pivots }: Eliminated): Value =>
  pivots.map((pivot) => unary("log", unary("abs", pivot))).reduce(add);

const signAndLog: Operation = (call) => {
  const a = matricesOf(call.x);
  if (!isValue(a)) return a;
  const made = eliminated(a, slice(a, 2, 0, 1));
  const signOf = (x: Value): Value => divide(detach(x), unary("abs", detach(x)));
  const sign = [...made.pivots.map(signOf), ...made.signs].reduce(multiply);
  const shape = call.x.shape.slice(0, -2);
  return [reshape(sign, shape), reshape(logDeterminant(made), shape)];
};

export const solving: ReadonlyMap<string, Operation> = new Map([
  ["Cholesky", ofMatrices((a, call) => (call.literal("upper") === true ? turned(cholesky(a)) : cholesky(a)), true)],
  [
    "CholeskyInverse",
    ofMatrices((a, call) => {
      const lower = call.literal("upper") === true ? turned(a) : a;
      const half = byRows(lower, identity(a), true);
      return batchMatmul(turned(half), half);
    }, true),
  ],
  ["Inv", ofMatrices((a) => eliminated(a, identity(a)).x, true)],
  ["Det", ofMatrices(determinant, false)],
  ["Logdet", ofMatrices((a) => logDeterminant(eliminated(a, slice(a, 2, 0, 1))), false)],
  ["Slogdet", signAndLog],
  ["Solve", solved((a, b) => eliminated(a, b).x)],
  ["SolveTriangular", solved(byRows)],
]);
