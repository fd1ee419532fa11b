import { augmentation, seed } from "./families/augmentation";
import { factor, floats } from "./param";

export const randomBrightness = augmentation({
  type: "RandomBrightness",
  docs: "Adds a random amount to all pixels of an image.",
  params: {
    factor: factor("How much, as a share of the range."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
  },
});
