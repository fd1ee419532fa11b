import { augmentation, seed } from "./families/augmentation";
import { factor, floats } from "./param";

export const solarization = augmentation({
  type: "Solarization",
  docs: "Inverts pixels above a random threshold.",
  params: {
    addition_factor: factor("What is added first.", 0),
    threshold_factor: factor("Range of the threshold.", 0),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
  },
});
