import { add, affine, divide } from "../../ops/binary";
import { sumAll } from "../../ops/reduce";
import { scale } from "../../ops/unary";
import { defineLoss } from "./loss";
import { overlap } from "./overlap";
import { EPSILON } from "./probability";

export const dice = defineLoss({
  name: "Dice",
  functions: ["dice"],
  docs: "For masks: 1 less twice the overlap of `y` and `p` over their sum.",
  params: {},
  targets: "binary",
  lower(target, { value }) {
    const { both } = overlap(target, value);
    const sum = affine(add(sumAll(target), sumAll(value)), 1, EPSILON);
    return affine(divide(scale(both, 2), sum), -1, 1);
  },
});
