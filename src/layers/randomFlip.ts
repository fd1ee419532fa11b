import { reverse } from "../ops/alongAxis";
import { greater } from "../ops/binary";
import { constant, type Value } from "../ops/op";
import { augmentation, perImage, seed, select } from "./families/augmentation";
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
    // one draw decides about all axes
    const as = greater(perImage(x, 0, 1, step), constant(0.5, x.shape));
    return select(
      as,
      x,
      axes.reduce<Value>((y, axis) => reverse(y, axis), x),
    );
  },
});
