import { augmentation, seed } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { choice } from "./param";

export const randomFlip = augmentation({
  type: "RandomFlip",
  docs: "Mirrors images at random.",
  params: {
    mode: choice("Along which axes.", ["horizontal", "vertical", "horizontal_and_vertical"], "horizontal_and_vertical"),
    seed,
    data_format: dataFormat(),
  },
});
