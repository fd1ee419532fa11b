import { defineOp, type Value } from "./op";

/** Means and biased variances of each channel (the last axis) over everything else: y [2, channels]. */
const moments = defineOp<"x">({
  name: "channelMoments",
  shape: ({ x }) => [2, x[x.length - 1]!],
  reference(y, { x }) {
    const channels = y.shape[1]!;
    const rows = x.data.length / channels;
    y.data.fill(0);
    x.data.forEach((value, i) => (y.data[i % channels]! += value / rows));
    x.data.forEach((value, i) => (y.data[channels + (i % channels)]! += (value - y.data[i % channels]!) ** 2 / rows));
  },
  // What flows through the statistics is part of x's gradient in `normalizeBatch`; nothing else may use them differentiably.
  gradient: { x: "none" },
});

type Attrs = { readonly epsilon: number };

/** y = gamma · (x − mean) / √(variance + epsilon) + beta, with the moments of this very x. Ioffe & Szegedy 2015, algorithm 1. */
const batch = defineOp<"x" | "moments" | "gamma" | "beta", Attrs>({
  name: "normalizeBatch",
  shape: ({ x }) => x,
  reference(y, { x, moments, gamma, beta }, { epsilon }) {
    const channels = gamma.data.length;
    for (let i = 0; i < y.data.length; i++) {
      const c = i % channels;
      const normal = (x.data[i]! - moments.data[c]!) / Math.sqrt(moments.data[channels + c]! + epsilon);
      y.data[i] = gamma.data[c]! * normal + beta.data[c]!;
    }
  },
  gradient: {
    x: (dy, { x, moments, gamma }, y): Value =>
      batchGradient(
        { dy, x, moments, gamma, sums: gradientSums({ dy, x, moments }, y.attrs as Attrs) },
        y.attrs as Attrs,
      ),
    moments: "none",
    gamma: (dy, { x, moments }, y): Value => pickRow(gradientSums({ dy, x, moments }, y.attrs as Attrs), 1),
    beta: (dy, { x, moments }, y): Value => pickRow(gradientSums({ dy, x, moments }, y.attrs as Attrs), 0),
  },
});

/** Σ dy and Σ dy·(x − mean)/√(variance + epsilon) of each channel: y [2, channels], the gradients of beta and gamma. */
const gradientSums = defineOp<"dy" | "x" | "moments", Attrs>({
  name: "normalizeGradientSums",
  shape: ({ moments }) => moments,
  reference(sums, { dy, x, moments }, { epsilon }) {
    const channels = sums.shape[1]!;
    sums.data.fill(0);
    for (let i = 0; i < x.data.length; i++) {
      const c = i % channels;
      sums.data[c]! += dy.data[i]!;
      sums.data[channels + c]! +=
        (dy.data[i]! * (x.data[i]! - moments.data[c]!)) / Math.sqrt(moments.data[channels + c]! + epsilon);
    }
  },
  gradient: { dy: "none", x: "none", moments: "none" },
});

/** dx = gamma/√(variance + epsilon) · (dy − mean(dy) − normal · mean(dy · normal)) */
const batchGradient = defineOp<"dy" | "x" | "moments" | "gamma" | "sums", Attrs>({
  name: "normalizeBatchGradient",
  inPlace: "dy",
  shape: ({ x }) => x,
  reference(dx, { dy, x, moments, gamma, sums }, { epsilon }) {
    const channels = gamma.data.length;
    const rows = x.data.length / channels;
    for (let i = 0; i < dx.data.length; i++) {
      const c = i % channels;
      const inverse = 1 / Math.sqrt(moments.data[channels + c]! + epsilon);
      const normal = (x.data[i]! - moments.data[c]!) * inverse;
      dx.data[i] =
        gamma.data[c]! * inverse * (dy.data[i]! - sums.data[c]! / rows - (normal * sums.data[channels + c]!) / rows);
    }
  },
  gradient: { dy: "none", x: "none", moments: "none", gamma: "none", sums: "none" },
});

