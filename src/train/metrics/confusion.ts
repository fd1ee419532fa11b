/** What the metrics share that count right and wrong answers at thresholds. */
import { floats, int, optional, type ConfigOf } from "../../layers/param";
import { affine, greater, multiply } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { slice } from "../../ops/concatenate";
import { constant, constants, sizeOf, type Value } from "../../ops/op";
import { repeatColumns } from "../../ops/reduce";
import { reshape } from "../../ops/reshape";
import { joined } from "./metric";

export const thresholdParams = {
  thresholds: optional(floats("Predictions above it count as yes; None means 0.5. Or several.")),
};
export const selectionParams = {
  top_k: optional(int("Only the k largest predictions of each row count as yes.", { min: 1 })),
  class_id: optional(int("The class that is looked at; None means all.", { min: 0 })),
};

/** True and false positives, true and false negatives, for each threshold. */
export interface Counts {
  readonly tp: readonly number[];
  readonly fp: readonly number[];
  readonly tn: readonly number[];
  readonly fn: readonly number[];
}

export const thresholdsOf = ({ thresholds }: ConfigOf<typeof thresholdParams>, preset = 0.5): readonly number[] =>
  thresholds === null ? [preset] : typeof thresholds === "number" ? [thresholds] : thresholds;

/** The four counts for each threshold, and for each column where they are kept apart. */
export function confusion(
  target: Value,
  prediction: Value,
  counts: Value | undefined,
  thresholds: readonly number[],
  apart = false,
): Value {
  const [rows, columns] = prediction.shape as readonly [number, number];
  const [items, width] = apart ? [rows, columns] : [rows * columns, 1];
  const shape = [items, width, thresholds.length];
  const spread = (x: Value): Value => broadcastTo(reshape(x, [items, width, 1]), shape);
  const limits = broadcastTo(reshape(constants(thresholds), [1, 1, thresholds.length]), shape);
  const yes = greater(spread(prediction), limits);
  const weights = repeatColumns(counts ?? constant(1, [rows]), columns);
  const [right, wrong] = [spread(multiply(target, weights)), spread(multiply(affine(target, -1, 1), weights))];
  const no = affine(yes, -1, 1);
  const total = (x: Value): Value => {
    const sum = sumTo(x, [1, width, thresholds.length]);
    return reshape(sum, [sizeOf(sum.shape)]);
  };
  return joined([
    total(multiply(yes, right)),
    total(multiply(yes, wrong)),
    total(multiply(no, wrong)),
    total(multiply(no, right)),
  ]);
}

export function countsFrom(sums: readonly number[]): Counts {
  const n = sums.length / 4;
  return { tp: sums.slice(0, n), fp: sums.slice(n, 2 * n), tn: sums.slice(2 * n, 3 * n), fn: sums.slice(3 * n) };
}

/** Target and prediction of one class only, and predictions beyond the k largest as a certain no. */
export function selected(
  target: Value,
  prediction: Value,
  { top_k, class_id }: ConfigOf<typeof selectionParams>,
): readonly [target: Value, prediction: Value] {
  const kept = top_k === null ? prediction : largestOnly(prediction, top_k);
  if (class_id === null) return [target, kept];
  return [slice(target, 1, class_id, 1), slice(kept, 1, class_id, 1)];
}

/** Predictions that fewer than k others of their row exceed; the others become −1. */
function largestOnly(x: Value, k: number): Value {
  const [rows, columns] = x.shape as readonly [number, number];
  const shape = [rows, columns, columns];
  const [own, others] = [
    broadcastTo(reshape(x, [rows, columns, 1]), shape),
    broadcastTo(reshape(x, [rows, 1, columns]), shape),
  ];
  const larger = reshape(sumTo(greater(others, own), [rows, columns, 1]), x.shape);
  const among = greater(constant(k, x.shape), larger);
  // (x + 1) · among − 1
  return affine(multiply(affine(x, 1, 1), among), 1, -1);
}

export const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
