/** What Dice and Tversky share: sums over a whole batch. */
import { affine, multiply } from "../../ops/binary";
import type { Value } from "../../ops/op";
import { sumAll } from "../../ops/reduce";

/** Σ y·p, Σ (1 − y)·p and Σ y·(1 − p). */
export const overlap = (y: Value, p: Value) => ({
  both: sumAll(multiply(y, p)),
  onlyPredicted: sumAll(multiply(affine(y, -1, 1), p)),
  onlyTrue: sumAll(multiply(y, affine(p, -1, 1))),
});
