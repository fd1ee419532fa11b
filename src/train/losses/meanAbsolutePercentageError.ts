import { divide, maximum, subtract } from "../../ops/binary";
import { constant } from "../../ops/op";
import { scale, unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { EPSILON, meanColumns } from "./probability";

export const meanAbsolutePercentageError = defineLoss({
  name: "MeanAbsolutePercentageError",
  functions: ["mean_absolute_percentage_error", "mape", "MAPE"],
  docs: "For numbers: the mean of `100 · |y − p| / |y|`.",
  params: {},
  targets: "values",
  lower(target, { value }) {
    const size = maximum(unary("abs", target), constant(EPSILON, target.shape));
    return scale(meanColumns(divide(unary("abs", subtract(target, value)), size)), 100);
  },
});
