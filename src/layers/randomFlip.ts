import { reverse } from "../ops/alongAxis";
import { add, affine, greater, multiply } from "../ops/binary";
import { constant, type Value } from "../ops/op";
import { augmentation, perImage, seed } from "./families/augmentation";
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
  change(x, { mode, data_format }, step) {
    const [rows, columns] = data_format === "channels_first" ? [2, 3] : [1, 2];
    const axes = mode === "horizontal" ? [columns] : mode === "vertical" ? [rows] : [columns, rows];
    return axes.reduce<Value>((y, axis) => {
      const mirrored = greater(perImage(y, 0, 1, step), constant(0.5, y.shape));
      return add(multiply(y, affine(mirrored, -1, 1)), multiply(reverse(y, axis), mirrored));
    }, x);
  },
});
