import { add, affine, greater, multiply, subtract } from "../ops/binary";
import { constant } from "../ops/op";
import { scale, unary } from "../ops/unary";
import { augmentation, drawn, everywhere, rangeOf, seed, valuesOf } from "./families/augmentation";
import { fromHueSaturationValue, hueSaturationValue, inRange } from "./families/colours";
import { dataFormat, fromChannelsLast, toChannelsLast } from "./families/spatial";
import { factor, floats } from "./param";

export const randomHue = augmentation({
  type: "RandomHue",
  docs: "Turns the hue of an image by a random angle.",
  params: {
    factor: factor("How much of the whole circle, halved."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
  colours: true,
  change(x, { factor, value_range, data_format }, step) {
    const image = inRange(toChannelsLast(x, data_format), valuesOf(value_range), [0, 1]);
    const batch = image.shape[0]!;
    // −1 for half of the images, else 1
    const side = affine(greater(drawn(batch, 0, 1, step), constant(0.5, [batch])), -2, 1);
    const by = scale(multiply(side, drawn(batch, ...rangeOf(factor, 0), step)), 0.5);
    const [hue, saturation, value] = hueSaturationValue(image);
    const turned = add(hue, everywhere(by, hue));
    const above = subtract(turned, greater(turned, constant(1, turned.shape)));
    const within = add(above, greater(constant(0, above.shape), above));
    const y = unary("clip", fromHueSaturationValue([within, saturation, value]), 0, 1);
    return fromChannelsLast(inRange(y, [0, 1], valuesOf(value_range)), data_format);
  },
});
