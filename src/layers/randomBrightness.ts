import { add } from "../ops/binary";
import { unary } from "../ops/unary";
import { augmentation, perImage, rangeOf, seed, valuesOf } from "./families/augmentation";
import { factor, floats } from "./param";

export const randomBrightness = augmentation({
  type: "RandomBrightness",
  docs: "Adds a random amount to all pixels of an image.",
  params: {
    factor: factor("How much, as a share of the range."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
  },
  change(x, { factor, value_range }, step) {
    const [low, high] = rangeOf(factor, -1);
    const [black, white] = valuesOf(value_range);
    const shift = perImage(x, low * (white - black), high * (white - black), step);
    return unary("clip", add(x, shift), black, white);
  },
});
