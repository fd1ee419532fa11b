// Statistics of channels and what is done with them: BatchNormalization forward; the gradient is in `normalizeGradient.ts`.
//
// Bound by memory: one pass over x for the statistics, one to normalise. Variances are taken in two passes over pieces that stay
// in the first cache, around the piece's own mean, and pieces are joined by Chan, Golub & LeVeque (1979): E[x²] − E[x]² would lose
// everything where the mean is large. Parts are a fixed share of the rows, whatever the number of threads.
// `npm run bench -- --kernels`, of the speed at which one thread copies memory: 1.2 for the statistics, 1.8 to 2.6 for normalising
// (W1b8, W6), which comes after what has brought x into a cache.

import { dropEights, rowsTogether } from "./dropout";
import { beginOf } from "./part";

/** Rows of a piece: about 8192 numbers. */
@inline
export function pieceRows(channels: i32): i32 {
  return max(4, 8192 / channels);
}

/**
 * For each part: means of the channels, then sums of squared distances from them; [parts][2][padded], padded = channels rounded up
 * to 4. Items are parts.
 */
export function momentsOfParts(partials: usize, x: usize, rows: i32, channels: i32, parts: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>channels << 2;
  const padded = (channels + 3) & ~3;
  for (let part = begin; part < end; part++) {
    const from = beginOf(part, parts, rows);
    const to = beginOf(part + 1, parts, rows);
    const means = partials + <usize>part * (<usize>padded << 3);
    const squares = means + (<usize>padded << 2);
    memory.fill(means, 0, <usize>padded << 3);
    const piece = pieceRows(channels);
    for (let first = from; first < to; first += piece) {
      const count = min(piece, to - first);
      const before = <f32>(first - from);
      const share = f32x4.splat(<f32>count / (before + <f32>count));
      const weight = f32x4.splat((before * <f32>count) / (before + <f32>count));
      const inverse = f32x4.splat(1 / <f32>count);
      let c = 0;
      for (; c < channels - 7; c += 8) {
        const i = <usize>c << 2;
        momentsOfPair(means + i, squares + i, x + <usize>first * rowBytes + i, rowBytes, count, inverse, share, weight);
      }
      for (; c < channels; c += 4) {
        // the last vector of a row may reach into the next; those lanes are never used
        const i = <usize>c << 2;
        const at = x + <usize>first * rowBytes + i;
        const mean = f32x4.mul(sumOfColumn(at, rowBytes, count), inverse);
        const square = squaresOfColumn(at, rowBytes, count, mean);
        const old = v128.load(means + i);
        const delta = f32x4.sub(mean, old);
        v128.store(means + i, f32x4.add(old, f32x4.mul(delta, share)));
        const joined = f32x4.mul(f32x4.mul(delta, delta), weight);
        v128.store(squares + i, f32x4.add(v128.load(squares + i), f32x4.add(square, joined)));
      }
    }
  }
}

