import { subtract } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { meanColumns } from "../losses/probability";
import { meanMetric } from "./metric";

export const meanSquaredErrorMetric = meanMetric({
  name: "MeanSquaredError",
  label: "mean_squared_error",
  better: "down",
  functions: ["mean_squared_error", "mse", "MSE"],
  params: {},
  target: "columns",
  lower: (target, prediction) => meanColumns(unary("square", subtract(prediction, target))),
});
