// y[i] = x[i] / (1 − rate) where the stream keeps number i, else 0. The stream is random.ts.
//
// About 20 integer operations for four numbers: bound by arithmetic rather than memory, but only just.

import { randomBits, streamOf } from "./random";

/** `step` points to the step's number; bits below `dropBelow` are dropped, `scale` is 1 / (1 − rate). Items are numbers. */
export function dropout(y: usize, x: usize, step: usize, key: i32, dropBelow: i32, scale: f32, begin: i32, end: i32): void {
  const stream = streamOf(key, step);
  const factor = f32x4.splat(scale);
  const threshold = i32x4.splat(dropBelow);
  let n = i32x4.add(i32x4.splat(begin), i32x4(0, 1, 2, 3));
  let m = i32x4.add(n, i32x4.splat(4));
  const eight = i32x4.splat(8);
  let i = begin;
  // two vectors at a time: their arithmetic does not wait for each other, and V8 can join them
  for (; i < end - 7; i += 8) {
    const at = <usize>i << 2;
    const kept = i32x4.ge_u(randomBits(stream, n), threshold), kept2 = i32x4.ge_u(randomBits(stream, m), threshold);
    const v = v128.load(x + at), w = v128.load(x + at, 16);
    v128.store(y + at, v128.and(f32x4.mul(v, factor), kept));
    v128.store(y + at, v128.and(f32x4.mul(w, factor), kept2), 16);
    n = i32x4.add(n, eight);
    m = i32x4.add(m, eight);
  }
  for (; i < end; i++) {
    const at = <usize>i << 2;
    const kept = i32x4.ge_u(randomBits(stream, i32x4.splat(i)), threshold);
    store<f32>(y + at, i32x4.extract_lane(kept, 0) ? load<f32>(x + at) * scale : 0);
  }
}
