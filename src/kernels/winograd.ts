// Convolutions of 3×3 windows with stride 1 by Winograd's F(4×4, 3×3): 36 products of matrices for 16 outputs of 9 taps each, a
// quarter of the multiplications (Lavin & Gray 2016). All three passes have the form: transform both sides in tiles of 6×6, multiply
// place by place over channels, transform back.
//
// Bound by arithmetic in the products, by the second cache in the transforms: tiles go in blocks whose transforms stay there. A
// transform adds a few units of the last place to the error, near 1e-5 of the largest output in all; images too small for a block and
// channels that are no multiple of 8 are convolved directly instead. Two vectors of channels go side by side, so that V8 can widen them.
// `npm run bench -- --kernels`: about 0.7 of the 128-bit peak, 1.2 where V8 widens them, at 64 channels; half of that at 16, where transforms weigh more.

import { tiles, zeros } from "./tile";

/** Places of a transformed tile. */
const PLACES: i32 = 36;

/** What transforms multiply by, loaded once: V8 would build a constant anew at every use. */
const factor: usize = memory.data<f32>([4], 4);

/**
 * Bytes of a row of 6 and of 4 pairs of vectors, and of one pair. They are loaded because the compiler would merge constant distances into
 * the addresses of one half of a pair and not of the other, and V8 no longer see that they are neighbours.
 */
const distances: usize = memory.data<i32>([192, 128, 32], 4);

@inline
function times(x: v128, by: f32): v128 {
  return f32x4.mul(x, f32x4.splat(by));
}

@inline
function twice(x: v128): v128 {
  return f32x4.add(x, x);
}

/** Bᵀ along one axis: six pairs of vectors `from` + k·step become six at `to` + k·toStep. `four` is 4 in each lane. */
@inline
function transformInput(from: usize, step: usize, to: usize, toStep: usize, four: v128): void {
  const p1 = v128.load(from + step), q1 = v128.load(from + step, 16);
  const p3 = v128.load(from + 3 * step), q3 = v128.load(from + 3 * step, 16);
  const p2 = v128.load(from + 2 * step), q2 = v128.load(from + 2 * step, 16);
  const p4 = v128.load(from + 4 * step), q4 = v128.load(from + 4 * step, 16);
  const pa = f32x4.sub(p4, f32x4.mul(p2, four)), qa = f32x4.sub(q4, f32x4.mul(q2, four));
  const pb = f32x4.sub(p3, f32x4.mul(p1, four)), qb = f32x4.sub(q3, f32x4.mul(q1, four));
  v128.store(to + toStep, f32x4.add(qa, qb), 16);
  v128.store(to + toStep, f32x4.add(pa, pb));
  v128.store(to + 2 * toStep, f32x4.sub(qa, qb), 16);
  v128.store(to + 2 * toStep, f32x4.sub(pa, pb));
  const pc = f32x4.sub(p4, p2), qc = f32x4.sub(q4, q2);
  const pd = twice(f32x4.sub(p3, p1)), qd = twice(f32x4.sub(q3, q1));
  v128.store(to + 3 * toStep, f32x4.add(qc, qd), 16);
  v128.store(to + 3 * toStep, f32x4.add(pc, pd));
  v128.store(to + 4 * toStep, f32x4.sub(qc, qd), 16);
  v128.store(to + 4 * toStep, f32x4.sub(pc, pd));
  // 4·x₀ − 5·x₂ + x₄ and 4·x₁ − 5·x₃ + x₅
  const p0 = v128.load(from), q0 = v128.load(from, 16);
  v128.store(to, f32x4.add(f32x4.mul(f32x4.sub(q0, q2), four), qc), 16);
  v128.store(to, f32x4.add(f32x4.mul(f32x4.sub(p0, p2), four), pc));
  const p5 = v128.load(from + 5 * step), q5 = v128.load(from + 5 * step, 16);
  v128.store(to + 5 * toStep, f32x4.sub(f32x4.sub(q5, q3), twice(qd)), 16);
  v128.store(to + 5 * toStep, f32x4.sub(f32x4.sub(p5, p3), twice(pd)));
}

