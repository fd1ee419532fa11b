import { add as combine } from "../ops/binary";
import { scale } from "../ops/unary";
import { merging } from "./families/merge";

export const average = merging({
  type: "Average",
  docs: "The mean of its inputs, value by value.",
  verb: "average",
  finish: (y, count) => scale(y, 1 / count),
  combine,
});