/** Joins the moments of eight columns of a piece to those before it; every column's additions come as those of four columns do. */
@inline
function momentsOfPair(means: usize, squares: usize, x: usize, rowBytes: usize, rows: i32, inverse: v128, share: v128, weight: v128): void {
  const zero = f32x4.splat(0);
  let a = zero, b = zero, c = zero, d = zero, a2 = zero, b2 = zero, c2 = zero, d2 = zero;
  let at = x, row = 0;
  for (; row < rows - 3; row += 4) {
    const at1 = at + rowBytes, at2 = at1 + rowBytes, at3 = at2 + rowBytes;
    a = f32x4.add(a, v128.load(at));
    a2 = f32x4.add(a2, v128.load(at, 16));
    b = f32x4.add(b, v128.load(at1));
    b2 = f32x4.add(b2, v128.load(at1, 16));
    c = f32x4.add(c, v128.load(at2));
    c2 = f32x4.add(c2, v128.load(at2, 16));
    d = f32x4.add(d, v128.load(at3));
    d2 = f32x4.add(d2, v128.load(at3, 16));
    at = at3 + rowBytes;
  }
  for (; row < rows; row++) {
    a = f32x4.add(a, v128.load(at));
    a2 = f32x4.add(a2, v128.load(at, 16));
    at += rowBytes;
  }
  const mean = f32x4.mul(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), inverse);
  const mean2 = f32x4.mul(f32x4.add(f32x4.add(a2, b2), f32x4.add(c2, d2)), inverse);
  a = b = c = d = a2 = b2 = c2 = d2 = zero;
  at = x;
  row = 0;
  for (; row < rows - 3; row += 4) {
    const at1 = at + rowBytes, at2 = at1 + rowBytes, at3 = at2 + rowBytes;
    a = f32x4.add(a, squared(f32x4.sub(v128.load(at), mean)));
    a2 = f32x4.add(a2, squared(f32x4.sub(v128.load(at, 16), mean2)));
    b = f32x4.add(b, squared(f32x4.sub(v128.load(at1), mean)));
    b2 = f32x4.add(b2, squared(f32x4.sub(v128.load(at1, 16), mean2)));
    c = f32x4.add(c, squared(f32x4.sub(v128.load(at2), mean)));
    c2 = f32x4.add(c2, squared(f32x4.sub(v128.load(at2, 16), mean2)));
    d = f32x4.add(d, squared(f32x4.sub(v128.load(at3), mean)));
    d2 = f32x4.add(d2, squared(f32x4.sub(v128.load(at3, 16), mean2)));
    at = at3 + rowBytes;
  }
  for (; row < rows; row++) {
    a = f32x4.add(a, squared(f32x4.sub(v128.load(at), mean)));
    a2 = f32x4.add(a2, squared(f32x4.sub(v128.load(at, 16), mean2)));
    at += rowBytes;
  }
  const old = v128.load(means), old2 = v128.load(means, 16);
  const delta = f32x4.sub(mean, old), delta2 = f32x4.sub(mean2, old2);
  v128.store(means, f32x4.add(old2, f32x4.mul(delta2, share)), 16);
  v128.store(means, f32x4.add(old, f32x4.mul(delta, share)));
  const square = f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), square2 = f32x4.add(f32x4.add(a2, b2), f32x4.add(c2, d2));
  const sum = f32x4.add(v128.load(squares), f32x4.add(square, f32x4.mul(squared(delta), weight)));
  const sum2 = f32x4.add(v128.load(squares, 16), f32x4.add(square2, f32x4.mul(squared(delta2), weight)));
  v128.store(squares, sum2, 16);
  v128.store(squares, sum);
}

/** Four columns summed over rows, in four interleaved sums so that additions need not wait for each other. */
function sumOfColumn(x: usize, rowBytes: usize, rows: i32): v128 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  let row = 0;
  for (; row < rows - 3; row += 4) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x + rowBytes));
    c = f32x4.add(c, v128.load(x + 2 * rowBytes));
    d = f32x4.add(d, v128.load(x + 3 * rowBytes));
    x += 4 * rowBytes;
  }
  for (; row < rows; row++) {
    a = f32x4.add(a, v128.load(x));
    x += rowBytes;
  }
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

@inline
function squared(x: v128): v128 {
  return f32x4.mul(x, x);
}

@inline
function squaredDistance(x: usize, mean: v128): v128 {
  return squared(f32x4.sub(v128.load(x), mean));
}

function squaresOfColumn(x: usize, rowBytes: usize, rows: i32, mean: v128): v128 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  let row = 0;
  for (; row < rows - 3; row += 4) {
    a = f32x4.add(a, squaredDistance(x, mean));
    b = f32x4.add(b, squaredDistance(x + rowBytes, mean));
    c = f32x4.add(c, squaredDistance(x + 2 * rowBytes, mean));
    d = f32x4.add(d, squaredDistance(x + 3 * rowBytes, mean));
    x += 4 * rowBytes;
  }
  for (; row < rows; row++) {
    a = f32x4.add(a, squaredDistance(x, mean));
    x += rowBytes;
  }
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** moments [2, channels] = means and biased variances from the parts, joined in order. Items are channels. */
export function momentsOfAll(moments: usize, partials: usize, rows: i32, channels: i32, parts: i32, begin: i32, end: i32): void {
  const padded = (channels + 3) & ~3;
  for (let c = begin; c < end; c++) {
    let mean: f64 = 0, square: f64 = 0, before: f64 = 0;
    for (let part = 0; part < parts; part++) {
      const count = <f64>(beginOf(part + 1, parts, rows) - beginOf(part, parts, rows));
      if (count === 0) continue;
      const at = partials + ((<usize>part * 2 * <usize>padded + <usize>c) << 2);
      const delta = <f64>load<f32>(at) - mean;
      mean += (delta * count) / (before + count);
      square += <f64>load<f32>(at + (<usize>padded << 2)) + (delta * delta * before * count) / (before + count);
      before += count;
    }
    store<f32>(moments + (<usize>c << 2), <f32>mean);
    store<f32>(moments + (<usize>(channels + c) << 2), <f32>(square / before));
  }
}

/** factors[c] = gamma / √(variance + epsilon). Items are channels. */
export function normalizeFactors(factors: usize, variance: usize, gamma: usize, epsilon: f32, begin: i32, end: i32): void {
  for (let c = begin; c < end; c++) {
    const i = <usize>c << 2;
    const scale = <f64>load<f32>(gamma + i) / Math.sqrt(<f64>load<f32>(variance + i) + <f64>epsilon);
    store<f32>(factors + i, <f32>scale);
  }
}

