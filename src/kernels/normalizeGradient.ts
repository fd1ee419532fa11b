// BatchNormalization backward: the gradient, with or without a relu or a dropout behind it and a relu before it; its sums are in `normalizeSums.ts`.
//
// Bound by memory: dy and x are read and dx is written once. Four rows go together, so that what belongs to a channel is loaded once for them.
// `npm run bench -- --kernels`, of the speed at which one thread copies memory: 2.5 in W6, whose images are in a cache still.
import { dropEights, rowsTogether } from "./dropout";
import { through } from "./normalizeSums";
import { beginOf } from "./part";

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
 * dx[r][c] = dy · f₀[c] + (x − mean[c]) · f₁[c] + f₂[c]. Where `beta` is given, a relu follows: dy counts where x normalized is positive; where a `mask` is
 * given, a dropout follows all that. Then channels are a multiple of 8. Items are rows.
 */
export function normalizeRowsGradient(
  dx: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, mask: usize, scale: f32, channels: i32, begin: i32, end: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const piece = mask ? rowsTogether(channels) : end - begin;
  for (let first = begin; first < end; first += piece) {
    const count = min(piece, end - first);
    const at = <usize>first * rowBytes;
    gradientOfPiece(dx + at, dy + at, x + at, mean, factors, beta, mask, scale, 0, channels, first, count);
  }
}

/**
 * The same where x is the output of a relu when `relu` is 1: dx is 0 where x is not positive. Partials [parts][channels] get the sums of dx over each part's
 * rows; those of 64 rows are added up first. Channels are a multiple of 8. Items are parts.
 */
export function normalizeRowsGradientSums(
  dx: usize, partials: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, mask: usize, scale: f32, relu: i32, rows: i32, channels: i32, parts: i32,
  begin: i32, end: i32,
): void {
  const rowBytes = <usize>channels << 2;
  for (let part = begin; part < end; part++) {
    const from = beginOf(part, parts, rows);
    const to = beginOf(part + 1, parts, rows);
    const sums = partials + <usize>part * rowBytes;
    memory.fill(sums, 0, rowBytes);
    for (let first = from; first < to; first += 64) {
      const count = min(64, to - first);
      const together = mask ? rowsTogether(channels) : count;
      const at = <usize>first * rowBytes;
      for (let row = 0; row < count; row += together) {
        const next = at + <usize>row * rowBytes;
        gradientOfPiece(dx + next, dy + next, x + next, mean, factors, beta, mask, scale, relu, channels, first + row, min(together, count - row));
      }
      for (let i: usize = 0; i < rowBytes; i += 32) addColumns(sums + i, dx + at + i, rowBytes, count);
    }
  }
}

/** Adds eight columns of a piece to their sums. */
@inline
function addColumns(sums: usize, from: usize, rowBytes: usize, count: i32): void {
  let a = f32x4.splat(0), b = a;
  for (let row = 0; row < count; row++) {
    a = f32x4.add(a, v128.load(from));
    b = f32x4.add(b, v128.load(from, 16));
    from += rowBytes;
  }
  const c = f32x4.add(v128.load(sums), a), d = f32x4.add(v128.load(sums, 16), b);
  v128.store(sums, d, 16);
  v128.store(sums, c);
}

/** `count` rows, the first of which is row `first` of the mask. */
function gradientOfPiece(
  dx: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, mask: usize, scale: f32, relu: i32, channels: i32, first: i32, count: i32,
): void {
  if (mask) {
    // dx has room for it
    dropEights(dx, dy, mask, scale, (first * channels) >> 3, (count * channels) >> 3);
    dy = dx;
  }
  if (beta && relu) gradientOfRows(dx, dy, x, mean, factors, beta, true, true, channels, count);
  else if (beta) gradientOfRows(dx, dy, x, mean, factors, beta, true, false, channels, count);
  else if (relu) gradientOfRows(dx, dy, x, mean, factors, 0, false, true, channels, count);
  else gradientOfRows(dx, dy, x, mean, factors, 0, false, false, channels, count);
}

