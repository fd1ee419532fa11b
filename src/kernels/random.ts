// Bits of a counter-based stream (base/random.ts): two rounds of a 32-bit finalizer keyed by layer and step, so that what is drawn
// depends neither on threads nor on what was drawn before. And normal numbers made of them (Box & Muller 1958).

import { log4 } from "./math";

/** The finalizer's multipliers. They are loaded: V8 would build a constant vector anew, of many instructions, at every use. */
export const multipliers: usize = memory.data<u32>([0x21f0aaad, 0x735a2d97], 4);

@inline
function finalize(x: v128, by: v128, then: v128): v128 {
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), by);
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), then);
  return v128.xor(x, i32x4.shr_u(x, 15));
}

/** What a stream's key adds before its second round. */
@inline
export function keyOfSecondRound(key: i32): i32 {
  return key * 0x9e3779b9;
}

/**
 * Random bits n of the stream `key`, four streams or four numbers at once; `second` is `keyOfSecondRound` of each key, `by` and `then` are the
 * multipliers.
 */
@inline
export function randomBits(key: v128, second: v128, n: v128, by: v128, then: v128): v128 {
  return finalize(i32x4.add(finalize(v128.xor(n, key), by, then), second), by, then);
}

/** The first of the bits n of a stream: one number. */
function oneOf(key: i32, n: i32): i32 {
  const by = v128.load_splat<u32>(multipliers), then = v128.load_splat<u32>(multipliers, 4);
  return i32x4.extract_lane(randomBits(i32x4.splat(key), i32x4.splat(keyOfSecondRound(key)), i32x4.splat(n), by, then), 0);
}

/** The stream of a layer at a step; `step` points to the step's number. */
@inline
export function streamOf(key: i32, step: usize): i32 {
  return oneOf(<i32>load<f32>(step), oneOf(key, 0x243f6a88));
}

/** sin(2πx) for |x| ≤ ¼, to 6e-8. */
@inline
function sineOfTurn(x: v128): v128 {
  const r = f32x4.mul(x, f32x4.splat(6.2831853));
  const z = f32x4.mul(r, r);
  let p = f32x4.splat(-2.5052108e-8);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.7557319e-6));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.9841270e-4));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(8.3333333e-3));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.6666667e-1));
  return f32x4.add(f32x4.mul(f32x4.mul(p, z), r), r);
}

@inline
function normal(stream: v128, key2: v128, n: v128, by: v128, then: v128): v128 {
  const twice = i32x4.shl(n, 1);
  const unit = f32x4.splat(5.9604644775390625e-8); // 2⁻²⁴
  const first = i32x4.add(i32x4.shr_u(randomBits(stream, key2, twice, by, then), 8), i32x4.splat(1));
  const second = i32x4.shr_u(randomBits(stream, key2, i32x4.add(twice, i32x4.splat(1)), by, then), 8);
  const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log4(f32x4.mul(f32x4.convert_i32x4_s(first), unit))));
  const turn = f32x4.mul(f32x4.convert_i32x4_s(second), unit);
  // cos(2πu) = −sin(2π(¼ − |u − ½|))
  const folded = f32x4.sub(f32x4.splat(0.25), f32x4.abs(f32x4.sub(turn, f32x4.splat(0.5))));
  return f32x4.neg(f32x4.mul(radius, sineOfTurn(folded)));
}

/** y = numbers of the standard normal distribution. Items are numbers. */
export function gaussian(y: usize, step: usize, key: i32, begin: i32, end: i32): void {
  const key0 = streamOf(key, step);
  const stream = i32x4.splat(key0), second = i32x4.splat(keyOfSecondRound(key0));
  const by = v128.load_splat<u32>(multipliers), then = v128.load_splat<u32>(multipliers, 4);
  let n = i32x4.add(i32x4.splat(begin), i32x4(0, 1, 2, 3));
  let i = begin;
  for (; i < end - 3; i += 4) {
    v128.store(y + (<usize>i << 2), normal(stream, second, n, by, then));
    n = i32x4.add(n, i32x4.splat(4));
  }
  for (; i < end; i++) store<f32>(y + (<usize>i << 2), f32x4.extract_lane(normal(stream, second, i32x4.splat(i), by, then), 0));
}

/** y = numbers between 0 and 1 in steps of 2⁻²⁴, 1 left out. Items are numbers. */
export function uniform(y: usize, step: usize, key: i32, begin: i32, end: i32): void {
  const key0 = streamOf(key, step);
  const stream = i32x4.splat(key0), second = i32x4.splat(keyOfSecondRound(key0));
  const by = v128.load_splat<u32>(multipliers), then = v128.load_splat<u32>(multipliers, 4);
  for (let i = begin; i < end; i++) {
    const bits = i32x4.extract_lane(i32x4.shr_u(randomBits(stream, second, i32x4.splat(i), by, then), 8), 0);
    store<f32>(y + (<usize>i << 2), <f32>bits * 5.9604644775390625e-8);
  }
}
