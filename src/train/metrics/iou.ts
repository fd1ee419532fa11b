/** How much of what is predicted as a class, or is of it, is both. */
import { axes, bool, float, int, optional, type ConfigOf } from "../../layers/param";
import { affine, greater, multiply } from "../../ops/binary";
import { argmax, oneHot } from "../../ops/crossEntropy";
import { matmulOfTransposed } from "../../ops/matmul";
import { constant, constants, sizeOf, type Value } from "../../ops/op";
import { broadcastTo } from "../../ops/broadcast";
import { repeatColumns, sumColumns } from "../../ops/reduce";
import { reshape } from "../../ops/reshape";
import { EPSILON } from "../losses/probability";
import { defineMetric, type AnyMetric } from "./metric";

const classes = { num_classes: int("How many classes there are.", { min: 1 }) };
const ignored = { ignore_class: optional(int("A class number whose places do not count.")) };
const sparsePrediction = (preset: boolean) => ({
  sparse_y_pred: bool("Predictions are class numbers, not a number for each class.", preset),
});
const both = {
  ...ignored,
  sparse_y_true: bool("Targets are class numbers, not one-hot.", true),
  ...sparsePrediction(true),
};
const chosen = { target_class_ids: axes("The classes whose mean is taken.") };

/** How often each class was predicted where each was true, from one-hot rows of both. */
const confusion = (truth: Value, predicted: Value, counts: Value | undefined): Value => {
  const n = truth.shape[1]!;
  const weighted = counts ? multiply(truth, repeatColumns(counts, n)) : truth;
  return reshape(matmulOfTransposed(weighted, predicted), [n ** 2]);
};

const flat = (x: Value): Value => reshape(x, [sizeOf(x.shape)]);

interface Classes {
  readonly num_classes: number;
  readonly ignore_class: number | null;
  readonly sparse_y_pred: boolean;
}

function sums(
  target: Value,
  prediction: Value,
  counts: Value | undefined,
  { num_classes: n, ignore_class, sparse_y_pred }: Classes,
): Value {
  const [rows, columns] = prediction.shape as readonly [number, number];
  const kept = (truth: Value): Value =>
    ignore_class === null || ignore_class < 0 || ignore_class >= n
      ? truth
      : multiply(
          truth,
          only(truth.shape, (i) => i !== ignore_class),
        );
  if (sparse_y_pred) {
    const each = counts && reshape(repeatColumns(counts, columns), [rows * columns]);
    return confusion(kept(oneHot(flat(target), n)), oneHot(flat(prediction), n), each);
  }
  // rows without a 1 are of no class that counts
  const there = repeatColumns(greater(sumColumns(target), constant(0, [rows])), n);
  return confusion(kept(multiply(oneHot(argmax(target), n), there)), oneHot(argmax(prediction), n), counts);
}

/** 1 in the columns that are wanted, else 0. */
const only = (shape: readonly number[], wanted: (column: number) => boolean): Value =>
  broadcastTo(
    reshape(constants(Array.from({ length: shape[1]! }, (_, i) => (wanted(i) ? 1 : 0))), [1, shape[1]!]),
    shape,
  );

/** The mean over the classes that are there, of those in `ids` or of all. */
function meanOf(confusion: readonly number[], ids: readonly unknown[] | undefined): number {
  const n = Math.sqrt(confusion.length);
  const row = (i: number): number => confusion.slice(i * n, (i + 1) * n).reduce((a, b) => a + b, 0);
  const column = (i: number): number => confusion.reduce((sum, value, at) => (at % n === i ? sum + value : sum), 0);
  const own = (i: number): number => confusion[i * n + i]!;
  const wanted = ids ? ids.map(Number) : Array.from({ length: n }, (_, i) => i);
  const there = wanted.filter((i) => row(i) + column(i) - own(i) > 1e-9);
  const shares = there.map((i) => own(i) / (row(i) + column(i) - own(i) + EPSILON));
  return shares.reduce((sum, share) => sum + share, 0) / (there.length + EPSILON);
}

const binary = {
  target_class_ids: axes("The classes whose mean is taken.", [0, 1]),
  threshold: float("Predictions from it on count as class 1.", { default: 0.5 }),
};

export const iouMetrics: readonly AnyMetric[] = [
  defineMetric({
    name: "MeanIoU",
    label: "mean_io_u",
    functions: [],
    params: { ...classes, ...both },
    target: "columns",
    sums,
    result: (all) => meanOf(all, undefined),
  }),
  defineMetric({
    name: "IoU",
    label: "io_u",
    functions: [],
    params: { ...classes, ...chosen, ...both },
    target: "columns",
    sums,
    result: (all, { target_class_ids }) => meanOf(all, target_class_ids),
  }),
  defineMetric({
    name: "OneHotMeanIoU",
    label: "one_hot_mean_io_u",
    functions: [],
    params: { ...classes, ...ignored, ...sparsePrediction(false) },
    target: "columns",
    sums,
    result: (all) => meanOf(all, undefined),
  }),
  defineMetric({
    name: "OneHotIoU",
    label: "one_hot_io_u",
    functions: [],
    params: { ...classes, ...chosen, ...ignored, ...sparsePrediction(false) },
    target: "columns",
    sums,
    result: (all, { target_class_ids }) => meanOf(all, target_class_ids),
  }),
  defineMetric({
    name: "BinaryIoU",
    label: "binary_io_u",
    functions: [],
    params: binary,
    target: "columns",
    sums(target, prediction, counts, { threshold }: ConfigOf<typeof binary>) {
      const yes = affine(greater(constant(threshold, prediction.shape), prediction), -1, 1);
      return sums(target, yes, counts, { num_classes: 2, ignore_class: null, sparse_y_pred: true });
    },
    result: (all, { target_class_ids }) => meanOf(all, target_class_ids),
  }),
];
