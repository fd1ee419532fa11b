import { float } from "../../layers/param";
import { equal, greater } from "../../ops/binary";
import { constant } from "../../ops/op";
import { meanColumns } from "../losses/probability";
import { meanMetric } from "./metric";

export const binaryAccuracy = meanMetric({
  name: "BinaryAccuracy",
  label: "binary_accuracy",
  better: "up",
  functions: ["binary_accuracy"],
  params: { threshold: float("Predictions above it count as yes.", { default: 0.5 }) },
  target: "columns",
  lower: (target, prediction, { threshold }) =>
    meanColumns(equal(greater(prediction, constant(threshold, prediction.shape)), target)),
});
