import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { choice, factor, float } from "./param";

export const randomShear = augmentation({
  type: "RandomShear",
  docs: "Slants images at random.",
  params: {
    x_factor: factor("How far along the rows.", 0),
    y_factor: factor("How far along the columns.", 0),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    fill_mode: choice("What stands outside the image.", ["constant", "nearest", "wrap", "reflect"], "reflect"),
    fill_value: float("The value outside, where `fill_mode` is constant.", { default: 0 }),
    data_format: dataFormat(),
    seed,
  },
});
