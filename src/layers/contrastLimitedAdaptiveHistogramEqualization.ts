import { augmentation } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { float, floats } from "./param";

export const contrastLimitedAdaptiveHistogramEqualization = augmentation({
  type: "ContrastLimitedAdaptiveHistogramEqualization",
  docs: "Evens out the histogram of each part of an image, within a limit.",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    clip_limit: float("Limit of the contrast.", { default: 4 }),
    tile_grid_size: floats("Parts along height and width.", [8, 8]),
    data_format: dataFormat(),
  },
});
