import { affine, divide, multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { slice } from "../ops/concatenate";
import { conv2d } from "../ops/conv2d";
import { constants, type Value } from "../ops/op";
import { fill, sumAll } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { scale, unary } from "../ops/unary";
import { augmentation, chosen, drawn, rangeOf, seed, select, valuesOf } from "./families/augmentation";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { factor, floats, tuple } from "./param";

export const randomGaussianBlur = augmentation({
  type: "RandomGaussianBlur",
  docs: "Blurs images at random.",
  params: {
    factor: factor("How often.", 1),
    kernel_size: tuple("Size of the window.", 2, { default: 3 }),
    sigma: factor("Range of the spread.", 1),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
  change(x, { factor, kernel_size, sigma, value_range, data_format }, step) {
    const image = toChannelsLast(x, data_format);
    const [across, down] = kernel_size as readonly [number, number];
    const these = chosen(image, ...rangeOf(factor, 0), step);
    // one spread each way, for all images
    const spreads = affine(drawn(2, ...rangeOf(sigma, 0), step), 1, 1e-6);
    const channels = image.shape[3]!;
    const rows = reshape(bell(slice(spreads, 0, 1, 1), down), [down, 1, 1, 1]);
    const columns = reshape(bell(slice(spreads, 0, 0, 1), across), [1, across, 1, 1]);
    const window = [down, across, 1, channels];
    const kernel = multiply(broadcastTo(rows, window), broadcastTo(columns, window));
    const before = (size: number): number => Math.floor((size - 1) / 2);
    const blurred = conv2d(image, kernel, {
      strides: [1, 1],
      dilation: [1, 1],
      pads: [before(down), down - 1 - before(down), before(across), across - 1 - before(across)],
      groups: channels,
    });
    return fromChannelsLast(unary("clip", select(these, blurred, image), ...valuesOf(value_range)), data_format);
  },
});

/** A bell of so many places that adds up to 1. */
function bell(spread: Value, size: number): Value {
  const places = constants(Array.from({ length: size }, (_, i) => i - (size - 1) / 2));
  const heights = unary("exp", scale(unary("square", divide(places, fill(spread, [size]))), -0.5));
  return divide(heights, fill(sumAll(heights), [size]));
}
