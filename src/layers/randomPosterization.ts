import { affine, divide, multiply } from "../ops/binary";
import { constant } from "../ops/op";
import { scale, unary } from "../ops/unary";
import { augmentation, drawn, everywhere, rangeOf, seed, valuesOf } from "./families/augmentation";
import { inRange } from "./families/colours";
import { dataFormat } from "./families/spatial";
import { factor, floats } from "./param";

/** Bits of a pixel's value. */
const BITS = 8;

export const randomPosterization = augmentation({
  type: "RandomPosterization",
  docs: "Takes bits off the values of pixels.",
  params: {
    factor: factor("Number of bits that stay."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    data_format: dataFormat(),
    seed,
  },
  change(x, { factor, value_range }, step) {
    const [least, most] = rangeOf(factor, 1);
    const batch = x.shape[0]!;
    const kept = least === most ? constant(least, [batch]) : unary("floor", drawn(batch, least, most, step));
    const values = valuesOf(value_range);
    const whole = unary("floor", unary("clip", inRange(x, values, [0, 255]), 0, 255));
    // 2 to the number of bits that go, made whole again where exp is not
    const unit = unary("floor", affine(unary("exp", scale(affine(kept, -1, BITS), Math.LN2)), 1, 0.5));
    const units = everywhere(unit, x);
    const cut = multiply(unary("floor", divide(whole, units)), units);
    return inRange(cut, [0, 255], values);
  },
});
