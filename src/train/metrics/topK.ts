/** Whether the right class is among the k most probable. */
import { int } from "../../layers/param";
import { greater, multiply } from "../../ops/binary";
import { argmax, oneHot } from "../../ops/crossEntropy";
import { constant, type Value } from "../../ops/op";
import { repeatColumns, sumColumns } from "../../ops/reduce";
import { meanMetric } from "./metric";

/** 1 for each row in which fewer than k predictions are larger than that of its class. */
function amongLargest(target: Value, prediction: Value, k: number): Value {
  const [rows, classes] = prediction.shape as readonly [number, number];
  const right = sumColumns(multiply(oneHot(target, classes), prediction));
  const larger = sumColumns(greater(prediction, repeatColumns(right, classes)));
  return greater(constant(k, [rows]), larger);
}

const k = int("How many of the most probable classes count.", { min: 1, default: 5 });

export const topKCategoricalAccuracy = meanMetric({
  name: "TopKCategoricalAccuracy",
  label: "top_k_categorical_accuracy",
  better: "up",
  functions: ["top_k_categorical_accuracy"],
  params: { k },
  target: "columns",
  lower: (target, prediction, config) => amongLargest(argmax(target), prediction, config.k),
});

export const sparseTopKCategoricalAccuracy = meanMetric({
  name: "SparseTopKCategoricalAccuracy",
  label: "sparse_top_k_categorical_accuracy",
  better: "up",
  functions: ["sparse_top_k_categorical_accuracy"],
  params: { k },
  target: "class",
  lower: (target, prediction, config) => amongLargest(target, prediction, config.k),
});
