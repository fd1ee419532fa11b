import { maximum, multiply } from "../../ops/binary";
import { constant, type Value } from "../../ops/op";
import { repeatColumns, sumColumns } from "../../ops/reduce";
import { scale, unary } from "../../ops/unary";
import { defineLoss } from "./loss";

/** Rows of length 1; Keras takes no length to be smaller than 1e-12. */
export function unitRows(x: Value): Value {
  const squares = sumColumns(unary("square", x));
  const length = unary("sqrt", maximum(squares, constant(1e-24, squares.shape)));
  return multiply(x, repeatColumns(unary("reciprocal", length), x.shape[1]!));
}

export const cosineSimilarity = defineLoss({
  name: "CosineSimilarity",
  functions: ["cosine_similarity"],
  docs: "For directions: `−cos` of the angle between `y` and `p`, from −1 for the same to 1.",
  params: {},
  targets: "values",
  lower: (target, { value }) => scale(sumColumns(multiply(unitRows(target), unitRows(value))), -1),
});
