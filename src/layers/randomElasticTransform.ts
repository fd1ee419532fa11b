import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { choice, factor, float, floats } from "./param";

export const randomElasticTransform = augmentation({
  type: "RandomElasticTransform",
  docs: "Bends images at random.",
  params: {
    factor: factor("How often.", 1),
    scale: factor("How strongly.", 1),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    fill_mode: choice("What stands outside the image.", ["constant", "nearest", "wrap", "reflect"], "reflect"),
    fill_value: float("The value outside, where `fill_mode` is constant.", { default: 0 }),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
    data_format: dataFormat(),
  },
});
