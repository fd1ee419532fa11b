/** Sums along an axis of all that stand before a place, itself included. */
import { along, mapOf } from "../../ops/alongAxis";
import type { Value } from "../../ops/op";

/** By doubling (Hillis & Steele 1986): after step d each place has the sum of its last 2d. */
export function cumulate(x: Value, axis: number): Value {
  const size = x.shape[axis]!;
  let y = x;
  for (let distance = 1; distance < size; distance *= 2) {
    const terms = Array.from({ length: size }, (_, i) =>
      [i, i - distance].filter((place) => place >= 0).map((place) => [place, 1] as const),
    );
    y = along(y, axis, mapOf(terms));
  }
  return y;
}
