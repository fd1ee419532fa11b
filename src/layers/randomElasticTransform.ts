import { add, affine, divide, greater, multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { conv2d } from "../ops/conv2d";
import { gaussian } from "../ops/gaussian";
import { constants, type Value } from "../ops/op";
import { fill, sumAll } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { sample } from "../ops/sample";
import { scale, unary } from "../ops/unary";
import { augmentation, chosen, drawn, rangeOf, seed, valuesOf } from "./families/augmentation";
import { select } from "./families/select";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { choice, factor, float, floats } from "./param";

export const randomElasticTransform = augmentation({
  type: "RandomElasticTransform",
  docs: "Bends images at random: each pixel moves along the diagonal, near ones together (Simard et al. 2003).",
  params: {
    factor: factor("How often.", 1),
    scale: factor("How strongly.", 1),
    interpolation: choice("How values between pixels are made.", ["nearest", "bilinear"], "bilinear"),
    fill_mode: choice(
      "What stands outside the image.",
      ["constant", "nearest", "wrap", "mirror", "reflect"],
      "reflect",
    ),
    fill_value: float("The value outside, where `fill_mode` is constant.", { default: 0 }),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
    data_format: dataFormat(),
  },
  change(x, config, step) {
    const [low, high] = rangeOf(config.scale, 0);
    const often = rangeOf(config.factor, 0);
    if (high === 0 || often[1] === 0) return x;
    const image = toChannelsLast(x, config.data_format);
    const [batch, rows, columns] = image.shape as readonly [number, number, number];
    const these = chosen(image, ...often, step);
    // one strength for all images
    const strength = drawn(1, low, high, step);
    const spread = scale(strength, 0.05 * Math.min(rows, columns));
    const shape = [batch, rows, columns];
    // the same both ways, as Keras has it, which draws both from one seed
    const noise = multiply(gaussian(shape, step.random()), fill(spread, shape));
    const widest = 0.05 * Math.min(rows, columns) * high;
    const moves = multiply(
      blurred(noise, spread, Math.floor(3 * widest)),
      fill(scale(strength, 0.1 * Math.max(rows, columns)), shape),
    );
    const places = (count: number, to: readonly number[]): Value =>
      broadcastTo(reshape(constants(Array.from({ length: count }, (_, i) => i)), to), shape);
    const y = sample(image, add(places(rows, [1, rows, 1]), moves), add(places(columns, [1, 1, columns]), moves), {
      mode: config.fill_mode,
      fill: config.fill_value,
      smooth: config.interpolation === "bilinear",
    });
    const bounded = unary("clip", select(these, y, image), ...valuesOf(config.value_range));
    return fromChannelsLast(bounded, config.data_format);
  },
});

/** Blurred by a bell of this spread, which ends at three times the spread; `reach` is the farthest that this may be. */
function blurred(x: Value, spread: Value, reach: number): Value {
  const places = constants(Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach));
  // a spread of 0 moves nothing
  const wide = fill(affine(spread, 1, 1e-12), places.shape);
  const heights = unary("exp", scale(unary("square", divide(places, wide)), -0.5));
  const beyond = greater(unary("abs", places), scale(wide, 3));
  const counted = multiply(heights, affine(beyond, -1, 1));
  const bell = divide(counted, fill(sumAll(counted), places.shape));
  const along = (image: Value, axis: 1 | 2): Value => {
    const pads = axis === 1 ? ([reach, reach, 0, 0] as const) : ([0, 0, reach, reach] as const);
    const kernel = reshape(bell, axis === 1 ? [2 * reach + 1, 1, 1, 1] : [1, 2 * reach + 1, 1, 1]);
    return conv2d(image, kernel, { strides: [1, 1], dilation: [1, 1], pads, groups: 1 });
  };
  return reshape(along(along(reshape(x, [...x.shape, 1]), 1), 2), x.shape);
}
