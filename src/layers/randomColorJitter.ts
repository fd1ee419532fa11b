import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { factor, floats, optional } from "./param";

export const randomColorJitter = augmentation({
  type: "RandomColorJitter",
  docs: "Changes brightness, contrast, saturation and hue at random.",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    brightness_factor: optional(factor("Range of the brightness.")),
    contrast_factor: optional(factor("Range of the contrast.")),
    saturation_factor: optional(factor("Range of the saturation.")),
    hue_factor: optional(factor("Range of the hue.")),
    seed,
    data_format: dataFormat(),
  },
});