/** A along one axis: four pairs of vectors of a gradient become six. */
@inline
function transformGradient(from: usize, step: usize, to: usize, toStep: usize, four: v128): void {
  const p0 = v128.load(from), q0 = v128.load(from, 16);
  const p1 = v128.load(from + step), q1 = v128.load(from + step, 16);
  const p2 = v128.load(from + 2 * step), q2 = v128.load(from + 2 * step, 16);
  const p3 = v128.load(from + 3 * step), q3 = v128.load(from + 3 * step, 16);
  const pa = f32x4.add(p0, p2), qa = f32x4.add(q0, q2);
  const pb = f32x4.add(p1, p3), qb = f32x4.add(q1, q3);
  const pc = f32x4.add(p0, f32x4.mul(p2, four)), qc = f32x4.add(q0, f32x4.mul(q2, four));
  const pd = twice(f32x4.add(p1, f32x4.mul(p3, four))), qd = twice(f32x4.add(q1, f32x4.mul(q3, four)));
  v128.store(to, q0, 16);
  v128.store(to, p0);
  v128.store(to + toStep, f32x4.add(qa, qb), 16);
  v128.store(to + toStep, f32x4.add(pa, pb));
  v128.store(to + 2 * toStep, f32x4.sub(qa, qb), 16);
  v128.store(to + 2 * toStep, f32x4.sub(pa, pb));
  v128.store(to + 3 * toStep, f32x4.add(qc, qd), 16);
  v128.store(to + 3 * toStep, f32x4.add(pc, pd));
  v128.store(to + 4 * toStep, f32x4.sub(qc, qd), 16);
  v128.store(to + 4 * toStep, f32x4.sub(pc, pd));
  v128.store(to + 5 * toStep, q3, 16);
  v128.store(to + 5 * toStep, p3);
}

/** Aᵀ along one axis: six pairs of vectors become four. */
@inline
function transformOutput(from: usize, step: usize, to: usize, toStep: usize, four: v128): void {
  const p1 = v128.load(from + step), q1 = v128.load(from + step, 16);
  const p2 = v128.load(from + 2 * step), q2 = v128.load(from + 2 * step, 16);
  const p3 = v128.load(from + 3 * step), q3 = v128.load(from + 3 * step, 16);
  const p4 = v128.load(from + 4 * step), q4 = v128.load(from + 4 * step, 16);
  const ps = f32x4.add(p1, p2), qs = f32x4.add(q1, q2);
  const pu = f32x4.add(p3, p4), qu = f32x4.add(q3, q4);
  const p0 = v128.load(from), q0 = v128.load(from, 16);
  v128.store(to, f32x4.add(f32x4.add(q0, qs), qu), 16);
  v128.store(to, f32x4.add(f32x4.add(p0, ps), pu));
  v128.store(to + 2 * toStep, f32x4.add(qs, f32x4.mul(qu, four)), 16);
  v128.store(to + 2 * toStep, f32x4.add(ps, f32x4.mul(pu, four)));
  const pd = f32x4.sub(p1, p2), qd = f32x4.sub(q1, q2);
  const pw = twice(f32x4.sub(p3, p4)), qw = twice(f32x4.sub(q3, q4));
  v128.store(to + toStep, f32x4.add(qd, qw), 16);
  v128.store(to + toStep, f32x4.add(pd, pw));
  const p5 = v128.load(from + 5 * step), q5 = v128.load(from + 5 * step, 16);
  v128.store(to + 3 * toStep, f32x4.add(f32x4.add(qd, f32x4.mul(qw, four)), q5), 16);
  v128.store(to + 3 * toStep, f32x4.add(f32x4.add(pd, f32x4.mul(pw, four)), p5));
}

/** G along one axis: three taps become six numbers. */
@inline
function transformTaps(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step);
  const a = times(f32x4.add(g0, g2), -1 / 6);
  const b = times(g1, -1 / 6);
  const c = f32x4.add(times(g0, 1 / 24), times(g2, 1 / 6));
  const d = times(g1, 1 / 12);
  v128.store(to, times(g0, 0.25));
  v128.store(to + toStep, f32x4.add(a, b));
  v128.store(to + 2 * toStep, f32x4.sub(a, b));
  v128.store(to + 3 * toStep, f32x4.add(c, d));
  v128.store(to + 4 * toStep, f32x4.sub(c, d));
  v128.store(to + 5 * toStep, g2);
}

/** Gᵀ along one axis: six numbers become three taps. */
@inline
function transformTapGradients(from: usize, step: usize, to: usize, toStep: usize): void {
  const m1 = v128.load(from + step);
  const m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step);
  const m4 = v128.load(from + 4 * step);
  const s = f32x4.add(m1, m2);
  const u = f32x4.add(m3, m4);
  const outer = f32x4.add(times(v128.load(from), 0.25), times(u, 1 / 24));
  const inner = f32x4.add(times(f32x4.sub(m2, m1), 1 / 6), times(f32x4.sub(m3, m4), 1 / 12));
  v128.store(to, f32x4.sub(outer, times(s, 1 / 6)));
  v128.store(to + toStep, inner);
  v128.store(to + 2 * toStep, f32x4.add(times(f32x4.sub(u, s), 1 / 6), v128.load(from + 5 * step)));
}

