import { equal } from "../../ops/binary";
import { argmax } from "../../ops/crossEntropy";
import { meanMetric } from "./metric";

export const sparseCategoricalAccuracy = meanMetric({
  name: "SparseCategoricalAccuracy",
  label: "sparse_categorical_accuracy",
  better: "up",
  functions: ["sparse_categorical_accuracy"],
  params: {},
  target: "class",
  lower: (target, prediction) => equal(argmax(prediction), target),
});