/**
 * y[r][c] = (x[r][c] − mean[c]) · factors[c] + beta[c], then max(·, 0) when `relu` is 1. Where a `mask` is given, a dropout follows, and channels are a
 * multiple of 8. Items are rows.
 */
export function normalizeRows(
  y: usize, x: usize, mean: usize, factors: usize, beta: usize, channels: i32, relu: i32, mask: usize, scale: f32, begin: i32, end: i32,
): void {
  const rowBytes = <usize>channels << 2;
  // what has just been stored is still near when it is dropped
  const piece = mask ? rowsTogether(channels) : end - begin;
  for (let first = begin; first < end; first += piece) {
    const last = min(end, first + piece);
    normalizePiece(y, x, mean, factors, beta, channels, relu, first, last);
    const at = y + <usize>first * rowBytes;
    if (mask) dropEights(at, at, mask, scale, (first * channels) >> 3, ((last - first) * channels) >> 3);
  }
}

function normalizePiece(y: usize, x: usize, mean: usize, factors: usize, beta: usize, channels: i32, relu: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>channels << 2;
  const floor = f32x4.splat(relu ? 0 : f32.NEGATIVE_INFINITY);
  for (let row = begin; row < end; row++) {
    const at = <usize>row * rowBytes;
    let c = 0;
    for (; c < channels - 7; c += 8) {
      const i = <usize>c << 2;
      const d = f32x4.sub(v128.load(x + at + i), v128.load(mean + i)), e = f32x4.sub(v128.load(x + at + i, 16), v128.load(mean + i, 16));
      const v = f32x4.add(f32x4.mul(d, v128.load(factors + i)), v128.load(beta + i));
      const w = f32x4.add(f32x4.mul(e, v128.load(factors + i, 16)), v128.load(beta + i, 16));
      v128.store(y + at + i, f32x4.pmax(w, floor), 16);
      v128.store(y + at + i, f32x4.pmax(v, floor));
    }
    for (; c < channels - 3; c += 4) {
      const i = <usize>c << 2;
      const centred = f32x4.sub(v128.load(x + at + i), v128.load(mean + i));
      const value = f32x4.add(f32x4.mul(centred, v128.load(factors + i)), v128.load(beta + i));
      v128.store(y + at + i, f32x4.pmax(value, floor));
    }
    for (; c < channels; c++) {
      const i = <usize>c << 2;
      const value = (load<f32>(x + at + i) - load<f32>(mean + i)) * load<f32>(factors + i) + load<f32>(beta + i);
      store<f32>(y + at + i, relu && value < 0 ? 0 : value);
    }
  }
}

/**
 * y[r][c] = (x[r][c] − mean[c]) · factors[c] + beta[c] + addend[r][c], then max(·, 0) when `relu` is 1. Channels are a multiple of 8. Items are rows.
 */
export function normalizeRowsAdd(
  y: usize, x: usize, addend: usize, mean: usize, factors: usize, beta: usize, channels: i32, relu: i32, begin: i32, end: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const floor = f32x4.splat(relu ? 0 : f32.NEGATIVE_INFINITY);
  for (let at = <usize>begin * rowBytes; at < <usize>end * rowBytes; at += rowBytes)
    for (let i: usize = 0; i < rowBytes; i += 32) {
      const from = x + at + i, other = addend + at + i, to = y + at + i;
      const d = f32x4.sub(v128.load(from), v128.load(mean + i)), e = f32x4.sub(v128.load(from, 16), v128.load(mean + i, 16));
      const v = f32x4.add(f32x4.mul(d, v128.load(factors + i)), v128.load(beta + i));
      const w = f32x4.add(f32x4.mul(e, v128.load(factors + i, 16)), v128.load(beta + i, 16));
      v128.store(to, f32x4.max(f32x4.add(w, v128.load(other, 16)), floor), 16);
      v128.store(to, f32x4.max(f32x4.add(v, v128.load(other)), floor));
    }
}

/** y[r][c] = x[r][c] · factors[c]. Items are rows. */
export function scaleRows(y: usize, x: usize, factors: usize, channels: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>channels << 2;
  for (let row = begin; row < end; row++) {
    const at = <usize>row * rowBytes;
    let c = 0;
    for (; c < channels - 3; c += 4) {
      const i = <usize>c << 2;
      v128.store(y + at + i, f32x4.mul(v128.load(x + at + i), v128.load(factors + i)));
    }
    for (; c < channels; c++) {
      const i = <usize>c << 2;
      store<f32>(y + at + i, load<f32>(x + at + i) * load<f32>(factors + i));
    }
  }
}
