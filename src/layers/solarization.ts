import { add, affine, greater } from "../ops/binary";
import { unary } from "../ops/unary";
import { augmentation, perImage, rangeOf, seed, select, valuesOf } from "./families/augmentation";
import { inRange } from "./families/colours";
import { factor, floats } from "./param";

export const solarization = augmentation({
  type: "Solarization",
  docs: "Inverts pixels above a random threshold.",
  params: {
    addition_factor: factor("What is added first.", 0),
    threshold_factor: factor("Range of the threshold.", 0),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
  },
  change(x, { addition_factor, threshold_factor, value_range }, step) {
    const values = valuesOf(value_range);
    // as Keras: the lower end is no share of 255
    const upTo = (amount: number | readonly number[]) => {
      const [low, high] = rangeOf(amount, 0);
      return perImage(x, low, high * 255, step);
    };
    const moved = add(inRange(x, values, [0, 255]), upTo(addition_factor));
    const y = unary("clip", moved, 0, 255);
    return inRange(select(greater(upTo(threshold_factor), y), y, affine(y, -1, 255)), [0, 255], values);
  },
});
