import { multiply as combine } from "../ops/binary";
import { merging } from "./families/merge";

export const multiply = merging({
  type: "Multiply",
  docs: "The product of its inputs, value by value: a gate, for example.",
  verb: "multiply",
  combine,
});
