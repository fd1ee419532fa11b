import { encodedShape } from "./families/categories";
import { defineLayer, noWeights, Unsupported } from "./layer";
import { anything, bool, choice, size } from "./param";

export const hashing = defineLayer({
  type: "Hashing",
  docs: "Turns words or numbers into whole numbers from 0 to `num_bins - 1`, each always into the same.",
  params: {
    num_bins: size("How many numbers there are."),
    mask_value: anything("What becomes 0, where it is given."),
    salt: anything("Makes another hash of it."),
    output_mode: choice(
      "`int`: the number. `one_hot`: a row for each. `multi_hot` and `count`: one row for all of a sample.",
      ["int", "one_hot", "multi_hot", "count"],
      "int",
    ),
    sparse: bool("How Keras keeps the rows; it changes nothing here.", false, false),
  },
  arity: "one",
  traits: ({ output_mode }) => (output_mode === "int" ? ["numbers-things"] : []),
  shape: ([x], { num_bins, output_mode }) => (output_mode === "int" ? x : [...encodedShape(x, "count", num_bins)]),
  weights: noWeights,
  lower: () => new Unsupported("hashes of words are not in the engine; prepare the data before"),
});
