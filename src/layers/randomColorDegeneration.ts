import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { factor, floats } from "./param";

export const randomColorDegeneration = augmentation({
  type: "RandomColorDegeneration",
  docs: "Moves colours towards grey by a random share.",
  params: {
    factor: factor("The share of grey."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
});
