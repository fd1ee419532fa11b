// y[i] = x[i] / (1 − rate) where the stream keeps number i, else 0. The stream is random.ts.
//
// About 20 integer operations for four numbers: bound by arithmetic, and where V8 widens them only just.

import { keyOfSecondRound, multipliers, randomBits, streamOf } from "./random";

/** Numbers of a round, loaded as random.ts loads its multipliers. */
const stride: usize = memory.data<i32>([8], 4);

/** `step` points to the step's number; bits below `dropBelow` are dropped, `scale` is 1 / (1 − rate). Items are numbers. */
export function dropout(y: usize, x: usize, step: usize, key: i32, dropBelow: i32, scale: f32, begin: i32, end: i32): void {
  // splats of plain numbers, and of loaded ones, are what V8 can widen
  const key0 = streamOf(key, step);
  const stream = i32x4.splat(key0);
  const second = i32x4.splat(keyOfSecondRound(key0));
  const by = v128.load_splat<u32>(multipliers), then = v128.load_splat<u32>(multipliers, 4);
  const factor = f32x4.splat(scale);
  const threshold = i32x4.splat(dropBelow);
  let n = i32x4.add(i32x4.splat(begin), i32x4(0, 1, 2, 3));
  let m = i32x4.add(i32x4.splat(begin), i32x4(4, 5, 6, 7));
  const eight = v128.load_splat<i32>(stride);
  let i = begin;
  // two vectors at a time: their arithmetic does not wait for each other, and V8 can join them
  for (; i < end - 7; i += 8) {
    const at = <usize>i << 2;
    const bits = randomBits(stream, second, n, by, then);
    const bits2 = randomBits(stream, second, m, by, then);
    const v = v128.load(x + at), w = v128.load(x + at, 16);
    v128.store(y + at, v128.and(f32x4.mul(w, factor), i32x4.ge_u(bits2, threshold)), 16);
    v128.store(y + at, v128.and(f32x4.mul(v, factor), i32x4.ge_u(bits, threshold)));
    n = i32x4.add(n, eight);
    m = i32x4.add(m, eight);
  }
  for (; i < end; i++) {
    const at = <usize>i << 2;
    const kept = i32x4.ge_u(randomBits(stream, second, i32x4.splat(i), by, then), threshold);
    store<f32>(y + at, i32x4.extract_lane(kept, 0) ? load<f32>(x + at) * scale : 0);
  }
}
