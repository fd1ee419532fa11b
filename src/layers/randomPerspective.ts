import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { choice, factor, float } from "./param";

export const randomPerspective = augmentation({
  type: "RandomPerspective",
  docs: "Views images from a random side.",
  params: {
    factor: factor("How often.", 1),
    scale: float("How strongly.", { default: 1 }),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    fill_value: float("The value outside, where `fill_mode` is constant.", { default: 0 }),
    seed,
    data_format: dataFormat(),
  },
});
