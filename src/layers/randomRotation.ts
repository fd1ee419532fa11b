import { add, affine, subtract } from "../ops/binary";
import { scale, unary } from "../ops/unary";
import { augmentation, drawn, rangeOf, seed } from "./families/augmentation";
import { warped, warpParams } from "./families/warping";
import { factor } from "./param";

export const randomRotation = augmentation({
  type: "RandomRotation",
  docs: "Turns images by a random angle.",
  params: {
    factor: factor("How far, as a share of a full turn."),
    fill_mode: warpParams.fill_mode,
    interpolation: warpParams.interpolation,
    seed,
    fill_value: warpParams.fill_value,
    data_format: warpParams.data_format,
  },
  change: (x, config, step) =>
    warped(x, config, (batch, rows, columns) => {
      const [low, high] = rangeOf(config.factor, -1);
      const angle = drawn(batch, 2 * Math.PI * low, 2 * Math.PI * high, step);
      const [cos, sin] = [unary("cos", angle), unary("sin", angle)];
      // about the middle, which stays where it is
      const [middle, level] = [(columns - 1) / 2, (rows - 1) / 2];
      const across = add(affine(cos, -middle, middle), scale(sin, level));
      const down = subtract(affine(cos, -level, level), scale(sin, middle));
      return [cos, scale(sin, -1), across, sin, cos, down];
    }),
});
