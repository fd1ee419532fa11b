import { affine, maximum, subtract } from "../../ops/binary";
import { constant, type Value } from "../../ops/op";
import { unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { EPSILON, meanColumns } from "./probability";

const logOf = (x: Value): Value => unary("log", affine(maximum(x, constant(EPSILON, x.shape)), 1, 1));

export const meanSquaredLogarithmicError = defineLoss({
  name: "MeanSquaredLogarithmicError",
  functions: ["mean_squared_logarithmic_error", "msle", "MSLE"],
  docs: "For numbers of very different sizes: the mean of `(log(1 + y) − log(1 + p))²`.",
  params: {},
  targets: "values",
  lower: (target, { value }) => meanColumns(unary("square", subtract(logOf(value), logOf(target)))),
});