/** The tile of an image: 6×6 pixels from (top, left) on, outside of which there are zeros; copied to `patch` where it reaches out. */
@inline
function patchOf(patch: usize, image: usize, top: i32, left: i32, size: i32, height: i32, width: i32, pixelBytes: usize): usize {
  if (top >= 0 && left >= 0 && top + size <= height && left + size <= width)
    return image + (<usize>top * <usize>width + <usize>left) * pixelBytes;
  // by vectors: filling and copying memory calls out of WebAssembly, which costs more than so few bytes
  const rowBytes = <usize>size * pixelBytes;
  const zero = f32x4.splat(0);
  for (let at = patch, end = patch + <usize>size * rowBytes; at < end; at += 32) {
    v128.store(at, zero, 16);
    v128.store(at, zero);
  }
  const row0 = max(0, -top), row1 = min(size, height - top);
  const column0 = max(0, -left), column1 = min(size, width - left);
  const bytes = <usize>max(0, column1 - column0) * pixelBytes;
  for (let row = row0; row < row1; row++) {
    const to = patch + <usize>row * rowBytes + <usize>column0 * pixelBytes;
    const from = image + (<usize>(top + row) * <usize>width + <usize>(left + column0)) * pixelBytes;
    for (let i: usize = 0; i < bytes; i += 32) {
      const first = v128.load(from + i), second = v128.load(from + i, 16);
      v128.store(to + i, second, 16);
      v128.store(to + i, first);
    }
  }
  return patch;
}

/** One tile of 6×6 pixels into its 36 places, which are `placeBytes` apart. `cell` holds 6×6 pairs of vectors. */
function transformTile(to: usize, placeBytes: usize, from: usize, rowBytes: usize, pixelBytes: usize, cell: usize): void {
  const four = v128.load_splat<f32>(factor);
  const line = load<usize>(distances), pair = load<usize>(distances, 8);
  for (let c: usize = 0; c < pixelBytes; c += 32) {
    for (let column = 0; column < 6; column++) {
      const at = from + c + <usize>column * pixelBytes;
      const into = cell + <usize>column * pair;
      transformInput(at, rowBytes, into, line, four);
    }
    for (let row = 0; row < 6; row++) {
      const at = cell + <usize>row * line;
      const into = to + c + <usize>(row * 6) * placeBytes;
      transformInput(at, pair, into, placeBytes, four);
    }
  }
}

/** One tile of 4×4 gradients into 36 places. */
function transformGradientTile(to: usize, placeBytes: usize, from: usize, rowBytes: usize, pixelBytes: usize, cell: usize): void {
  const four = v128.load_splat<f32>(factor);
  const line = load<usize>(distances, 4), pair = load<usize>(distances, 8);
  for (let c: usize = 0; c < pixelBytes; c += 32) {
    for (let column = 0; column < 4; column++) {
      const at = from + c + <usize>column * pixelBytes;
      const into = cell + <usize>column * pair;
      transformGradient(at, rowBytes, into, line, four);
    }
    for (let row = 0; row < 6; row++) {
      const at = cell + <usize>row * line;
      const into = to + c + <usize>(row * 6) * placeBytes;
      transformGradient(at, pair, into, placeBytes, four);
    }
  }
}

/**
 * Filters in their 36 places: [36][panels of 16][depth][16], zeros beyond the last column. Element (tap, k, n) comes from
 * w + tap·tapStep + k·rowStep + n·columnStep; with `flip` the taps are turned round. Items are rows k of all panels.
 */
export function winogradFilters(
  u: usize, w: usize, tapStep: usize, rowStep: usize, columnStep: usize, flip: i32, depth: i32, columns: i32, scratch: usize, begin: i32, end: i32,
): void {
  const placeBytes = <usize>((columns + 15) >> 4) * <usize>depth * 64;
  const taps = scratch, half = scratch + 9 * 16;
  for (let item = begin; item < end; item++) {
    const panel = item / depth;
    const k = item % depth;
    for (let n = 0; n < 16; n += 4) {
      for (let tap = 0; tap < 9; tap++) {
        const from = w + <usize>(flip ? 8 - tap : tap) * tapStep + <usize>k * rowStep;
        for (let lane = 0; lane < 4; lane++) {
          const column = (panel << 4) + n + lane;
          const value: f32 = column < columns ? load<f32>(from + <usize>column * columnStep) : 0;
          store<f32>(taps + (<usize>(tap * 4 + lane) << 2), value);
        }
      }
      for (let column = 0; column < 3; column++) transformTaps(taps + <usize>column * 16, 48, half + <usize>column * 16, 48);
      const to = u + (<usize>panel * <usize>depth + <usize>k) * 64 + (<usize>n << 2);
      for (let row = 0; row < 6; row++) transformTaps(half + <usize>row * 48, 16, to + <usize>(row * 6) * placeBytes, placeBytes);
    }
  }
}

