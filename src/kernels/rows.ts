// What works on rows of channels: biases and their gradients, sums along rows, repeating along them.
//
// Bound by memory. Rows whose length is no multiple of 4 end in single numbers. Sums over many rows are cut into a fixed number
// of parts, whatever the number of threads, and added up in order.

import { beginOf } from "./part";
import { touch } from "./touch";

/** y[r][c] = x[r][c] + b[c]. Items are rows. */
export function addBias(y: usize, x: usize, b: usize, channels: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>channels << 2;
  for (let row = begin; row < end; row++) {
    const at = <usize>row * rowBytes;
    let c = 0;
    for (; c < channels - 3; c += 4) {
      const i = <usize>c << 2;
      v128.store(y + at + i, f32x4.add(v128.load(x + at + i), v128.load(b + i)));
    }
    for (; c < channels; c++) {
      const i = <usize>c << 2;
      store<f32>(y + at + i, load<f32>(x + at + i) + load<f32>(b + i));
    }
  }
}

/**
 * partials[part][c] = Σ of x[r][c] over the part's rows. Within a part, sums of 64 rows are added up, which keeps the rounding error of
 * long columns small. Items are parts.
 */
export function sumRowsOfParts(partials: usize, x: usize, rows: i32, channels: i32, parts: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>channels << 2;
  for (let part = begin; part < end; part++) {
    const from = beginOf(part, parts, rows);
    const to = beginOf(part + 1, parts, rows);
    const sums = partials + <usize>part * rowBytes;
    memory.fill(sums, 0, rowBytes);
    for (let first = from; first < to; first += 64) {
      const last = min(first + 64, to);
      touch(x + <usize>first * rowBytes, <usize>(last - first) * rowBytes);
      let c = 0;
      // a whole line of each row: rows that are a power of two apart do not stay in a first cache until its other quarters are wanted
      for (; c < channels - 15; c += 16) {
        let at = x + <usize>first * rowBytes + (<usize>c << 2);
        let p = f32x4.splat(0), q = p, r = p, s = p;
        for (let row = first; row < last; row++) {
          p = f32x4.add(p, v128.load(at));
          q = f32x4.add(q, v128.load(at, 16));
          r = f32x4.add(r, v128.load(at, 32));
          s = f32x4.add(s, v128.load(at, 48));
          at += rowBytes;
        }
        const total = sums + (<usize>c << 2);
        p = f32x4.add(v128.load(total), p);
        q = f32x4.add(v128.load(total, 16), q);
        r = f32x4.add(v128.load(total, 32), r);
        s = f32x4.add(v128.load(total, 48), s);
        v128.store(total, q, 16);
        v128.store(total, p);
        v128.store(total, s, 48);
        v128.store(total, r, 32);
      }
      for (; c < channels - 3; c += 4) {
        let at = x + <usize>first * rowBytes + (<usize>c << 2);
        let sum = f32x4.splat(0);
        for (let row = first; row < last; row++) {
          sum = f32x4.add(sum, v128.load(at));
          at += rowBytes;
        }
        const total = sums + (<usize>c << 2);
        v128.store(total, f32x4.add(v128.load(total), sum));
      }
      for (; c < channels; c++) {
        let at = x + <usize>first * rowBytes + (<usize>c << 2);
        let sum: f32 = 0;
        for (let row = first; row < last; row++) {
          sum += load<f32>(at);
          at += rowBytes;
        }
        const total = sums + (<usize>c << 2);
        store<f32>(total, load<f32>(total) + sum);
      }
    }
  }
}

/** Σ of `count` numbers: four sums side by side, then those four. */
export function sumOf(x: usize, count: i32): f32 {
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i < count - 3; i += 4) sum = f32x4.add(sum, v128.load(x + (<usize>i << 2)));
  let total =
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  for (; i < count; i++) total += load<f32>(x + (<usize>i << 2));
  return total;
}

/** y[r] = Σ of row r. Items are rows. */
export function sumColumns(y: usize, x: usize, columns: i32, begin: i32, end: i32): void {
  for (let row = begin; row < end; row++)
    store<f32>(y + (<usize>row << 2), sumOf(x + <usize>row * (<usize>columns << 2), columns));
}

/** partials[part] = Σ of the part's numbers. Items are parts. */
export function sumAllOfParts(partials: usize, x: usize, count: i32, parts: i32, begin: i32, end: i32): void {
  for (let part = begin; part < end; part++) {
    const from = beginOf(part, parts, count);
    const to = beginOf(part + 1, parts, count);
    store<f32>(partials + (<usize>part << 2), sumOf(x + (<usize>from << 2), to - from));
  }
}

/** y[r][c] = x[r]. Items are rows. */
export function repeatColumns(y: usize, x: usize, columns: i32, begin: i32, end: i32): void {
  let at = y + <usize>begin * (<usize>columns << 2);
  for (let row = begin; row < end; row++) {
    const value = load<f32>(x + (<usize>row << 2));
    for (let c = 0; c < columns; c++) {
      store<f32>(at, value);
      at += 4;
    }
  }
}

/** y[i] = x[0]. Items are numbers. */
export function fill(y: usize, x: usize, begin: i32, end: i32): void {
  const value = f32x4.splat(load<f32>(x));
  let i = begin;
  for (; i < end - 3; i += 4) v128.store(y + (<usize>i << 2), value);
  for (; i < end; i++) store<f32>(y + (<usize>i << 2), load<f32>(x));
}

/** y[i] = x[i] · scale for bytes x: pixels become numbers. Items are numbers. */
export function floatsOfBytes(y: usize, x: usize, scale: f32, begin: i32, end: i32): void {
  const factor = f32x4.splat(scale);
  let i = begin;
  for (; i < end - 7; i += 8) {
    const words = v128.load_ext<u8>(x + <usize>i);
    const at = y + (<usize>i << 2);
    v128.store(at, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words)), factor), 16);
    v128.store(at, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words)), factor), 0);
  }
  for (; i < end; i++) store<f32>(y + (<usize>i << 2), <f32>load<u8>(x + <usize>i) * scale);
}
