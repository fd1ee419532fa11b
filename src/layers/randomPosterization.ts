import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { factor, floats } from "./param";

export const randomPosterization = augmentation({
  type: "RandomPosterization",
  docs: "Takes bits off the values of pixels.",
  params: {
    factor: factor("Number of bits that stay."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
});
