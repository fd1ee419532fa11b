// Nothing but arithmetic: what this machine's 128-bit multiplications and additions reach at best, to compare others with.

const numbers: usize = memory.data<f32>([0.999, 0.999, 0.999, 0.999, 0.001, 0.001, 0.001, 0.001], 16);

/**
 * Thirteen chains of multiply-adds in registers, `rounds` times: a product and a sum take three or four cycles each, and fewer chains would wait for
 * them. y gets a number so that none of it can be left out. Items are repetitions.
 */
export function peak(y: usize, rounds: i32, begin: i32, end: i32): void {
  // from memory, because V8 would build a constant anew at every use
  const factor = v128.load(numbers);
  const shift = v128.load(numbers, 16);
  for (let item = begin; item < end; item++) {
    let a = f32x4.splat(<f32>item), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a, m = a;
    for (let round = 0; round < rounds; round++) {
      a = f32x4.add(f32x4.mul(a, factor), shift);
      b = f32x4.add(f32x4.mul(b, factor), shift);
      c = f32x4.add(f32x4.mul(c, factor), shift);
      d = f32x4.add(f32x4.mul(d, factor), shift);
      e = f32x4.add(f32x4.mul(e, factor), shift);
      f = f32x4.add(f32x4.mul(f, factor), shift);
      g = f32x4.add(f32x4.mul(g, factor), shift);
      h = f32x4.add(f32x4.mul(h, factor), shift);
      i = f32x4.add(f32x4.mul(i, factor), shift);
      j = f32x4.add(f32x4.mul(j, factor), shift);
      k = f32x4.add(f32x4.mul(k, factor), shift);
      l = f32x4.add(f32x4.mul(l, factor), shift);
      m = f32x4.add(f32x4.mul(m, factor), shift);
    }
    const sum = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(f32x4.add(f32x4.add(g, h), f32x4.add(i, j)), f32x4.add(f32x4.add(k, l), m))));
    store<f32>(y + (<usize>item << 2), f32x4.extract_lane(sum, 0));
  }
}
