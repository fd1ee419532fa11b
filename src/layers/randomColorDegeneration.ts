import { unary } from "../ops/unary";
import { augmentation, perImage, rangeOf, seed, towards, valuesOf } from "./families/augmentation";
import { grey } from "./families/colours";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { factor, floats } from "./param";

export const randomColorDegeneration = augmentation({
  type: "RandomColorDegeneration",
  docs: "Moves colours towards grey by a random share.",
  params: {
    factor: factor("The share of grey."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
  colours: true,
  change(x, { factor, value_range, data_format }, step) {
    const image = toChannelsLast(x, data_format);
    const y = towards(image, grey(image), perImage(image, ...rangeOf(factor, -1), step));
    return fromChannelsLast(unary("clip", y, ...valuesOf(value_range)), data_format);
  },
});
