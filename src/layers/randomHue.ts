import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { factor, floats } from "./param";

export const randomHue = augmentation({
  type: "RandomHue",
  docs: "Turns the hue of an image by a random angle.",
  params: {
    factor: factor("How much of the whole circle, halved."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
});
