/** Rounding as Keras does it. */
import { affine, equal, multiply, subtract } from "../../ops/binary";
import { detach } from "../../ops/detach";
import { constant, type Value } from "../../ops/op";
import { scale, unary } from "../../ops/unary";

/** To the nearest whole number, halves to the even one. */
export function rounded(x: Value): Value {
  const up = unary("floor", affine(x, 1, 0.5));
  const isHalf = equal(subtract(up, x), constant(0.5, x.shape));
  const isOdd = affine(equal(scale(unary("floor", scale(up, 0.5)), 2), up), -1, 1);
  return detach(subtract(up, multiply(isHalf, isOdd)));
}
