import { subtract as combine } from "../ops/binary";
import { merging } from "./families/merge";

export const subtract = merging({
  type: "Subtract",
  docs: "The first input less the second, value by value.",
  verb: "subtract",
  two: true,
  combine,
});
