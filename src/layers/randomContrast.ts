import { augmentation, seed } from "./families/augmentation";
import { factor, floats } from "./param";

export const randomContrast = augmentation({
  type: "RandomContrast",
  docs: "Moves pixels away from the mean of their image, or towards it, by a random factor.",
  params: {
    factor: factor("How much: 0.2 means a factor from 0.8 to 1.2."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
  },
});
