import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { choice, factor, float } from "./param";

export const randomTranslation = augmentation({
  type: "RandomTranslation",
  docs: "Shifts images by a random distance.",
  params: {
    height_factor: factor("How far down, as a share of the height."),
    width_factor: factor("How far to the right, as a share of the width."),
    fill_mode: choice("What stands outside the image.", ["constant", "nearest", "wrap", "reflect"], "reflect"),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    seed,
    fill_value: float("The value outside, where `fill_mode` is constant.", { default: 0 }),
    data_format: dataFormat(),
  },
});
