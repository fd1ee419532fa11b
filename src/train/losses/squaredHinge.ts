import { affine, multiply } from "../../ops/binary";
import { unary } from "../../ops/unary";
import { hingeLabels } from "./hingeLabels";
import { defineLoss } from "./loss";
import { meanColumns } from "./probability";

export const squaredHinge = defineLoss({
  name: "SquaredHinge",
  functions: ["squared_hinge"],
  docs: "For yes-or-no answers of −1 and 1: the mean of `max(1 − y · p, 0)²`.",
  params: {},
  targets: "binary",
  lower(target, { value }) {
    const margin = unary("relu", affine(multiply(hingeLabels(target), value), -1, 1));
    return meanColumns(unary("square", margin));
  },
});
