import { affine, multiply, subtract } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { defineLoss } from "./loss";
import { EPSILON, meanColumns } from "./probability";

export const poisson = defineLoss({
  name: "Poisson",
  functions: ["poisson"],
  docs: "For counts: the mean of `p − y · log(p)`.",
  params: {},
  targets: "values",
  lower: (target, { value }) => meanColumns(subtract(value, multiply(target, unary("log", affine(value, 1, EPSILON))))),
});
