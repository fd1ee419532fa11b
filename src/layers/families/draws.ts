/** Random numbers that are not uniform or normal, and orders, made of those that are. */
import { add, affine, equal, greater, maximum, multiply, subtract } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { slice } from "../../ops/concatenate";
import { gaussian } from "../../ops/gaussian";
import { constant, constants, type Sizes, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { scale, unary } from "../../ops/unary";
import { uniform } from "../../ops/uniform";
import type { Step } from "../layer";
import { select } from "./select";

/** Of a candidate more than 95 of 100 are taken; that none of so many is happens once in 10¹⁰, and then the last is. */
const CANDIDATES = 8;
/** Candidates below are never taken, but must have a logarithm. */
const LEAST = 1e-6;

/**
 * Logarithms of numbers of the gamma distribution with this alpha, one for each place of `alpha`: of alpha + 1 by Marsaglia & Tsang
 * 2000, brought down by a power of a uniform number. Logarithms, because for a small alpha most of these are too small for a float.
 */
export function logOfGamma(alpha: Value, step: Step): Value {
  const shape: Sizes = [CANDIDATES, ...alpha.shape];
  const d = affine(alpha, 1, 2 / 3);
  const all = (x: Value): Value => broadcastTo(reshape(x, [1, ...x.shape]), shape);
  const normal = gaussian(shape, step.random());
  const c = unary("reciprocal", unary("sqrt", scale(d, 9)));
  const root = affine(multiply(normal, all(c)), 1, 1);
  const logV = scale(unary("log", maximum(root, constant(LEAST, shape))), 3);
  const bound = add(
    scale(unary("square", normal), 0.5),
    multiply(all(d), add(affine(unary("exp", logV), -1, 1), logV)),
  );
  // 1 − u, which is never 0
  const logU = unary("log", affine(uniform(shape, step.random()), -1, 1));
  const fits = multiply(greater(root, constant(LEAST, shape)), greater(bound, logU));
  const place = (x: Value, i: number): Value => reshape(slice(x, 0, i, 1), alpha.shape);
  let first = place(logV, CANDIDATES - 1);
  for (let i = CANDIDATES - 2; i >= 0; i--) first = select(place(fits, i), place(logV, i), first);
  const logShare = unary("log", affine(uniform(alpha.shape, step.random()), -1, 1));
  return add(add(unary("log", d), first), multiply(logShare, unary("reciprocal", alpha)));
}

/** Numbers of the beta distribution with twice this alpha. */
export const betaOf = (alpha: Value, step: Step): Value =>
  unary("sigmoid", subtract(logOfGamma(alpha, step), logOfGamma(alpha, step)));

/** The numbers 0 … count − 1 in a random order: each place has the rank of a random number, the former first where two are equal. */
export function shuffled(count: number, step: Step): Value {
  const numbers = uniform([count], step.random());
  const mine = broadcastTo(reshape(numbers, [count, 1]), [count, count]);
  const others = broadcastTo(reshape(numbers, [1, count]), [count, count]);
  const places = constants(Array.from({ length: count }, (_, i) => i));
  const former = greater(
    broadcastTo(reshape(places, [count, 1]), [count, count]),
    broadcastTo(reshape(places, [1, count]), [count, count]),
  );
  const before = add(greater(mine, others), multiply(equal(mine, others), former));
  return reshape(sumTo(before, [count, 1]), [count]);
}
