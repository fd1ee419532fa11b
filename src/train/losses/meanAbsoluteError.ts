import { subtract } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { meanColumns } from "./probability";

export const meanAbsoluteError = defineLoss({
  name: "MeanAbsoluteError",
  functions: ["mean_absolute_error", "mae", "MAE"],
  docs: "For numbers: the mean of `|y − p|`; outliers count less than with squares.",
  params: {},
  targets: "values",
  lower: (target, { value }) => meanColumns(unary("abs", subtract(value, target))),
});
