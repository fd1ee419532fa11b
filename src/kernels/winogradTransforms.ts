// What Winograd's F(4×4, 3×3) does to tiles before and after its products; see winograd.ts.
//
// Bound by stores: both axes go one after the other, through memory of the first cache. Two vectors of channels go side by side, so that V8
// can widen them.

import { touchRows, zeros } from "./tile";

/** What transforms multiply by, loaded once: V8 would build a constant anew at every use. */
const factor: usize = memory.data<f32>([4], 4);

/**
 * Bytes of 6 pairs of vectors, and of one. They are loaded because the compiler would merge constant distances into
 * the addresses of one half of a pair and not of the other, and V8 no longer see that they are neighbours.
 */
const distances: usize = memory.data<i32>([192, 32], 4);

@inline
function times(x: v128, by: f32): v128 {
  return f32x4.mul(x, f32x4.splat(by));
}

@inline
function twice(x: v128): v128 {
  return f32x4.add(x, x);
}

/** Bᵀ along one axis: six pairs of vectors at a0 … a5 become six at `to` + k·toStep. `four` is 4 in each lane. */
@inline
function transformInput(a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, to: usize, toStep: usize, four: v128): void {
  const p1 = v128.load(a1), q1 = v128.load(a1, 16);
  const p3 = v128.load(a3), q3 = v128.load(a3, 16);
  const p2 = v128.load(a2), q2 = v128.load(a2, 16);
  const p4 = v128.load(a4), q4 = v128.load(a4, 16);
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
  const p0 = v128.load(a0), q0 = v128.load(a0, 16);
  v128.store(to, f32x4.add(f32x4.mul(f32x4.sub(q0, q2), four), qc), 16);
  v128.store(to, f32x4.add(f32x4.mul(f32x4.sub(p0, p2), four), pc));
  const p5 = v128.load(a5), q5 = v128.load(a5, 16);
  v128.store(to + 5 * toStep, f32x4.sub(f32x4.sub(q5, q3), twice(qd)), 16);
  v128.store(to + 5 * toStep, f32x4.sub(f32x4.sub(p5, p3), twice(pd)));
}

