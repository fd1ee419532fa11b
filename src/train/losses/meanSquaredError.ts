import { subtract } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { meanColumns } from "./probability";

export const meanSquaredError = defineLoss({
  name: "MeanSquaredError",
  functions: ["mean_squared_error", "mse", "MSE"],
  docs: "For numbers: the mean of `(y − p)²`.",
  params: {},
  targets: "values",
  lower: (target, { value }) => meanColumns(unary("square", subtract(value, target))),
});
