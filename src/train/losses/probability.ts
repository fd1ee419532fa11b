/** What the losses on probabilities share. */
import { affine, divide } from "../../ops/binary";
import type { Value } from "../../ops/op";
import { repeatColumns, sumColumns } from "../../ops/reduce";
import { scale, unary } from "../../ops/unary";

/** Keras's epsilon: probabilities are kept this far from 0 and 1. */
export const EPSILON = 1e-7;

export const clipProbability = (p: Value): Value => unary("clip", p, EPSILON, 1 - EPSILON);

/** Rows divided by their sums. */
export const normalizeRows = (p: Value): Value => divide(p, repeatColumns(sumColumns(p), p.shape[1]!));

/** Labels moved towards an even guess: y · (1 − smoothing) + smoothing / among. */
export const smoothLabels = (y: Value, smoothing: number, among: number): Value =>
  smoothing === 0 ? y : affine(y, 1 - smoothing, smoothing / among);

/** x to a power, for x ≥ 0. */
export function powerOf(x: Value, power: number): Value {
  if (power === 1) return x;
  if (power === 2) return unary("square", x);
  // a floor, so that nothing flows back from 0 as infinity
  return unary("exp", scale(unary("log", unary("clip", x, 1e-20, Infinity)), power));
}

/** The mean of each row. */
export const meanColumns = (x: Value): Value => scale(sumColumns(x), 1 / x.shape[1]!);
