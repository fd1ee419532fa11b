import { affine } from "../ops/binary";
import { augmentation, chosen, rangeOf, seed, select, valuesOf } from "./families/augmentation";
import { dataFormat } from "./families/spatial";
import { factor, floats } from "./param";

export const randomInvert = augmentation({
  type: "RandomInvert",
  docs: "Inverts random images.",
  params: {
    factor: factor("Share of the images.", 1),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
    data_format: dataFormat(),
  },
  change: (x, { factor, value_range }, step) =>
    select(chosen(x, ...rangeOf(factor, 0), step), affine(x, -1, valuesOf(value_range)[1]), x),
});
