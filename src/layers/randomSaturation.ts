import { affine, divide, multiply } from "../ops/binary";
import { unary } from "../ops/unary";
import { augmentation, drawn, everywhere, rangeOf, seed, valuesOf } from "./families/augmentation";
import { fromHueSaturationValue, hueSaturationValue } from "./families/colours";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { factor, floats } from "./param";

/** Keras's epsilon. */
const SMALLEST = 1e-7;

export const randomSaturation = augmentation({
  type: "RandomSaturation",
  docs: "Makes colours stronger or weaker at random.",
  params: {
    factor: factor("How much: 0.5 leaves the image."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
  colours: true,
  change(x, { factor, value_range, data_format }, step) {
    const image = toChannelsLast(x, data_format);
    const share = drawn(image.shape[0]!, ...rangeOf(factor, -1), step);
    const by = divide(share, affine(share, -1, 1 + SMALLEST));
    const [hue, saturation, value] = hueSaturationValue(image);
    const changed = unary("clip", multiply(saturation, everywhere(by, saturation)), ...valuesOf(value_range));
    return fromChannelsLast(fromHueSaturationValue([hue, changed, value]), data_format);
  },
});
