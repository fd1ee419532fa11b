import { add, equal } from "../ops/binary";
import { hashNumbers } from "../ops/hash";
import { constant } from "../ops/op";
import { encoded, encodedShape } from "./families/categories";
import { binOf, chosen, keyOf, numbersOfTexts } from "./families/texts";
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
  texts: "takes",
  traits: ({ output_mode }) => (output_mode === "int" ? ["numbers-things"] : []),
  shape: ([x], { num_bins, output_mode }) => (output_mode === "int" ? x : [...encodedShape(x, "count", num_bins)]),
  weights: noWeights,
  lower([x], { num_bins, mask_value, salt, output_mode }, _, step) {
    const [bins, key] = [num_bins as number, keyOf(salt)];
    if (salt !== null && !key) return new Unsupported("its salt is not a whole number, or two of them");
    if (output_mode === "one_hot" && x.shape.length > 1 && x.shape.at(-1) !== 1)
      return new Unsupported('output_mode "one_hot" takes one value for each sample');
    const [texts] = step.texts;
    // a value that is masked has the number 0 for itself
    const isMasking = mask_value !== null && bins > 1;
    const free = isMasking ? bins - 1 : bins;
    if (texts) {
      const numberOf = (text: string): number =>
        isMasking && text === mask_value ? 0 : binOf(text, free, key) + (isMasking ? 1 : 0);
      return encoded(numbersOfTexts(x, texts, step, numberOf), output_mode, bins);
    }
    const hashed = hashNumbers(x, free, key);
    if (!isMasking) return encoded(hashed, output_mode, bins);
    if (typeof mask_value !== "number") return new Unsupported("its mask_value is no number, and its data are numbers");
    const isMask = equal(x, constant(mask_value, x.shape));
    return encoded(chosen(isMask, constant(0, x.shape), add(hashed, constant(1, x.shape))), output_mode, bins);
  },
});
