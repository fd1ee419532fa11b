import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { factor, float, floats, optional } from "./param";

export const randomErasing = augmentation({
  type: "RandomErasing",
  docs: "Overwrites a random rectangle of an image.",
  params: {
    factor: factor("How often.", 1),
    scale: factor("Share of the area.", [0.02, 0.33]),
    fill_value: optional(float("What it is overwritten with; None for noise.")),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
    data_format: dataFormat(),
  },
});
