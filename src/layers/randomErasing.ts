import { affine, multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { slice } from "../ops/concatenate";
import { gaussian } from "../ops/gaussian";
import { constant, constants, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { scale, unary } from "../ops/unary";
import { uniform } from "../ops/uniform";
import { augmentation, chosen, rangeOf, seed, valuesOf } from "./families/augmentation";
import { stretch } from "./families/boxes";
import { select } from "./families/select";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { factor, floats, optional } from "./param";

export const randomErasing = augmentation({
  type: "RandomErasing",
  docs: "Overwrites a random rectangle of an image.",
  params: {
    factor: factor("How often.", 1),
    scale: factor("Share of the area.", [0.02, 0.33]),
    fill_value: optional(floats("What it is overwritten with; None for noise.")),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
    data_format: dataFormat(),
  },
  change(x, config, step) {
    const image = toChannelsLast(x, config.data_format);
    const [batch, , , channels] = image.shape as readonly [number, number, number, number];
    const [low, high] = rangeOf(config.scale, 0);
    const sides = unary("sqrt", affine(uniform([batch, 2], step.random()), high - low, low));
    const side = (number: number): Value => reshape(slice(sides, 1, number, 1), [batch]);
    const inside = multiply(stretch(image, 2, side(0), step), stretch(image, 1, side(1), step));
    const these = chosen(image, ...rangeOf(config.factor, 0), step);
    const values = valuesOf(config.value_range);
    const given = config.fill_value;
    const filling =
      given === null
        ? toChannelsLast(scale(gaussian(x.shape, step.random()), values[1]), config.data_format)
        : typeof given === "number"
          ? constant(given, image.shape)
          : broadcastTo(reshape(constants(given), [1, 1, 1, channels]), image.shape);
    const y = select(multiply(these, inside), unary("clip", filling, ...values), image);
    return fromChannelsLast(y, config.data_format);
  },
});