/**
 * y = convolution of x with transformed filters, + bias (or 0), then max(·, 0) when `relu` is 1. Output pixel (r, c) has its window at
 * (r − padTop, c − padLeft). Items are blocks of `blockTiles` tiles of 4×4 outputs, over all images. Scratch: 36·(blockTiles·(channels +
 * filters)·4 + 128) + 144·channels + 1152 bytes.
 */
export function winogradConvolve(
  y: usize, x: usize, u: usize, bias: usize, relu: i32, images: i32, height: i32, width: i32, channels: i32, yHeight: i32, yWidth: i32, filters: i32,
  padTop: i32, padLeft: i32, blockTiles: i32, scratch: usize, begin: i32, end: i32,
): void {
  const tilesX = (yWidth + 3) >> 2;
  const tilesOfImage = ((yHeight + 3) >> 2) * tilesX;
  const all = images * tilesOfImage;
  const xPixel = <usize>channels << 2, yPixel = <usize>filters << 2;
  const xRow = <usize>width * xPixel;
  const vPlace = <usize>blockTiles * xPixel + 64, mPlace = <usize>blockTiles * yPixel + 64;
  const v = scratch;
  const m = v + 36 * vPlace;
  const patch = m + 36 * mPlace;
  const cell = patch + 36 * xPixel;
  const uPlace = <usize>((filters + 15) >> 4) * <usize>channels * 64;
  for (let item = begin; item < end; item++) {
    const first = item * blockTiles;
    const count = min(blockTiles, all - first);
    for (let t = 0; t < count; t++) {
      const image = (first + t) / tilesOfImage;
      const place = (first + t) % tilesOfImage;
      const top = (place / tilesX) * 4 - padTop, left = (place % tilesX) * 4 - padLeft;
      const from = patchOf(patch, x + <usize>image * <usize>height * xRow, top, left, 6, height, width, xPixel);
      transformTile(v + <usize>t * xPixel, vPlace, from, from === patch ? 6 * xPixel : xRow, xPixel, cell);
    }
    for (let place = 0; place < PLACES; place++)
      for (let column = 0; column < filters; column += 16) {
        const b = u + <usize>place * uPlace + <usize>column * <usize>channels * 4;
        tiles(
          count, min(16, filters - column), 0, m + <usize>place * mPlace + (<usize>column << 2), yPixel, 2 * yPixel, 3 * yPixel, 4 * yPixel, zeros, 0, 0, 0, 0,
          v + <usize>place * vPlace, xPixel, 2 * xPixel, 3 * xPixel, 4 * xPixel, 4, zeros, b, 64, 0, 1, channels,
        );
      }
    for (let t = 0; t < count; t++) {
      const image = (first + t) / tilesOfImage;
      const place = (first + t) % tilesOfImage;
      const top = (place / tilesX) * 4, left = (place % tilesX) * 4;
      const to = y + ((<usize>image * <usize>yHeight + <usize>top) * <usize>yWidth + <usize>left) * yPixel;
      storeTile(to, <usize>yWidth * yPixel, yPixel, min(4, yHeight - top), min(4, yWidth - left), m + <usize>t * yPixel, mPlace, bias, relu, cell);
    }
  }
}

/** Transforms 36 places back to 4×4 pixels and stores those that are inside. */
function storeTile(to: usize, rowBytes: usize, pixelBytes: usize, rows: i32, columns: i32, from: usize, placeBytes: usize, bias: usize, relu: i32, cell: usize): void {
  const four = v128.load_splat<f32>(factor);
  const line = load<usize>(distances), pair = load<usize>(distances, 8);
  const done = cell + 4 * line;
  const floor = f32x4.splat(relu ? 0 : f32.NEGATIVE_INFINITY);
  // without a bias the same zeros are added everywhere
  const start = bias ? bias : zeros;
  const startStep: usize = bias ? 32 : 0;
  for (let c: usize = 0, b = start; c < pixelBytes; c += 32, b += startStep) {
    for (let column = 0; column < 6; column++) {
      const at = from + c + <usize>column * placeBytes;
      const into = cell + <usize>column * pair;
      transformOutput(at, 6 * placeBytes, into, line, four);
    }
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    for (let row = 0; row < rows; row++) {
      const at = cell + <usize>row * line;
      transformOutput(at, pair, done, pair, four);
      const into = to + c + <usize>row * rowBytes;
      for (let column = 0; column < columns; column++) {
        const pixel = into + <usize>column * pixelBytes;
        const p = v128.load(done + <usize>column * pair), q = v128.load(done + <usize>column * pair, 16);
        v128.store(pixel, f32x4.pmax(f32x4.add(q, b1), floor), 16);
        v128.store(pixel, f32x4.pmax(f32x4.add(p, b0), floor));
      }
    }
  }
}