/** With a relu `behind` the normalization, and one `before` it. */
@inline
function gradientOfRows(
  dx: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, behind: boolean, before: boolean, channels: i32, count: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const eights = rowBytes & ~31;
  for (let row = 0; row < count; row += 4) {
    const rows = min(4, count - row);
    const at = <usize>row * rowBytes;
    for (let i: usize = 0; i < eights; i += 32)
      gradientOfEight(dx + at + i, dy + at + i, x + at + i, mean + i, factors + i, beta + i, behind, before, rowBytes, rows);
  }
  let i = eights;
  for (; i + 16 <= rowBytes; i += 16) gradientOfFour(dx + i, dy + i, x + i, v128.load(mean + i), factors + i, rowBytes, count);
  for (; i < rowBytes; i += 4) gradientOfColumn(dx + i, dy + i, x + i, load<f32>(mean + i), factors + i, rowBytes, count);
}

/** Eight channels of some rows. */
@inline
function gradientOfEight(
  dx: usize, dy: usize, x: usize, mean: usize, factors: usize, beta: usize, behind: boolean, before: boolean, rowBytes: usize, rows: i32,
): void {
  const zero = f32x4.splat(0);
  const m = v128.load(mean), m2 = v128.load(mean, 16);
  const f = v128.load(factors), g = v128.load(factors, 16);
  const f1 = v128.load(factors + rowBytes), g1 = v128.load(factors + rowBytes, 16);
  const f2 = v128.load(factors + 2 * rowBytes), g2 = v128.load(factors + 2 * rowBytes, 16);
  const b = behind ? v128.load(beta) : zero, b2 = behind ? v128.load(beta, 16) : zero;
  for (let row = 0; row < rows; row++) {
    const v = v128.load(x), w = v128.load(x, 16);
    const c = f32x4.sub(v, m), c2 = f32x4.sub(w, m2);
    const drift = f32x4.add(f32x4.mul(c, f1), f2), drift2 = f32x4.add(f32x4.mul(c2, g1), g2);
    let d = f32x4.add(f32x4.mul(through(behind, v128.load(dy), c, f, b, zero), f), drift);
    let d2 = f32x4.add(f32x4.mul(through(behind, v128.load(dy, 16), c2, g, b2, zero), g), drift2);
    if (before) {
      d = v128.and(d, f32x4.gt(v, zero));
      d2 = v128.and(d2, f32x4.gt(w, zero));
    }
    v128.store(dx, d2, 16);
    v128.store(dx, d);
    dx += rowBytes;
    dy += rowBytes;
    x += rowBytes;
  }
}

/** Four channels beyond the last eight. */
function gradientOfFour(dx: usize, dy: usize, x: usize, mean: v128, factors: usize, rowBytes: usize, count: i32): void {
  const f = v128.load(factors), f1 = v128.load(factors + rowBytes), f2 = v128.load(factors + 2 * rowBytes);
  for (let row = 0; row < count; row++) {
    const drift = f32x4.add(f32x4.mul(f32x4.sub(v128.load(x), mean), f1), f2);
    v128.store(dx, f32x4.add(f32x4.mul(v128.load(dy), f), drift));
    dx += rowBytes;
    dy += rowBytes;
    x += rowBytes;
  }
}

/** One of those beyond the last four. */
function gradientOfColumn(dx: usize, dy: usize, x: usize, mean: f32, factors: usize, rowBytes: usize, count: i32): void {
  const f = load<f32>(factors), f1 = load<f32>(factors + rowBytes), f2 = load<f32>(factors + 2 * rowBytes);
  for (let row = 0; row < count; row++) {
    store<f32>(dx, load<f32>(dy) * f + ((load<f32>(x) - mean) * f1 + f2));
    dx += rowBytes;
    dy += rowBytes;
    x += rowBytes;
  }
}
