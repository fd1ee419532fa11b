import { affine, greater, multiply } from "../ops/binary";
import { constant } from "../ops/op";
import { augmentation, drawn, rangeOf, seed } from "./families/augmentation";
import { warped, warpParams } from "./families/warping";
import { factor } from "./param";

export const randomShear = augmentation({
  type: "RandomShear",
  docs: "Slants images at random.",
  params: {
    x_factor: factor("How far along the rows.", 0),
    y_factor: factor("How far along the columns.", 0),
    interpolation: warpParams.interpolation,
    fill_mode: warpParams.fill_mode,
    fill_value: warpParams.fill_value,
    data_format: warpParams.data_format,
    seed,
  },
  change: (x, config, step) =>
    warped(x, config, (batch) => {
      // −1 for half of the images, else 1
      const side = affine(greater(drawn(batch, 0, 1, step), constant(0.5, [batch])), -2, 1);
      const down = multiply(side, drawn(batch, ...extent(config.y_factor), step));
      const across = multiply(side, drawn(batch, ...extent(config.x_factor), step));
      return [1, across, 0, down, 1, 0];
    }),
});

/** One number goes both ways here. */
const extent = (amount: number | readonly number[]) => rangeOf(amount, -1);
