import { encodedShape } from "./families/categories";
import { defineLayer, noWeights, ShapeError, Unsupported } from "./layer";
import { bool, choice, size } from "./param";

export const hashedCrossing = defineLayer({
  type: "HashedCrossing",
  docs: "Turns pairs of categories into whole numbers from 0 to `num_bins - 1`.",
  params: {
    num_bins: size("How many numbers there are."),
    output_mode: choice("`int`: the number. `one_hot`: a row for each.", ["int", "one_hot"], "int"),
    sparse: bool("How Keras keeps the rows; it changes nothing here.", false, false),
  },
  arity: "several",
  traits: () => [],
  shape: (inputs, { num_bins, output_mode }) =>
    inputs.length === 2
      ? encodedShape(inputs[0], output_mode, num_bins)
      : new ShapeError(`takes 2 inputs; it has ${inputs.length}`),
  weights: noWeights,
  lower: () => new Unsupported("hashes of pairs are not in the engine; prepare the data before"),
});
