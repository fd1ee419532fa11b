import { bool, float } from "../../layers/param";
import { add, affine, equal, greater, maximum, multiply, subtract } from "../../ops/binary";
import { globalMaxPool } from "../../ops/globalPool";
import { matmul } from "../../ops/matmul";
import { constant, sizeOf, type Value } from "../../ops/op";
import { repeatColumns, sumColumns } from "../../ops/reduce";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { scale, unary } from "../../ops/unary";
import { defineLoss } from "./loss";

/** Stands for −∞ where something does not count. */
const NOTHING = -1e9;

/** 1 for each pair of samples of one class, and for each of two classes. */
function pairsOf(labels: Value, removeDiagonal: boolean): { readonly same: Value; readonly other: Value } {
  const count = sizeOf(labels.shape);
  const rows = repeatColumns(reshape(labels, [count]), count);
  const same = equal(rows, transpose(rows, [1, 0]));
  const other = affine(same, -1, 1);
  if (!removeDiagonal) return { same, other };
  // a sample's own number in its row is that of its column
  const column = reshape(numbers(count), [count]);
  const own = equal(repeatColumns(column, count), transpose(repeatColumns(column, count), [1, 0]));
  return { same: subtract(same, own), other };
}

/** 0, 1, 2 … */
const numbers = (count: number): Value => ({
  ...constant(0, [count]),
  attrs: { values: Array.from({ length: count }, (_, i) => i) },
});

/** log Σ exp of each row of what counts. */
function logSumExp(x: Value, counts: Value): Value {
  const [rows, columns] = x.shape as readonly [number, number];
  const shown = add(multiply(x, counts), affine(counts, -NOTHING, NOTHING));
  const largest = reshape(globalMaxPool(reshape(shown, [rows, columns, 1])), [rows]);
  const sum = sumColumns(unary("exp", subtract(shown, repeatColumns(largest, columns))));
  return add(unary("log", sum), largest);
}

export const circle = defineLoss({
  name: "Circle",
  functions: ["circle"],
  docs: "For vectors of length 1: brings those of one class together and those of others apart (Sun et al. 2020).",
  params: {
    gamma: float("How steep the loss is.", { default: 80 }),
    margin: float("How far classes are to stand apart.", { default: 0.4 }),
    remove_diagonal: bool("Leave each sample's pair with itself out.", true),
  },
  targets: "index",
  lower(target, { value }, { gamma, margin, remove_diagonal }) {
    const zero = constant(0, [value.shape[0]!, value.shape[0]!]);
    const distance = maximum(affine(matmul(value, transpose(value, [1, 0])), -1, 1), zero);
    const { same, other } = pairsOf(target, remove_diagonal);
    const nearWeights = maximum(multiply(affine(distance, 1, margin), same), zero);
    const farWeights = maximum(multiply(affine(distance, -1, 1 + margin), other), zero);
    const near = scale(multiply(nearWeights, affine(distance, -1, margin)), -gamma);
    const far = scale(multiply(farWeights, affine(distance, -1, 1 - margin)), gamma);
    return unary("softplus", add(logSumExp(near, same), logSumExp(far, other)));
  },
  /** Samples that have no other of their class in the batch, or none of another, do not count. */
  counts(target, { remove_diagonal }) {
    const { same, other } = pairsOf(target, remove_diagonal);
    const none = constant(0, [same.shape[0]!]);
    return multiply(greater(sumColumns(same), none), greater(sumColumns(other), none));
  },
});
