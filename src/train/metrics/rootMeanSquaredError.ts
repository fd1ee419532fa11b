import { subtract } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { meanColumns } from "../losses/probability";
import { meanMetric } from "./metric";

export const rootMeanSquaredError = meanMetric({
  name: "RootMeanSquaredError",
  label: "root_mean_squared_error",
  better: "down",
  functions: [],
  params: {},
  target: "columns",
  lower: (target, prediction) => meanColumns(unary("square", subtract(prediction, target))),
  finish: Math.sqrt,
});
