import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { factor } from "./param";

export const cutMix = augmentation({
  type: "CutMix",
  docs: "Puts a part of one image into another (Yun et al. 2019).",
  params: {
    factor: factor("Spread of the sizes.", 1),
    seed,
    data_format: dataFormat(),
  },
});
