import { add, affine, subtract } from "../../ops/binary";
import { scale, unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { meanColumns } from "./probability";

export const logCosh = defineLoss({
  name: "LogCosh",
  functions: ["log_cosh", "logcosh"],
  docs: "For numbers: `log(cosh(p − y))`, squares for small errors and straight lines for large ones.",
  params: {},
  targets: "values",
  lower(target, { value }) {
    const error = subtract(value, target);
    return meanColumns(affine(add(error, unary("softplus", scale(error, -2))), 1, -Math.log(2)));
  },
});
