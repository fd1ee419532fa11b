import { fingerprint } from "../base/textHashes";
import { crossNumbers, inPieces } from "../ops/hash";
import { sizeOf } from "../ops/op";
import { reshape } from "../ops/reshape";
import { encoded, encodedShape } from "./families/categories";
import { rowsOfTexts } from "./families/texts";
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
  texts: "takes",
  traits: () => [],
  shape: (inputs, { num_bins, output_mode }) =>
    inputs.length === 2
      ? encodedShape(inputs[0], output_mode, num_bins)
      : new ShapeError(`takes 2 inputs; it has ${inputs.length}`),
  weights: noWeights,
  lower(inputs, { num_bins, output_mode }, _, step) {
    const [a, b] = inputs.map((x, i) => {
      const texts = step.texts[i];
      return texts
        ? rowsOfTexts(x, texts, 4, step, (text, row) => {
            row.set(inPieces(fingerprint(text)));
          })
        : reshape(x, [sizeOf(x.shape), 1]);
    });
    const { shape } = inputs[0];
    if (sizeOf(shape) !== shape[0]) return new Unsupported("it takes one value of each input for each sample");
    return encoded(reshape(crossNumbers(a!, b!, num_bins as number), shape), output_mode, num_bins as number);
  },
});
