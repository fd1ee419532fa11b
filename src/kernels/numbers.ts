// Sums and products of stretches of numbers: what a step of a recurrent layer does between its products with the kernel.
//
// Stretches are rows of a few hundred numbers that lie in the first cache, so that one pass after another costs little, and each is a loop that V8 can
// widen: neighbouring pairs of vectors, the upper half stored first. y may be one of the others.

import { one4 } from "./math";

/** y = a + b */
export function sum(y: usize, a: usize, b: usize, count: i32): void {
  const end = <usize>count << 2;
  let i: usize = 0;
  for (const pairs = end & ~31; i < pairs; i += 32) {
    const p = f32x4.add(v128.load(a + i), v128.load(b + i));
    const q = f32x4.add(v128.load(a + i, 16), v128.load(b + i, 16));
    v128.store(y + i, q, 16);
    v128.store(y + i, p);
  }
  for (; i < end; i += 4) store<f32>(y + i, load<f32>(a + i) + load<f32>(b + i));
}

/** y = a · b */
export function product(y: usize, a: usize, b: usize, count: i32): void {
  const end = <usize>count << 2;
  let i: usize = 0;
  for (const pairs = end & ~31; i < pairs; i += 32) {
    const p = f32x4.mul(v128.load(a + i), v128.load(b + i));
    const q = f32x4.mul(v128.load(a + i, 16), v128.load(b + i, 16));
    v128.store(y + i, q, 16);
    v128.store(y + i, p);
  }
  for (; i < end; i += 4) store<f32>(y + i, load<f32>(a + i) * load<f32>(b + i));
}

/** y = a · b + c */
export function productPlus(y: usize, a: usize, b: usize, c: usize, count: i32): void {
  const end = <usize>count << 2;
  let i: usize = 0;
  for (const pairs = end & ~31; i < pairs; i += 32) {
    const p = f32x4.add(f32x4.mul(v128.load(a + i), v128.load(b + i)), v128.load(c + i));
    const q = f32x4.add(f32x4.mul(v128.load(a + i, 16), v128.load(b + i, 16)), v128.load(c + i, 16));
    v128.store(y + i, q, 16);
    v128.store(y + i, p);
  }
  for (; i < end; i += 4) store<f32>(y + i, load<f32>(a + i) * load<f32>(b + i) + load<f32>(c + i));
}

/** y = a · (b − c) */
export function productOfDifference(y: usize, a: usize, b: usize, c: usize, count: i32): void {
  const end = <usize>count << 2;
  let i: usize = 0;
  for (const pairs = end & ~31; i < pairs; i += 32) {
    const p = f32x4.mul(v128.load(a + i), f32x4.sub(v128.load(b + i), v128.load(c + i)));
    const q = f32x4.mul(v128.load(a + i, 16), f32x4.sub(v128.load(b + i, 16), v128.load(c + i, 16)));
    v128.store(y + i, q, 16);
    v128.store(y + i, p);
  }
  for (; i < end; i += 4) store<f32>(y + i, load<f32>(a + i) * (load<f32>(b + i) - load<f32>(c + i)));
}

/** y = a · (1 − b) */
export function productOfRest(y: usize, a: usize, b: usize, count: i32): void {
  const end = <usize>count << 2;
  let i: usize = 0;
  for (const pairs = end & ~31; i < pairs; i += 32) {
    const p = f32x4.mul(v128.load(a + i), f32x4.sub(one4(), v128.load(b + i)));
    const q = f32x4.mul(v128.load(a + i, 16), f32x4.sub(one4(), v128.load(b + i, 16)));
    v128.store(y + i, q, 16);
    v128.store(y + i, p);
  }
  for (; i < end; i += 4) store<f32>(y + i, load<f32>(a + i) * (1 - load<f32>(b + i)));
}

/** y = share · a + (1 − share) · b */
export function mixture(y: usize, share: usize, a: usize, b: usize, count: i32): void {
  const end = <usize>count << 2;
  let i: usize = 0;
  for (const pairs = end & ~31; i < pairs; i += 32) {
    const s = v128.load(share + i), t = v128.load(share + i, 16);
    const p = f32x4.add(f32x4.mul(s, v128.load(a + i)), f32x4.mul(f32x4.sub(one4(), s), v128.load(b + i)));
    const q = f32x4.add(f32x4.mul(t, v128.load(a + i, 16)), f32x4.mul(f32x4.sub(one4(), t), v128.load(b + i, 16)));
    v128.store(y + i, q, 16);
    v128.store(y + i, p);
  }
  for (; i < end; i += 4) {
    const s = load<f32>(share + i);
    store<f32>(y + i, s * load<f32>(a + i) + (1 - s) * load<f32>(b + i));
  }
}
