// BatchNormalization backward: the sums that its gradient needs of each channel, and the gradient, with or without a relu behind it.
//
// Bound by memory: one pass over dy and x for the sums, one for dx. Parts are a fixed share of the rows, whatever the number of threads.
import { pieceRows } from "./normalize";

/**
 * For each part: Σ dy and Σ dy · (x − mean) of the channels; [parts][2][padded]. Sums of pieces are added up, which keeps the rounding
 * error of long columns small. Where `factors` and `beta` are given, a relu follows: dy counts where x normalized is positive, and channels are a multiple
 * of 8. Scratch: 16 bytes a channel. Items are parts.
 */
export function gradientSumsOfParts(
  partials: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, rows: i32, channels: i32, parts: i32,
  scratch: usize, begin: i32, end: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const padded = (channels + 3) & ~3;
  const eights = rowBytes & ~31;
  for (let part = begin; part < end; part++) {
    const from = <i32>(<i64>rows * part / parts);
    const to = <i32>(<i64>rows * (part + 1) / parts);
    const sums = partials + <usize>part * (<usize>padded << 3);
    const products = sums + (<usize>padded << 2);
    memory.fill(sums, 0, <usize>padded << 3);
    const piece = max(4, pieceRows(channels) >> 1);
    for (let first = from; first < to; first += piece) {
      const count = min(piece, to - first);
      const at = <usize>first * rowBytes;
      memory.fill(scratch, 0, eights << 2);
      if (factors) sumsOfEights(scratch, dy + at, x + at, mean, factors, beta, true, eights, rowBytes, count);
      else sumsOfEights(scratch, dy + at, x + at, mean, 0, 0, false, eights, rowBytes, count);
      for (let i: usize = 0; i < eights; i += 32) addSums(sums + i, products + i, scratch + (i << 2));
      for (let i = eights; i < rowBytes; i += 16) sumsOfColumn(sums + i, products + i, dy + at + i, x + at + i, mean + i, rowBytes, count);
    }
  }
}

/** dy, or with a relu behind the normalization dy where what it gives is positive. */
@inline
function through(relu: boolean, dy: v128, centred: v128, factor: v128, shift: v128, zero: v128): v128 {
  return relu ? v128.and(dy, f32x4.gt(f32x4.add(f32x4.mul(centred, factor), shift), zero)) : dy;
}

/**
 * Adds dy and dy · (x − mean) to the sums of each eight columns, which lie 128 bytes apart in `sums`: two of dy, two of products, rows in turns. All
 * columns of four rows come before the next rows, so that memory is read once and from front to back.
 */
@inline
function sumsOfEights(
  sums: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, relu: boolean, eights: usize, rowBytes: usize, count: i32,
): void {
  const zero = f32x4.splat(0);
  let row = 0;
  for (; row < count - 3; row += 4) {
    for (let i: usize = 0, at = sums; i < eights; i += 32, at += 128) {
      const centre = v128.load(mean + i), centre2 = v128.load(mean + i, 16);
      const f = relu ? v128.load(factors + i) : zero, f2 = relu ? v128.load(factors + i, 16) : zero;
      const b = relu ? v128.load(beta + i) : zero, b2 = relu ? v128.load(beta + i, 16) : zero;
      let s = v128.load(at), s2 = v128.load(at, 16), p = v128.load(at, 32), p2 = v128.load(at, 48);
      let t = v128.load(at, 64), t2 = v128.load(at, 80), q = v128.load(at, 96), q2 = v128.load(at, 112);
      let g = dy + i, v = x + i;
      for (let two = 0; two < 2; two++) {
        const c = f32x4.sub(v128.load(v), centre), c2 = f32x4.sub(v128.load(v, 16), centre2);
        const d = through(relu, v128.load(g), c, f, b, zero), d2 = through(relu, v128.load(g, 16), c2, f2, b2, zero);
        s = f32x4.add(s, d);
        s2 = f32x4.add(s2, d2);
        p = f32x4.add(p, f32x4.mul(d, c));
        p2 = f32x4.add(p2, f32x4.mul(d2, c2));
        const nextG = g + rowBytes, nextV = v + rowBytes;
        const e = f32x4.sub(v128.load(nextV), centre), e2 = f32x4.sub(v128.load(nextV, 16), centre2);
        const h = through(relu, v128.load(nextG), e, f, b, zero), h2 = through(relu, v128.load(nextG, 16), e2, f2, b2, zero);
        t = f32x4.add(t, h);
        t2 = f32x4.add(t2, h2);
        q = f32x4.add(q, f32x4.mul(h, e));
        q2 = f32x4.add(q2, f32x4.mul(h2, e2));
        g = nextG + rowBytes;
        v = nextV + rowBytes;
      }
      v128.store(at, s2, 16);
      v128.store(at, s);
      v128.store(at, p2, 48);
      v128.store(at, p, 32);
      v128.store(at, t2, 80);
      v128.store(at, t, 64);
      v128.store(at, q2, 112);
      v128.store(at, q, 96);
    }
    dy += rowBytes << 2;
    x += rowBytes << 2;
  }
  for (; row < count; row++) {
    for (let i: usize = 0, at = sums + (<usize>(row & 1) << 6); i < eights; i += 32, at += 128) {
      const f = relu ? v128.load(factors + i) : zero, f2 = relu ? v128.load(factors + i, 16) : zero;
      const b = relu ? v128.load(beta + i) : zero, b2 = relu ? v128.load(beta + i, 16) : zero;
      const c = f32x4.sub(v128.load(x + i), v128.load(mean + i)), c2 = f32x4.sub(v128.load(x + i, 16), v128.load(mean + i, 16));
      const d = through(relu, v128.load(dy + i), c, f, b, zero), d2 = through(relu, v128.load(dy + i, 16), c2, f2, b2, zero);
      const s = f32x4.add(v128.load(at), d), s2 = f32x4.add(v128.load(at, 16), d2);
      const p = f32x4.add(v128.load(at, 32), f32x4.mul(d, c)), p2 = f32x4.add(v128.load(at, 48), f32x4.mul(d2, c2));
      v128.store(at, s2, 16);
      v128.store(at, s);
      v128.store(at, p2, 48);
      v128.store(at, p, 32);
    }
    dy += rowBytes;
    x += rowBytes;
  }
}

