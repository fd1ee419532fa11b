import { add, multiply, subtract } from "../ops/binary";
import { broadcastTo, sumTo } from "../ops/broadcast";
import { scale, unary } from "../ops/unary";
import { augmentation, perImage, rangeOf, seed, valuesOf } from "./families/augmentation";
import { factor, floats } from "./param";

export const randomContrast = augmentation({
  type: "RandomContrast",
  docs: "Moves pixels away from the mean of their image, or towards it, by a random factor.",
  params: {
    factor: factor("How much: 0.2 means a factor from 0.8 to 1.2."),
    value_range: floats("Smallest and largest value of a pixel.", [0, 255]),
    seed,
  },
  change(x, { factor, value_range }, step) {
    const [low, high] = rangeOf(factor, 0);
    const [batch, rows, columns, channels] = x.shape as readonly [number, number, number, number];
    const mean = broadcastTo(scale(sumTo(x, [batch, 1, 1, channels]), 1 / (rows * columns)), x.shape);
    const y = add(multiply(subtract(x, mean), perImage(x, 1 - low, 1 + high, step)), mean);
    return unary("clip", y, ...valuesOf(value_range));
  },
});
