import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { bool, choice, factor, float, floats, int } from "./param";

export const augMix = augmentation({
  type: "AugMix",
  docs: "Mixes several chains of random changes of an image with the image (Hendrycks et al. 2020).",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    num_chains: int("Number of chains.", { min: 1, default: 3 }),
    chain_depth: int("Changes in each chain.", { min: 1, default: 3 }),
    factor: factor("Strength of the changes.", 0.3),
    alpha: float("Spread of the weights of the mixture.", { default: 1 }),
    all_ops: bool("Also change brightness, colour, contrast and sharpness.", true, false),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    seed,
    data_format: dataFormat(),
  },
});
