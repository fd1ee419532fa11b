import { maximum as combine } from "../ops/binary";
import { merging } from "./families/merge";

export const maximum = merging({
  type: "Maximum",
  docs: "The largest of its inputs, value by value.",
  verb: "take the maximum of",
  traits: ["nonlinear"],
  combine,
});
