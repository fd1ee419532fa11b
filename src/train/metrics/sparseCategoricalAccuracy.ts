import { equal } from "../../ops/binary";
import { argmax } from "../../ops/crossEntropy";
import { defineMetric } from "./metric";

export const sparseCategoricalAccuracy = defineMetric({
  name: "SparseCategoricalAccuracy",
  label: "sparse_categorical_accuracy",
  functions: ["sparse_categorical_accuracy"],
  params: {},
  target: "class",
  lower: (target, prediction) => equal(argmax(prediction), target),
});
