/** Labels as the hinge losses want them. */
import { add, affine, equal, greater, multiply } from "../../ops/binary";
import { constant, sizeOf, type Value } from "../../ops/op";
import { fill, sumAll } from "../../ops/reduce";

/** As Keras: labels of a batch that are all 0 or 1 become −1 and 1; others stay. */
export function hingeLabels(y: Value): Value {
  const known = add(equal(y, constant(0, y.shape)), equal(y, constant(1, y.shape)));
  const all = greater(sumAll(known), constant(sizeOf(y.shape) - 0.5, [1]));
  return add(y, multiply(affine(y, 1, -1), fill(all, y.shape)));
}
