import { affine } from "../ops/binary";
import { augmentation, drawn, rangeOf, seed } from "./families/augmentation";
import { warped, warpParams } from "./families/warping";
import { factor, optional } from "./param";

export const randomZoom = augmentation({
  type: "RandomZoom",
  docs: "Zooms images by a random factor.",
  params: {
    height_factor: factor("How much: 0.2 means a fifth more is seen of the height."),
    width_factor: optional(factor("As height_factor, for the width; None keeps the proportions.")),
    fill_mode: warpParams.fill_mode,
    interpolation: warpParams.interpolation,
    seed,
    fill_value: warpParams.fill_value,
    data_format: warpParams.data_format,
  },
  change: (x, config, step) =>
    warped(x, config, (batch, rows, columns) => {
      const drawnFor = (amount: number | readonly number[]) => {
        const [low, high] = rangeOf(amount, -1);
        return drawn(batch, 1 + low, 1 + high, step);
      };
      const high = drawnFor(config.height_factor);
      const wide = config.width_factor === null ? high : drawnFor(config.width_factor);
      // about the middle, which stays where it is
      const [middle, level] = [(columns - 1) / 2, (rows - 1) / 2];
      return [wide, 0, affine(wide, -middle, middle), 0, high, affine(high, -level, level)];
    }),
});
