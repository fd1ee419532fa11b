/**
 * Batch normalization and then max pooling over windows that do not overlap, pooled first: normalization keeps the order of a channel's
 * numbers, or turns it round where gamma is negative, so it need only be computed for the winner of each window.
 */
import { normalizeSums, pickRow } from "./batchNormalization";
import { defineOp, sizeOf, type Sizes, type Tensor, type Value } from "./op";
import { part } from "./part";
import { eachWindow, pooledShape, type Pool } from "./pool2d";

type Attrs = Pool & { readonly epsilon: number } & Readonly<Record<string, number | boolean | readonly number[]>>;

/**
 * The moments of each channel of x, [2, channels], and behind them the winner of each window: its largest number where gamma is
 * positive, its smallest where gamma is negative. Both in one flat row, because one pass over x gives both.
 */
const momentsAndWinners = defineOp<"x" | "gamma", Attrs>({
  name: "momentsAndWinners",
  shape: ({ x }, attrs) => [2 * x[3]! + sizeOf(pooledShape(x, attrs))],
  reference(y, { x, gamma }, attrs) {
    const channels = gamma.data.length;
    const rows = x.data.length / channels;
    const [means, variances, winners] = [0, channels, 2 * channels].map((from) => y.data.subarray(from));
    y.data.fill(0);
    x.data.forEach((value, i) => (means![i % channels]! += value / rows));
    x.data.forEach((value, i) => (variances![i % channels]! += (value - means![i % channels]!) ** 2 / rows));
    const pooled: Tensor = { shape: pooledShape(x.shape, attrs), data: winners! };
    eachWindow(pooled, x.shape, attrs, (inY, members) => {
      const values = members.map((inX) => x.data[inX]!);
      winners![inY] = gamma.data[inY % channels]! < 0 ? Math.min(...values) : Math.max(...values);
    });
  },
  // all of x's gradient is in `normalizePooled`
  gradient: { x: "none", gamma: "none" },
});

/** y = gamma · (winners − mean) / √(variance + epsilon) + beta, where moments and winners are those of x. */
const normalize = defineOp<"x" | "winners" | "moments" | "gamma" | "beta", Attrs>({
  name: "normalizePooled",
  shape: ({ winners }) => winners,
  reference(y, { winners, moments, gamma, beta }, { epsilon }) {
    const channels = gamma.data.length;
    for (let i = 0; i < y.data.length; i++) {
      const c = i % channels;
      const normal = (winners.data[i]! - moments.data[c]!) / Math.sqrt(moments.data[channels + c]! + epsilon);
      y.data[i] = gamma.data[c]! * normal + beta.data[c]!;
    }
  },
  gradient: {
    x(dy, { x, winners, moments, gamma, beta }, y): Value {
      const attrs = y.attrs as Attrs;
      const sums = normalizeSums(dy, winners, moments, attrs.epsilon);
      const both = gradientAndSums({ dy, x, winners, moments, gamma, beta, sums }, { ...attrs, relu: false });
      return part(both, 0, x.shape);
    },
    winners: "none",
    moments: "none",
    gamma: (dy, { winners, moments }, y): Value =>
      pickRow(normalizeSums(dy, winners, moments, (y.attrs as Attrs).epsilon), 1),
    beta: (dy, { winners, moments }, y): Value =>
      pickRow(normalizeSums(dy, winners, moments, (y.attrs as Attrs).epsilon), 0),
  },
});

/**
 * dx, where dy flows to the first place of each window that holds the winner, and behind it its sums over all pixels, [channels].
 * With `relu`, x is the output of a relu, and dx the gradient before it.
 */
const gradientAndSums = defineOp<
  "dy" | "x" | "winners" | "moments" | "gamma" | "beta" | "sums",
  Attrs & { readonly relu: boolean }
>({
  name: "normalizePooledGradient",
  inPlace: "x",
  shape: ({ x }) => [sizeOf(x) + x[3]!],
  reference(y, { dy, x, winners, moments, gamma, sums }, attrs) {
    const channels = gamma.data.length;
    const rows = x.data.length / channels;
    const dx = y.data.subarray(0, x.data.length);
    const total = y.data.subarray(x.data.length);
    y.data.fill(0);
    eachWindow(winners, x.shape, attrs, (inY, members) => {
      const first = members.find((inX) => x.data[inX] === winners.data[inY]);
      if (first !== undefined) dx[first]! += dy.data[inY]!;
    });
    for (let i = 0; i < dx.length; i++) {
      const c = i % channels;
      const inverse = 1 / Math.sqrt(moments.data[channels + c]! + attrs.epsilon);
      const normal = (x.data[i]! - moments.data[c]!) * inverse;
      const value =
        gamma.data[c]! * inverse * (dx[i]! - sums.data[c]! / rows - (normal * sums.data[channels + c]!) / rows);
      dx[i] = attrs.relu && x.data[i]! <= 0 ? 0 : value;
      total[c]! += dx[i]!;
    }
  },
  gradient: { dy: "none", x: "none", winners: "none", moments: "none", gamma: "none", beta: "none", sums: "none" },
});

/** Windows that lie side by side, whole ones only; and channels that fill vectors. */
export const canPoolFirst = (x: Sizes, { size, strides, pads }: Pool): boolean =>
  size[0] === strides[0] && size[1] === strides[1] && pads.every((one) => one === 0) && x[3]! % 8 === 0;

/** What `normalizeBatch` of x, then `maxPool2d`, gives. */
export function normalizePooled(x: Value, gamma: Value, beta: Value, epsilon: number, pool: Pool): PooledNormalization {
  const attrs: Attrs = { size: pool.size, strides: pool.strides, pads: pool.pads, epsilon };
  const channels = x.shape[3]!;
  const both = momentsAndWinners({ x, gamma }, attrs);
  const moments = part(both, 0, [2, channels]);
  const winners = part(both, 2 * channels, pooledShape(x.shape, attrs));
  return { moments, y: normalize({ x, winners, moments, gamma, beta }, attrs) };
}

export interface PooledNormalization {
  readonly moments: Value;
  readonly y: Value;
}

/** The gradient before a relu, from `dx` after it, in one piece; undefined where x is not that relu's output. */
export function reluBefore(dx: Value, output: Value): Value | undefined {
  const both = gradientIn(dx);
  if (!both || both.attrs["relu"] === true || both.inputs["x"] !== output) return undefined;
  return { ...dx, inputs: { x: { ...both, attrs: { ...both.attrs, relu: true } } } };
}

/** The sums over all pixels that come with such a gradient. */
export function sumsOf(dx: Value): Value | undefined {
  const both = gradientIn(dx);
  return both && part(both, sizeOf(dx.shape), [dx.shape[3]!]);
}

const gradientIn = (dx: Value): Value | undefined =>
  dx.op.name === "part" && dx.inputs["x"]!.op.name === "normalizePooledGradient" ? dx.inputs["x"] : undefined;
