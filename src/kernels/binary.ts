// y[i] = f(a[i], b[i]) for the functions of ops/binary.ts, numbered in its order. Bound by memory: two loads, one store.

@inline
function apply(fn: i32, a: v128, b: v128): v128 {
  switch (fn) {
    case 0:
      return f32x4.add(a, b);
    case 1:
      return f32x4.sub(a, b);
    case 2:
      return f32x4.mul(a, b);
    case 3:
      return f32x4.div(a, b);
    case 4:
      return f32x4.max(a, b);
    case 5:
      return f32x4.min(a, b);
    case 6:
      return v128.and(f32x4.splat(1), f32x4.gt(a, b));
    case 7:
      return v128.and(f32x4.splat(1), f32x4.eq(a, b));
    default:
      return v128.and(a, f32x4.ne(b, f32x4.splat(0)));
  }
}

/** Items are numbers. */
export function binary(y: usize, a: usize, b: usize, fn: i32, begin: i32, end: i32): void {
  let i = begin;
  if (fn === 0)
    // by far the most frequent
    for (; i < end - 7; i += 8) {
      const at = <usize>i << 2;
      const p = f32x4.add(v128.load(a + at), v128.load(b + at)), q = f32x4.add(v128.load(a + at, 16), v128.load(b + at, 16));
      v128.store(y + at, q, 16);
      v128.store(y + at, p);
    }
  for (; i < end - 3; i += 4) {
    const at = <usize>i << 2;
    v128.store(y + at, apply(fn, v128.load(a + at), v128.load(b + at)));
  }
  for (; i < end; i++) {
    const at = <usize>i << 2;
    const value = apply(fn, f32x4.splat(load<f32>(a + at)), f32x4.splat(load<f32>(b + at)));
    store<f32>(y + at, f32x4.extract_lane(value, 0));
  }
}