/** Adds the sums of eight columns of a piece to those before it. */
@inline
function addSums(sums: usize, products: usize, four: usize): void {
  const s = f32x4.add(v128.load(sums), f32x4.add(v128.load(four), v128.load(four, 64)));
  const s2 = f32x4.add(v128.load(sums, 16), f32x4.add(v128.load(four, 16), v128.load(four, 80)));
  v128.store(sums, s2, 16);
  v128.store(sums, s);
  const p = f32x4.add(v128.load(products), f32x4.add(v128.load(four, 32), v128.load(four, 96)));
  const p2 = f32x4.add(v128.load(products, 16), f32x4.add(v128.load(four, 48), v128.load(four, 112)));
  v128.store(products, p2, 16);
  v128.store(products, p);
}

/** The sums of four columns of a piece, in the same order. */
@inline
function sumsOfColumn(sums: usize, products: usize, dy: usize, x: usize, mean: usize, rowBytes: usize, count: i32): void {
  const centre = v128.load(mean);
  let s0 = f32x4.splat(0), s1 = s0, p0 = s0, p1 = s0;
  let row = 0;
  for (; row < count - 1; row += 2) {
    const g0 = v128.load(dy);
    const g1 = v128.load(dy + rowBytes);
    s0 = f32x4.add(s0, g0);
    s1 = f32x4.add(s1, g1);
    p0 = f32x4.add(p0, f32x4.mul(g0, f32x4.sub(v128.load(x), centre)));
    p1 = f32x4.add(p1, f32x4.mul(g1, f32x4.sub(v128.load(x + rowBytes), centre)));
    dy += 2 * rowBytes;
    x += 2 * rowBytes;
  }
  if (row < count) {
    const g0 = v128.load(dy);
    s0 = f32x4.add(s0, g0);
    p0 = f32x4.add(p0, f32x4.mul(g0, f32x4.sub(v128.load(x), centre)));
  }
  v128.store(sums, f32x4.add(v128.load(sums), f32x4.add(s0, s1)));
  v128.store(products, f32x4.add(v128.load(products), f32x4.add(p0, p1)));
}

