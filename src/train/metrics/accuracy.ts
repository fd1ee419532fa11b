import { equal } from "../../ops/binary";
import { meanColumns } from "../losses/probability";
import { meanMetric } from "./metric";

/** Whether predictions are the very numbers of the targets; the text `"accuracy"` means another metric, which fits the loss. */
export const accuracy = meanMetric({
  name: "Accuracy",
  label: "accuracy",
  functions: [],
  params: {},
  target: "columns",
  lower: (target, prediction) => meanColumns(equal(target, prediction)),
});
