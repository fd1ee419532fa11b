import { add as combine } from "../ops/binary";
import { merging } from "./families/merge";

export const add = merging({
  type: "Add",
  docs: "The sum of its inputs, value by value: the end of a residual connection.",
  verb: "add",
  traits: ["adds"],
  combine,
});
