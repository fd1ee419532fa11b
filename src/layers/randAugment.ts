import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { choice, factor, floats, int } from "./param";

export const randAugment = augmentation({
  type: "RandAugment",
  docs: "A number of random changes, one after the other (Cubuk et al. 2020).",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    num_ops: int("Number of changes.", { min: 1, default: 2 }),
    factor: factor("Strength of the changes.", 0.5),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    seed,
    data_format: dataFormat(),
  },
});