/** A along one axis: four pairs of vectors of a gradient, at a0 … a3, become six. */
@inline
function transformGradient(a0: usize, a1: usize, a2: usize, a3: usize, to: usize, toStep: usize, four: v128): void {
  const p0 = v128.load(a0), q0 = v128.load(a0, 16);
  const p1 = v128.load(a1), q1 = v128.load(a1, 16);
  const p2 = v128.load(a2), q2 = v128.load(a2, 16);
  const p3 = v128.load(a3), q3 = v128.load(a3, 16);
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

@inline
function finished(x: v128, last: bool, bias: v128, floor: v128): v128 {
  return last ? f32x4.pmax(f32x4.add(x, bias), floor) : x;
}

/** Aᵀ along one axis: six pairs of vectors become four; with `last` a bias is added to them, and they are at least `floor`. */
@inline
function transformOutput(from: usize, step: usize, to: usize, toStep: usize, four: v128, last: bool, b: v128, c: v128, floor: v128): void {
  const p1 = v128.load(from + step), q1 = v128.load(from + step, 16);
  const p2 = v128.load(from + 2 * step), q2 = v128.load(from + 2 * step, 16);
  const p3 = v128.load(from + 3 * step), q3 = v128.load(from + 3 * step, 16);
  const p4 = v128.load(from + 4 * step), q4 = v128.load(from + 4 * step, 16);
  const ps = f32x4.add(p1, p2), qs = f32x4.add(q1, q2);
  const pu = f32x4.add(p3, p4), qu = f32x4.add(q3, q4);
  const p0 = v128.load(from), q0 = v128.load(from, 16);
  v128.store(to, finished(f32x4.add(f32x4.add(q0, qs), qu), last, c, floor), 16);
  v128.store(to, finished(f32x4.add(f32x4.add(p0, ps), pu), last, b, floor));
  v128.store(to + 2 * toStep, finished(f32x4.add(qs, f32x4.mul(qu, four)), last, c, floor), 16);
  v128.store(to + 2 * toStep, finished(f32x4.add(ps, f32x4.mul(pu, four)), last, b, floor));
  const pd = f32x4.sub(p1, p2), qd = f32x4.sub(q1, q2);
  const pw = twice(f32x4.sub(p3, p4)), qw = twice(f32x4.sub(q3, q4));
  v128.store(to + toStep, finished(f32x4.add(qd, qw), last, c, floor), 16);
  v128.store(to + toStep, finished(f32x4.add(pd, pw), last, b, floor));
  const p5 = v128.load(from + 5 * step), q5 = v128.load(from + 5 * step, 16);
  v128.store(to + 3 * toStep, finished(f32x4.add(f32x4.add(qd, f32x4.mul(qw, four)), q5), last, c, floor), 16);
  v128.store(to + 3 * toStep, finished(f32x4.add(f32x4.add(pd, f32x4.mul(pw, four)), p5), last, b, floor));
}

/** G along one axis: three taps become six numbers. */
@inline
export function transformTaps(from: usize, step: usize, to: usize, toStep: usize): void {
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
export function transformTapGradients(from: usize, step: usize, to: usize, toStep: usize): void {
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

/** Tiles side by side whose columns are transformed together: neighbours share two of their six. */
const STRIP: i32 = 4;

/** Bytes that the functions below need in `cell`: columns of 6 pairs of vectors, and one more row. */
export const CELL_BYTES: usize = (4 * 4 + 2) * 192 + 192;

/** Where row `row` of an image begins at column `left`, or zeros where there is no such row. */
@inline
function rowOr(zeros: usize, image: usize, row: i32, left: i32, height: i32, width: i32, pixelBytes: usize): usize {
  return <u32>row < <u32>height ? image + (<usize>row * <usize>width + <usize>left) * pixelBytes : zeros;
}

/** Six pairs of zeros. */
@inline
function clearColumn(to: usize, toStep: usize): void {
  const zero = f32x4.splat(0);
  for (let k = 0; k < 6; k++) {
    v128.store(to, zero, 16);
    v128.store(to, zero);
    to += toStep;
  }
}

/**
 * `touchRows` for `rows` × `columns` pixels from (top, left) on, as far as there are such: transforms take two vectors of all pixels and then the next two.
 */
export function touchPixels(
  image: usize, top: i32, left: i32, rows: i32, columns: i32, height: i32, width: i32, pixelBytes: usize, cell: usize,
): void {
  const firstRow = max(top, 0), first = max(left, 0);
  const from = image + (<usize>firstRow * <usize>width + <usize>first) * pixelBytes;
  touchRows(from, <usize>width * pixelBytes, min(top + rows, height) - firstRow, <usize>max(min(left + columns, width) - first, 0) * pixelBytes, cell);
}

/** How many of `count` tiles from `place` on lie side by side, where a row has `tilesX`, and go together. */
export function stripOf(place: i32, count: i32, tilesX: i32): i32 {
  return min(min(count, STRIP), tilesX - (place % tilesX));
}

/**
 * Tiles of 6×6 pixels, `count` side by side from (top, left) on, outside of which there are zeros, into their 36 places, which are `placeBytes`
 * apart. Number c of tile t goes to `to` + t·tileBytes + c / 16 · panelBytes + c % 16 · 4. `blank` holds 18 pixels of zeros.
 */
export function transformTiles(
  to: usize, placeBytes: usize, tileBytes: usize, panelBytes: usize, count: i32,
  image: usize, top: i32, left: i32, height: i32, width: i32, pixelBytes: usize, blank: usize, cell: usize,
): void {
  const four = v128.load_splat<f32>(factor);
  const line = load<usize>(distances), pair = load<usize>(distances, 4);
  const r0 = rowOr(blank, image, top, left, height, width, pixelBytes);
  const r1 = rowOr(blank, image, top + 1, left, height, width, pixelBytes);
  const r2 = rowOr(blank, image, top + 2, left, height, width, pixelBytes);
  const r3 = rowOr(blank, image, top + 3, left, height, width, pixelBytes);
  const r4 = rowOr(blank, image, top + 4, left, height, width, pixelBytes);
  const r5 = rowOr(blank, image, top + 5, left, height, width, pixelBytes);
  const columns = 4 * count + 2;
  for (let c: usize = 0; c < pixelBytes; c += 32) {
    let at = c, into = cell;
    for (let column = 0; column < columns; column++) {
      if (<u32>(left + column) < <u32>width) transformInput(r0 + at, r1 + at, r2 + at, r3 + at, r4 + at, r5 + at, into, pair, four);
      else clearColumn(into, pair);
      at += pixelBytes;
      into += line;
    }
    let tile = to + (c >> 6) * panelBytes + (c & 63);
    let first = cell;
    for (let t = 0; t < count; t++) {
      let from = first, place = tile;
      for (let row = 0; row < 6; row++) {
        transformInput(from, from + line, from + 2 * line, from + 3 * line, from + 4 * line, from + 5 * line, place, placeBytes, four);
        from += pair;
        place += 6 * placeBytes;
      }
      tile += tileBytes;
      first += 4 * line;
    }
  }
}

/** `bytes` of each pixel of one tile of 4×4 gradients, outside of which there are zeros, into 36 places as above. */
export function transformGradientTile(
  to: usize, placeBytes: usize, panelBytes: usize, bytes: usize,
  image: usize, top: i32, left: i32, height: i32, width: i32, pixelBytes: usize, blank: usize, cell: usize,
): void {
  const four = v128.load_splat<f32>(factor);
  const line = load<usize>(distances), pair = load<usize>(distances, 4);
  const r0 = rowOr(blank, image, top, left, height, width, pixelBytes);
  const r1 = rowOr(blank, image, top + 1, left, height, width, pixelBytes);
  const r2 = rowOr(blank, image, top + 2, left, height, width, pixelBytes);
  const r3 = rowOr(blank, image, top + 3, left, height, width, pixelBytes);
  for (let c: usize = 0; c < bytes; c += 32) {
    let at = c, into = cell;
    for (let column = 0; column < 4; column++) {
      if (left + column < width) transformGradient(r0 + at, r1 + at, r2 + at, r3 + at, into, pair, four);
      else clearColumn(into, pair);
      at += pixelBytes;
      into += line;
    }
    let from = cell, place = to + (c >> 6) * panelBytes + (c & 63);
    for (let row = 0; row < 6; row++) {
      transformGradient(from, from + line, from + 2 * line, from + 3 * line, place, placeBytes, four);
      from += pair;
      place += 6 * placeBytes;
    }
  }
}

/** Aᵀ along rows of 6 pairs from `cell` on; with a bias, at least `floor`; `rows` × `columns` of the pixels are stored. `done` is for a row that is not whole. */
@inline
export function storeRows(
  pixels: usize, rowBytes: usize, pixelBytes: usize, rows: i32, columns: i32, cell: usize, line: usize, pair: usize, done: usize,
  four: v128, b: v128, c: v128, floor: v128,
): void {
  let at = cell;
  for (let row = 0; row < rows; row++) {
    if (columns === 4) transformOutput(at, pair, pixels, pixelBytes, four, true, b, c, floor);
    else {
      transformOutput(at, pair, done, pair, four, true, b, c, floor);
      for (let column = 0; column < columns; column++) {
        const pixel = pixels + <usize>column * pixelBytes;
        const p = v128.load(done + <usize>column * pair), q = v128.load(done + <usize>column * pair, 16);
        v128.store(pixel, q, 16);
        v128.store(pixel, p);
      }
    }
    at += line;
    pixels += rowBytes;
  }
}

/**
 * Transforms 36 places back to 4×4 pixels, adds a bias (or 0), takes max(·, 0) when `relu` is 1, and stores `rows` × `columns` of them.
 */
export function storeTile(
  to: usize, rowBytes: usize, pixelBytes: usize, rows: i32, columns: i32, from: usize, placeBytes: usize, bias: usize, relu: i32, cell: usize,
): void {
  const four = v128.load_splat<f32>(factor);
  const line = load<usize>(distances), pair = load<usize>(distances, 4);
  const done = cell + 4 * line;
  const floor = f32x4.splat(relu ? 0 : f32.NEGATIVE_INFINITY);
  // without a bias the same zeros are added everywhere
  const start = bias ? bias : zeros;
  const startStep: usize = bias ? 32 : 0;
  for (let c: usize = 0, b = start; c < pixelBytes; c += 32, b += startStep) {
    let at = from + c, into = cell;
    for (let column = 0; column < 6; column++) {
      transformOutput(at, 6 * placeBytes, into, line, four, false, four, four, four);
      at += placeBytes;
      into += pair;
    }
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    storeRows(to + c, rowBytes, pixelBytes, rows, columns, cell, line, pair, done, four, b0, b1, floor);
  }
}
