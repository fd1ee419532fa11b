import { affine } from "../ops/binary";
import { conv2d } from "../ops/conv2d";
import { constants, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { scale, unary } from "../ops/unary";
import { augmentation, perImage, rangeOf, seed, towards, valuesOf } from "./families/augmentation";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { factor, floats } from "./param";

export const randomSharpness = augmentation({
  type: "RandomSharpness",
  docs: "Sharpens or blurs images at random.",
  params: {
    factor: factor("How much: 0.5 leaves the image."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
  change(x, { factor, value_range, data_format }, step) {
    const image = toChannelsLast(x, data_format);
    const amount = scale(perImage(image, ...rangeOf(factor, 0), step), 2);
    const y = towards(image, smoothed(image), affine(amount, -1, 1));
    return fromChannelsLast(unary("clip", y, ...valuesOf(value_range)), data_format);
  },
});

/** Each pixel with its neighbours, itself five times. */
function smoothed(image: Value): Value {
  const channels = image.shape[3]!;
  const kernel = Array.from({ length: 9 * channels }, (_, i) => (Math.floor(i / channels) === 4 ? 5 : 1) / 13);
  return conv2d(image, reshape(constants(kernel), [3, 3, 1, channels]), {
    strides: [1, 1],
    dilation: [1, 1],
    pads: [1, 1, 1, 1],
    groups: channels,
  });
}
