import { augmentation, drawn, rangeOf, seed } from "./families/augmentation";
import { warped, warpParams } from "./families/warping";
import { factor } from "./param";

export const randomTranslation = augmentation({
  type: "RandomTranslation",
  docs: "Shifts images by a random distance.",
  params: {
    height_factor: factor("How far down, as a share of the height."),
    width_factor: factor("How far to the right, as a share of the width."),
    fill_mode: warpParams.fill_mode,
    interpolation: warpParams.interpolation,
    seed,
    fill_value: warpParams.fill_value,
    data_format: warpParams.data_format,
  },
  change: (x, config, step) =>
    warped(x, config, (batch, rows, columns) => {
      const moved = (amount: number | readonly number[], size: number) => {
        const [low, high] = rangeOf(amount, -1);
        return drawn(batch, -low * size, -high * size, step);
      };
      const down = moved(config.height_factor, rows);
      return [1, 0, moved(config.width_factor, columns), 0, 1, down];
    }),
});
