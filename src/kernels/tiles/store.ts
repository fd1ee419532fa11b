// The two ends of every tile: a multiply-add of its sums, and storing them.
//
// Nothing here is called with vectors, and none is chosen by a condition: V8 may fail on either where it widens.

/** a · b + c, rounded twice; in the fast kernels rounded as often as suits the machine. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
}

/** What sums are at least: 0 behind a relu. */
@inline
export function floorOf(relu: i32): v128 {
  return f32x4.splat(relu ? 0 : f32.NEGATIVE_INFINITY);
}

/** 16 columns. Of a pair the upper half goes first: V8 stores the lower one twice otherwise (it must be in memory where the upper one traps). */
@inline
export function storeWide(c: usize, s0: v128, s1: v128, s2: v128, s3: v128, floor: v128): void {
  v128.store(c, f32x4.pmax(s1, floor), 16);
  v128.store(c, f32x4.pmax(s0, floor));
  v128.store(c, f32x4.pmax(s3, floor), 48);
  v128.store(c, f32x4.pmax(s2, floor), 32);
}

/** 8 columns. */
@inline
export function storeNarrow(c: usize, s0: v128, s1: v128, floor: v128): void {
  v128.store(c, f32x4.pmax(s1, floor), 16);
  v128.store(c, f32x4.pmax(s0, floor));
}

/** 1 to 4 columns. */
@inline
export function storeLanes(c: usize, s: v128, floor: v128, columns: i32): void {
  const sums = f32x4.pmax(s, floor);
  if (columns > 3) v128.store(c, sums);
  else {
    v128.store_lane<f32>(c, sums, 0);
    if (columns > 1) v128.store_lane<f32>(c, sums, 1, 4);
    if (columns > 2) v128.store_lane<f32>(c, sums, 2, 8);
  }
}
