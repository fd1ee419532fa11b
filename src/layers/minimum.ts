import { minimum as combine } from "../ops/binary";
import { merging } from "./families/merge";

export const minimum = merging({
  type: "Minimum",
  docs: "The smallest of its inputs, value by value.",
  verb: "take the minimum of",
  traits: ["nonlinear"],
  combine,
});