/** y = gamma · (x − mean) / √(variance + epsilon) + beta with statistics that are given: how the layer predicts. */
const fixed = defineOp<"x" | "mean" | "variance" | "gamma" | "beta", Attrs>({
  name: "normalizeFixed",
  inPlace: "x",
  shape: ({ x }) => x,
  reference(y, { x, mean, variance, gamma, beta }, { epsilon }) {
    const channels = gamma.data.length;
    for (let i = 0; i < y.data.length; i++) {
      const c = i % channels;
      y.data[i] =
        (gamma.data[c]! * (x.data[i]! - mean.data[c]!)) / Math.sqrt(variance.data[c]! + epsilon) + beta.data[c]!;
    }
  },
  gradient: {
    x: (dy, { variance, gamma }, y): Value => fixedGradient({ dy, variance, gamma }, y.attrs as Attrs),
    mean: "none",
    variance: "none",
    gamma: (dy, { x, mean, variance }, y): Value =>
      pickRow(gradientSums({ dy, x, moments: stack({ mean, variance }) }, y.attrs as Attrs), 1),
    beta: (dy, { x, mean, variance }, y): Value =>
      pickRow(gradientSums({ dy, x, moments: stack({ mean, variance }) }, y.attrs as Attrs), 0),
  },
});

/** dx = dy · gamma / √(variance + epsilon) */
const fixedGradient = defineOp<"dy" | "variance" | "gamma", Attrs>({
  name: "normalizeFixedGradient",
  inPlace: "dy",
  shape: ({ dy }) => dy,
  reference(dx, { dy, variance, gamma }, { epsilon }) {
    const channels = gamma.data.length;
    for (let i = 0; i < dx.data.length; i++)
      dx.data[i] = (dy.data[i]! * gamma.data[i % channels]!) / Math.sqrt(variance.data[i % channels]! + epsilon);
  },
  gradient: { dy: "none", variance: "none", gamma: "none" },
});

/** y [2, channels] = mean and then variance. */
const stack = defineOp<"mean" | "variance">({
  name: "stackMoments",
  shape: ({ mean }) => [2, mean[0]!],
  reference(y, { mean, variance }) {
    y.data.set(mean.data);
    y.data.set(variance.data, mean.data.length);
  },
  gradient: { mean: "none", variance: "none" },
});

/** y [channels] = one row of x [2, channels]. */
const pick = defineOp<"x", { readonly index: number }>({
  name: "pickRow",
  viewOf: "x",
  viewOffset: ({ x }, { index }) => index * x[1]!,
  shape: ({ x }) => [x[1]!],
  reference: (y, { x }, { index }) => y.data.set(x.data.subarray(index * y.data.length, (index + 1) * y.data.length)),
  gradient: { x: "none" },
});

export const pickRow = (x: Value, index: number): Value => pick({ x }, { index });

export const channelMoments = (x: Value): Value => moments({ x });
export const momentMean = (moments: Value): Value => pickRow(moments, 0);
export const momentVariance = (moments: Value): Value => pickRow(moments, 1);
export const normalizeBatch = (x: Value, moments: Value, gamma: Value, beta: Value, epsilon: number): Value =>
  batch({ x, moments, gamma, beta }, { epsilon });
/** Σ dy and Σ dy·(x − mean)/√(variance + epsilon) of each channel, [2, channels]: the gradients of beta and gamma. */
export const normalizeSums = (dy: Value, x: Value, moments: Value, epsilon: number): Value =>
  gradientSums({ dy, x, moments }, { epsilon });
export const normalizeFixed = (
  x: Value,
  mean: Value,
  variance: Value,
  gamma: Value,
  beta: Value,
  epsilon: number,
): Value => fixed({ x, mean, variance, gamma, beta }, { epsilon });
