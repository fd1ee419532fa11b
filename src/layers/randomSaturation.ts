import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { factor, floats } from "./param";

export const randomSaturation = augmentation({
  type: "RandomSaturation",
  docs: "Makes colours stronger or weaker at random.",
  params: {
    factor: factor("How much: 0.5 leaves the image."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
});
