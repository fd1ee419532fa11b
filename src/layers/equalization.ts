import { augmentation } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { floats, int } from "./param";

export const equalization = augmentation({
  type: "Equalization",
  docs: "Evens out the histogram of each channel.",
  params: {
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    bins: int("Number of levels.", { min: 1, default: 256 }),
    data_format: dataFormat(),
  },
});
