/**
 * The exponential moving average without the pull of its start (D. Kingma and J. Ba, "Adam", 2015, section 3): `before` is the
 * average of the `count` numbers so far, and the result that of these and `value`. A weight of 0 does not smooth.
 */
export function smoothed(before: number, count: number, value: number, weight: number): number {
  if (!Number.isFinite(value)) return before;
  if (count === 0 || !Number.isFinite(before)) return value;
  const known = 1 - weight ** count;
  return (weight * known * before + (1 - weight) * value) / (1 - weight ** (count + 1));
}
