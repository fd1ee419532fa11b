import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { choice, factor, float, optional } from "./param";

export const randomZoom = augmentation({
  type: "RandomZoom",
  docs: "Zooms images by a random factor.",
  params: {
    height_factor: factor("How much: 0.2 means a fifth more is seen of the height."),
    width_factor: optional(factor("As height_factor, for the width; None keeps the proportions.")),
    fill_mode: choice("What stands outside the image.", ["constant", "nearest", "wrap", "reflect"], "reflect"),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    seed,
    fill_value: float("The value outside, where `fill_mode` is constant.", { default: 0 }),
    data_format: dataFormat(),
  },
});
