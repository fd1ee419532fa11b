import { subtract } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { meanColumns } from "../losses/probability";
import { meanMetric } from "./metric";

export const meanAbsoluteErrorMetric = meanMetric({
  name: "MeanAbsoluteError",
  label: "mean_absolute_error",
  better: "down",
  functions: ["mean_absolute_error", "mae", "MAE"],
  params: {},
  target: "columns",
  lower: (target, prediction) => meanColumns(unary("abs", subtract(prediction, target))),
});
