import { encoded, encodedShape } from "./families/categories";
import { defineLayer, noWeights } from "./layer";
import { bool, choice, size } from "./param";

export const categoryEncoding = defineLayer({
  type: "CategoryEncoding",
  docs: "Turns whole numbers into rows with a 1 for each number that is there, or with how often it is.",
  params: {
    num_tokens: size("How many numbers there are."),
    output_mode: choice(
      "`one_hot`: a row for each number. `multi_hot`: one row for all of a sample. `count`: how often each is there.",
      ["multi_hot", "one_hot", "count"],
      "multi_hot",
    ),
    sparse: bool("How Keras keeps the rows; it changes nothing here.", false, false),
  },
  arity: "one",
  takes: { inputs: ["inputs"], also: ["count_weights"] },
  traits: () => [],
  shape: ([x], { num_tokens, output_mode }) => encodedShape(x, output_mode, num_tokens),
  weights: noWeights,
  lower: ([x], { num_tokens, output_mode }, _, step) =>
    encoded(x, output_mode, num_tokens as number, output_mode === "count" ? step.given("count_weights")[0] : undefined),
});
