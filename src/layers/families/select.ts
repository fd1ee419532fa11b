/** A choice between two values, number by number. */
import { add, affine, gate } from "../../ops/binary";
import type { Value } from "../../ops/op";

/** a where `which` is 1, b where it is 0; what is not chosen may be NaN or infinite. */
export const select = (which: Value, a: Value, b: Value): Value => add(gate(a, which), gate(b, affine(which, -1, 1)));
