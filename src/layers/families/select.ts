/** A choice between two values, number by number. */
import { add, affine, multiply } from "../../ops/binary";
import type { Value } from "../../ops/op";

/** a where `which` is 1, b where it is 0. */
export const select = (which: Value, a: Value, b: Value): Value =>
  add(multiply(which, a), multiply(affine(which, -1, 1), b));
