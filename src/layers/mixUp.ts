import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { float } from "./param";

export const mixUp = augmentation({
  type: "MixUp",
  docs: "Mixes pairs of images and their labels (Zhang et al. 2018).",
  params: {
    alpha: float("Spread of the weights.", { default: 0.2 }),
    data_format: dataFormat(),
    seed,
  },
});
