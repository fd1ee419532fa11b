/** Where a distribution is to be cut into parts of equal size, found piece by piece: Keras's summaries of values with weights. */

/** Values by size, and how many values of the data each stands for. */
interface Summary {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** Takes pieces of the data, and gives the boundaries between `bins` parts; `epsilon` is how exactly. */
export function quantiles(bins: number, epsilon: number) {
  let all: Summary | undefined;
  return {
    see(numbers: Float32Array): void {
      const one = summarized(numbers, epsilon);
      all = compressed(all ? merged(one, all) : one, epsilon);
    },
    boundaries: (): readonly number[] => (all ? [...compressed(all, 1 / bins).values.subarray(0, -1)] : []),
  };
}

/** Every so-many-th value by size: about 1 / epsilon of them. */
function summarized(numbers: Float32Array, epsilon: number): Summary {
  const sorted = numbers.slice().sort();
  const step = Math.max(sorted.length / (1 / epsilon), 1);
  const values: number[] = [];
  for (let i = Math.trunc(step - 1); i < sorted.length; i += Math.trunc(step)) values.push(sorted[i]!);
  return { values: Float64Array.from(values), weights: new Float64Array(values.length).fill(Math.fround(step)) };
}

function merged(a: Summary, b: Summary): Summary {
  const pairs = [a, b].flatMap(({ values, weights }) =>
    Array.from(values, (value, i) => [value, weights[i]!] as const),
  );
  pairs.sort(([x], [y]) => x - y);
  return {
    values: Float64Array.from(pairs, ([value]) => value),
    weights: Float64Array.from(pairs, ([, weight]) => weight),
  };
}

/** No more than 1 / epsilon values, between the old ones where need be. */
function compressed(summary: Summary, epsilon: number): Summary {
  const { values, weights } = summary;
  if (values.length * epsilon < 1) return summary;
  const sums = new Float64Array(weights.length);
  weights.forEach((weight, i) => (sums[i] = weight + (i > 0 ? sums[i - 1]! : 0)));
  const shares = sums.map((sum) => sum / sums.at(-1)!);
  const wanted = Float64Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon);
  const found = wanted.map((share) => between(share, shares, sums));
  return {
    values: wanted.map((share) => Math.fround(between(share, shares, values))),
    weights: found.map((sum, i) => Math.fround(sum - (i > 0 ? found[i - 1]! : 0))),
  };
}

/** The height at x of the line through points by rising x; level beyond them. */
function between(x: number, xs: Float64Array, ys: Float64Array): number {
  let right = 0;
  while (right < xs.length && xs[right]! <= x) right++;
  if (right === 0) return ys[0]!;
  if (right === xs.length) return ys[xs.length - 1]!;
  const [x0, x1, y0, y1] = [xs[right - 1]!, xs[right]!, ys[right - 1]!, ys[right]!];
  return y0 + ((y1 - y0) / (x1 - x0)) * (x - x0);
}
