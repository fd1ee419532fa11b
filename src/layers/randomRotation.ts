import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { choice, factor, float } from "./param";

export const randomRotation = augmentation({
  type: "RandomRotation",
  docs: "Turns images by a random angle.",
  params: {
    factor: factor("How far, as a share of a full turn."),
    fill_mode: choice("What stands outside the image.", ["constant", "nearest", "wrap", "reflect"], "reflect"),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    seed,
    fill_value: float("The value outside, where `fill_mode` is constant.", { default: 0 }),
    data_format: dataFormat(),
  },
});
