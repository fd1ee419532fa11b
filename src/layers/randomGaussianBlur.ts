import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { factor, floats, tuple } from "./param";

export const randomGaussianBlur = augmentation({
  type: "RandomGaussianBlur",
  docs: "Blurs images at random.",
  params: {
    factor: factor("How often.", 1),
    kernel_size: tuple("Size of the window.", 2, { default: 3 }),
    sigma: factor("Range of the spread.", 1),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
});