/** sums [2, channels] = Σ dy and Σ dy · (x − mean)/√(variance + epsilon), parts added up in order. Items are channels. */
export function gradientSumsOfAll(
  sums: usize, partials: usize, variance: usize, epsilon: f32, channels: i32, parts: i32, begin: i32, end: i32,
): void {
  const padded = (channels + 3) & ~3;
  for (let c = begin; c < end; c++) {
    let sum: f64 = 0, product: f64 = 0;
    for (let part = 0; part < parts; part++) {
      const at = partials + ((<usize>part * 2 * <usize>padded + <usize>c) << 2);
      sum += load<f32>(at);
      product += load<f32>(at + (<usize>padded << 2));
    }
    const deviation = Math.sqrt(<f64>load<f32>(variance + (<usize>c << 2)) + <f64>epsilon);
    store<f32>(sums + (<usize>c << 2), <f32>sum);
    store<f32>(sums + (<usize>(channels + c) << 2), <f32>(product / deviation));
  }
}

/**
 * The three numbers of a channel that dx is made of, [3, channels]: f = gamma/√(variance + epsilon), −f · Σ(dy·normal)/(rows · √…), −f · Σdy/rows.
 * Items are channels.
 */
export function gradientFactors(
  factors: usize, sums: usize, variance: usize, gamma: usize, epsilon: f32, rows: i32, channels: i32, begin: i32, end: i32,
): void {
  for (let c = begin; c < end; c++) {
    const i = <usize>c << 2;
    const deviation = Math.sqrt(<f64>load<f32>(variance + i) + <f64>epsilon);
    const scale = <f64>load<f32>(gamma + i) / deviation;
    const next = <usize>channels << 2;
    store<f32>(factors + i, <f32>scale);
    store<f32>(factors + i + next, <f32>(((-scale / deviation) * <f64>load<f32>(sums + i + next)) / <f64>rows));
    store<f32>(factors + i + 2 * next, <f32>((-scale * <f64>load<f32>(sums + i)) / <f64>rows));
  }
}

/**
 * dx[r][c] = dy · f₀[c] + (x − mean[c]) · f₁[c] + f₂[c]; where `beta` is given, a relu follows: dy counts where x normalized is positive, and channels
 * are a multiple of 8. Items are rows.
 */
export function normalizeRowsGradient(
  dx: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, channels: i32, begin: i32, end: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const f1 = factors + rowBytes;
  const f2 = f1 + rowBytes;
  for (let row = begin; row < end; row++) {
    const at = <usize>row * rowBytes;
    if (beta) {
      gradientOfRow(dx + at, dy + at, x + at, mean, factors, f1, f2, beta, true, channels);
      continue;
    }
    let c = gradientOfRow(dx + at, dy + at, x + at, mean, factors, f1, f2, 0, false, channels);
    for (; c < channels - 3; c += 4) {
      const i = <usize>c << 2;
      const centred = f32x4.sub(v128.load(x + at + i), v128.load(mean + i));
      const drift = f32x4.add(f32x4.mul(centred, v128.load(f1 + i)), v128.load(f2 + i));
      v128.store(dx + at + i, f32x4.add(f32x4.mul(v128.load(dy + at + i), v128.load(factors + i)), drift));
    }
    for (; c < channels; c++) {
      const i = <usize>c << 2;
      const drift = (load<f32>(x + at + i) - load<f32>(mean + i)) * load<f32>(f1 + i) + load<f32>(f2 + i);
      store<f32>(dx + at + i, load<f32>(dy + at + i) * load<f32>(factors + i) + drift);
    }
  }
}

/** As many channels of a row as make eights; says how many. */
@inline
function gradientOfRow(
  dx: usize, dy: usize, x: usize, mean: usize, factors: usize, f1: usize, f2: usize, beta: usize, relu: boolean, channels: i32,
): i32 {
  const zero = f32x4.splat(0);
  let c = 0;
  for (; c < channels - 7; c += 8) {
    const i = <usize>c << 2;
    const d = f32x4.sub(v128.load(x + i), v128.load(mean + i)), e = f32x4.sub(v128.load(x + i, 16), v128.load(mean + i, 16));
    const v = f32x4.add(f32x4.mul(d, v128.load(f1 + i)), v128.load(f2 + i));
    const w = f32x4.add(f32x4.mul(e, v128.load(f1 + i, 16)), v128.load(f2 + i, 16));
    const f = v128.load(factors + i), k = v128.load(factors + i, 16);
    const b = relu ? v128.load(beta + i) : zero, b2 = relu ? v128.load(beta + i, 16) : zero;
    const g = f32x4.mul(through(relu, v128.load(dy + i), d, f, b, zero), f);
    const h = f32x4.mul(through(relu, v128.load(dy + i, 16), e, k, b2, zero), k);
    v128.store(dx + i, f32x4.add(h, w), 16);
    v128.store(dx + i, f32x4.add(g, v));
  }
  return c;
}
