/** Angles. */
import { add, affine, divide, equal, greater, multiply, subtract } from "../../ops/binary";
import { constant, type Value } from "../../ops/op";
import { scale, unary } from "../../ops/unary";
import { select } from "./select";

/** The angle of the point (x, y), from −π to π. */
export function arctan2(y: Value, x: Value): Value {
  const zero = constant(0, x.shape);
  const isSteep = greater(unary("abs", y), unary("abs", x));
  const numerator = select(isSteep, x, y);
  const denominator = select(isSteep, y, x);
  const angle = unary("atan", divide(numerator, add(denominator, equal(denominator, zero))));
  /** 1, or −1 below 0. */
  const side = affine(greater(zero, y), -2, 1);
  const steep = subtract(scale(side, Math.PI / 2), angle);
  const flat = add(angle, scale(multiply(greater(zero, x), side), Math.PI));
  return select(isSteep, steep, flat);
}
