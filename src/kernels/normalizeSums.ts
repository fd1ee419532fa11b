// The sums that the gradient of BatchNormalization needs of each channel, and those of a gradient that comes together on the way.
//
// Bound by memory: one pass over dy and x. Parts are a fixed share of the rows, whatever the number of threads; within a part, sums of pieces are added
// up, which keeps the rounding error of long columns small.
// `npm run bench -- --kernels`, of the speed at which one thread copies memory: 1.3 to 1.4 where they come from memory (W1b8), for nothing is written;
// 2.1 to 2.4 from a cache (W6).
import { dropEights, rowsTogether } from "./dropout";
import { pieceRows } from "./normalize";
import { beginOf } from "./part";

/** Rows of a piece: about 4096 numbers of each side. */
@inline
function gradientRows(channels: i32): i32 {
  return max(4, pieceRows(channels) >> 1);
}

/**
 * For each part: Σ dy and Σ dy · (x − mean) of the channels; [parts][2][padded]. Where `factors` and `beta` are given, a relu follows: dy counts where x
 * normalized is positive; where a `mask` is given, a dropout follows all that. Then channels are a multiple of 8. Scratch: 16 bytes a channel, and with a
 * mask a piece of rows. Items are parts.
 */
export function gradientSumsOfParts(
  partials: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, mask: usize, scale: f32, rows: i32, channels: i32, parts: i32,
  scratch: usize, begin: i32, end: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const dropped = scratch + (rowBytes << 2);
  const piece = gradientRows(channels), together = rowsTogether(channels);
  for (let part = begin; part < end; part++) {
    const from = beginOf(part, parts, rows);
    const to = beginOf(part + 1, parts, rows);
    const sums = clearSums(partials, part, channels);
    for (let first = from; first < to; first += piece) {
      const count = min(piece, to - first);
      const at = <usize>first * rowBytes;
      memory.fill(scratch, 0, rowBytes << 2);
      if (mask)
        for (let row = 0; row < count; row += together) {
          const rows = min(together, count - row);
          const next = at + <usize>row * rowBytes;
          dropEights(dropped, dy + next, mask, scale, ((first + row) * channels) >> 3, (rows * channels) >> 3);
          sumsOfRows(scratch, dropped, x + next, mean, factors, beta, rowBytes, rows);
        }
      else sumsOfRows(scratch, dy + at, x + at, mean, factors, beta, rowBytes, count);
      addPiece(sums, scratch, dy + at, x + at, mean, channels, count);
    }
  }
}

/**
 * g = a + b, or a where there is no b, and 0 where a v is given that is not positive; and the sums of g as above. Channels are a multiple of 8. Scratch:
 * 16 bytes a channel. Items are parts.
 */
export function gatherGradientSums(
  g: usize, partials: usize, a: usize, b: usize, v: usize, x: usize, mean: usize, rows: i32, channels: i32, parts: i32,
  scratch: usize, begin: i32, end: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const piece = gradientRows(channels), together = rowsTogether(channels);
  for (let part = begin; part < end; part++) {
    const from = beginOf(part, parts, rows);
    const to = beginOf(part + 1, parts, rows);
    const sums = clearSums(partials, part, channels);
    for (let first = from; first < to; first += piece) {
      const count = min(piece, to - first);
      memory.fill(scratch, 0, rowBytes << 2);
      for (let row = 0; row < count; row += together) {
        const rows = min(together, count - row);
        const at = <usize>(first + row) * rowBytes;
        const bytes = <usize>rows * rowBytes;
        if (b && v) gather(g + at, a + at, b + at, v + at, true, true, bytes);
        else if (b) gather(g + at, a + at, b + at, 0, true, false, bytes);
        else gather(g + at, a + at, 0, v + at, false, true, bytes);
        sumsOfRows(scratch, g + at, x + at, mean, 0, 0, rowBytes, rows);
      }
      addPiece(sums, scratch, 0, 0, 0, channels, count);
    }
  }
}

@inline
function gather(g: usize, a: usize, b: usize, v: usize, plus: boolean, masked: boolean, bytes: usize): void {
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 32) {
    let p = v128.load(a + i), q = v128.load(a + i, 16);
    if (plus) {
      p = f32x4.add(p, v128.load(b + i));
      q = f32x4.add(q, v128.load(b + i, 16));
    }
    if (masked) {
      p = v128.and(p, f32x4.gt(v128.load(v + i), zero));
      q = v128.and(q, f32x4.gt(v128.load(v + i, 16), zero));
    }
    v128.store(g + i, q, 16);
    v128.store(g + i, p);
  }
}

/** Where a part's sums are, and behind them its sums of products, all 0. */
function clearSums(partials: usize, part: i32, channels: i32): usize {
  const bytes = <usize>((channels + 3) & ~3) << 3;
  const sums = partials + <usize>part * bytes;
  memory.fill(sums, 0, bytes);
  return sums;
}

/** Adds rows to the sums of their eights of columns. */
function sumsOfRows(four: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, rowBytes: usize, count: i32): void {
  const eights = rowBytes & ~31;
  if (factors) sumsOfEights(four, dy, x, mean, factors, beta, true, eights, rowBytes, count);
  else sumsOfEights(four, dy, x, mean, 0, 0, false, eights, rowBytes, count);
}

/** Adds the sums of a piece to those of its part; columns beyond the eights are only summed now. */
function addPiece(sums: usize, four: usize, dy: usize, x: usize, mean: usize, channels: i32, count: i32): void {
  const rowBytes = <usize>channels << 2;
  const eights = rowBytes & ~31;
  const products = sums + (<usize>((channels + 3) & ~3) << 2);
  for (let i: usize = 0; i < eights; i += 32) addSums(sums + i, products + i, four + (i << 2));
  for (let i = eights; i < rowBytes; i += 16) sumsOfColumn(sums + i, products + i, dy + i, x + i, mean + i, rowBytes, count);
}

/** dy, or with a relu behind the normalization dy where what it gives is positive. */
@inline
export function through(relu: boolean, dy: v128, centred: v128, factor: v128, shift: v128, zero: v128): v128 {
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
