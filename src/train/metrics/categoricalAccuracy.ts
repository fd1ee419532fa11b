import { equal } from "../../ops/binary";
import { argmax } from "../../ops/crossEntropy";
import { defineMetric } from "./metric";

export const categoricalAccuracy = defineMetric({
  name: "CategoricalAccuracy",
  label: "categorical_accuracy",
  functions: ["categorical_accuracy"],
  params: {},
  target: "columns",
  lower: (target, prediction) => equal(argmax(prediction), argmax(target)),
});
