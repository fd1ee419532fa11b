// Dropout: which numbers a random stream keeps, as bits, and what is kept. The stream is random.ts.
//
// About 20 integer operations for four numbers of a mask: bound by arithmetic, and where V8 widens them only just. So it is drawn once, into
// memory that is a 32nd of what it is for, and read again on the way back, which leaves the passes over the numbers bound by memory.

import { keyOfSecondRound, multipliers, randomBits, streamOf } from "./random";

/** Numbers of a round, loaded as random.ts loads its multipliers. */
const stride: usize = memory.data<i32>([8], 4);

/** Bytes of a mask for 256 numbers: eight words, one for each of eight neighbours; the first eight have the highest bits. */
const BLOCK: usize = 32;

/** `step` points to the step's number; bits below `dropBelow` are dropped. Items are blocks of 256 numbers. */
export function dropoutMask(mask: usize, step: usize, key: i32, dropBelow: i32, begin: i32, end: i32): void {
  // splats of plain numbers, and of loaded ones, are what V8 can widen
  const key0 = streamOf(key, step);
  const stream = i32x4.splat(key0);
  const second = i32x4.splat(keyOfSecondRound(key0));
  const by = v128.load_splat<u32>(multipliers), then = v128.load_splat<u32>(multipliers, 4);
  const threshold = i32x4.splat(dropBelow);
  const eight = v128.load_splat<i32>(stride);
  let n = i32x4.add(i32x4.splat(begin << 8), i32x4(0, 1, 2, 3));
  let m = i32x4.add(i32x4.splat(begin << 8), i32x4(4, 5, 6, 7));
  for (let block = begin; block < end; block++) {
    let a = i32x4.splat(0), b = a;
    for (let k = 0; k < 32; k++) {
      // what is kept is −1 in its lane
      a = i32x4.sub(i32x4.add(a, a), i32x4.ge_u(randomBits(stream, second, n, by, then), threshold));
      b = i32x4.sub(i32x4.add(b, b), i32x4.ge_u(randomBits(stream, second, m, by, then), threshold));
      n = i32x4.add(n, eight);
      m = i32x4.add(m, eight);
    }
    const at = mask + <usize>block * BLOCK;
    v128.store(at, b, 16);
    v128.store(at, a);
  }
}

/** y = x · scale where the mask keeps a number, else 0, for so many times eight numbers, the first of which is number 8 · first. y may be x. */
export function dropEights(y: usize, x: usize, mask: usize, scale: f32, first: i32, eights: i32): void {
  const factor = f32x4.splat(scale);
  const last = first + eights;
  for (let eight = first; eight < last; ) {
    const words = mask + <usize>(eight & ~31);
    let a = i32x4.shl(v128.load(words), eight & 31), b = i32x4.shl(v128.load(words, 16), eight & 31);
    for (const end = min(last, (eight | 31) + 1); eight < end; eight++) {
      const v = v128.load(x), w = v128.load(x, 16);
      v128.store(y, v128.and(f32x4.mul(w, factor), i32x4.shr_s(b, 31)), 16);
      v128.store(y, v128.and(f32x4.mul(v, factor), i32x4.shr_s(a, 31)));
      a = i32x4.add(a, a);
      b = i32x4.add(b, b);
      x += 32;
      y += 32;
    }
  }
}

/**
 * Rows that are dropped before or after something else is done with them: few, so that memory is read from front to back with nothing in between
 * that its prefetching would not bridge.
 */
@inline
export function rowsTogether(channels: i32): i32 {
  return max(4, (512 / channels) & ~3);
}

/** y[i] = x[i] · scale where the mask keeps number i, else 0. Items are blocks of 256 of `count` numbers. */
export function dropout(y: usize, x: usize, mask: usize, scale: f32, count: i32, begin: i32, end: i32): void {
  const first = begin << 8, last = min(count, end << 8);
  const at = <usize>first << 2;
  dropEights(y + at, x + at, mask, scale, first >> 3, (last - first) >> 3);
  for (let i = last & ~7; i < last; i++) {
    const at = <usize>i << 2;
    const word = load<u32>(mask + <usize>((i >> 3) & ~31) + (<usize>(i & 7) << 2));
    store<f32>(y + at, (word << ((i & 255) >> 3)) >> 31 ? load<f32>(x + at) * scale : 0);
  }
}