/**
 * Gradient of the kernel in its 36 places, [36][channels][filters], one for each of `parts` equal shares of all blocks of tiles; the rest
 * as for `winogradConvolve`, and the same scratch with 208 · filters bytes more. Items are parts.
 */
export function winogradKernelGradient(
  d: usize, x: usize, dy: usize, parts: i32, images: i32, height: i32, width: i32, channels: i32, yHeight: i32, yWidth: i32, filters: i32,
  padTop: i32, padLeft: i32, blockTiles: i32, scratch: usize, begin: i32, end: i32,
): void {
  const tilesX = (yWidth + 3) >> 2;
  const tilesOfImage = ((yHeight + 3) >> 2) * tilesX;
  const all = images * tilesOfImage;
  const blocks = (all + blockTiles - 1) / blockTiles;
  const xPixel = <usize>channels << 2, yPixel = <usize>filters << 2;
  const xRow = <usize>width * xPixel, yRow = <usize>yWidth * yPixel;
  const vPlace = <usize>blockTiles * xPixel + 64, zPlace = <usize>blockTiles * yPixel + 64;
  const v = scratch;
  const z = v + 36 * vPlace;
  const patch = z + 36 * zPlace;
  const yPatch = patch + 36 * xPixel;
  const cell = yPatch + 16 * yPixel;
  const dPlace = <usize>channels * yPixel;
  for (let part = begin; part < end; part++) {
    const sums = d + <usize>part * 36 * dPlace;
    const from = <i32>(<i64>blocks * part / parts);
    const to = <i32>(<i64>blocks * (part + 1) / parts);
    for (let block = from; block < to; block++) {
      const first = block * blockTiles;
      const count = min(blockTiles, all - first);
      for (let t = 0; t < count; t++) {
        const image = (first + t) / tilesOfImage;
        const place = (first + t) % tilesOfImage;
        const top = (place / tilesX) * 4, left = (place % tilesX) * 4;
        const window = patchOf(patch, x + <usize>image * <usize>height * xRow, top - padTop, left - padLeft, 6, height, width, xPixel);
        transformTile(v + <usize>t * xPixel, vPlace, window, window === patch ? 6 * xPixel : xRow, xPixel, cell);
        const gradient = patchOf(yPatch, dy + <usize>image * <usize>yHeight * yRow, top, left, 4, yHeight, yWidth, yPixel);
        transformGradientTile(z + <usize>t * yPixel, zPlace, gradient, gradient === yPatch ? 4 * yPixel : yRow, yPixel, cell);
      }
      const fresh = block === from;
      for (let place = 0; place < PLACES; place++)
        for (let column = 0; column < filters; column += 16) {
          const c = sums + <usize>place * dPlace + (<usize>column << 2);
          const start = fresh ? zeros : c;
          const s: usize = fresh ? 0 : yPixel;
          tiles(
            channels, min(16, filters - column), 0, c, yPixel, 2 * yPixel, 3 * yPixel, 4 * yPixel, start, s, 2 * s, 3 * s, 4 * s,
            v + <usize>place * vPlace, 4, 8, 12, 16, xPixel, zeros, z + <usize>place * zPlace + (<usize>column << 2), yPixel, 0, 1, count,
          );
        }
    }
  }
}

/** dw [3, 3, channels, filters] from its 36 places. Items are channels. */
export function winogradKernelGradientOut(dw: usize, d: usize, channels: i32, filters: i32, scratch: usize, begin: i32, end: i32): void {
  const row = <usize>filters << 2;
  const place = <usize>channels * row;
  for (let channel = begin; channel < end; channel++)
    for (let n: usize = 0; n < row; n += 16) {
      const from = d + <usize>channel * row + n;
      for (let column = 0; column < 6; column++)
        transformTapGradients(from + <usize>column * place, 6 * place, scratch + <usize>column * 16, 96);
      const to = dw + <usize>channel * row + n;
      for (let i = 0; i < 3; i++) transformTapGradients(scratch + <usize>i * 96, 16, to + <usize>(i * 3) * place, place);
    }
}
