import { equal } from "../../ops/binary";
import { argmax } from "../../ops/crossEntropy";
import { meanMetric } from "./metric";

export const categoricalAccuracy = meanMetric({
  name: "CategoricalAccuracy",
  label: "categorical_accuracy",
  better: "up",
  functions: ["categorical_accuracy"],
  params: {},
  target: "columns",
  lower: (target, prediction) => equal(argmax(prediction), argmax(target)),
});
