// y's places along an axis as sums of few of x's places each: padding, cropping, reversing, repeating, interpolating.
//
// Bound by memory: each term is one read of a stretch of `inner` numbers, and the sum one write. Terms are added in the order of
// the table.

/**
 * y [outer, to, inner], x [outer, from, inner]. `table` holds to + 1 starts and then the places, `weights` one number for each
 * place. Items are outer × to.
 */
export function alongAxis(
  y: usize, x: usize, table: usize, weights: usize, to: i32, from: i32, inner: i32, begin: i32, end: i32,
): void {
  const rowBytes = <usize>inner << 2;
  const places = table + (<usize>(to + 1) << 2);
  for (let item = begin; item < end; item++) {
    const i = item % to;
    const base = x + <usize>(item / to) * <usize>from * rowBytes;
    const row = y + <usize>item * rowBytes;
    const first = load<i32>(table + (<usize>i << 2));
    const last = load<i32>(table + (<usize>i << 2), 4);
    if (first === last) {
      memory.fill(row, 0, rowBytes);
      continue;
    }
    for (let t = first; t < last; t++) {
      const source = base + <usize>load<i32>(places + (<usize>t << 2)) * rowBytes;
      addScaled(row, source, load<f32>(weights + (<usize>t << 2)), inner, t === first ? 1 : 0);
    }
  }
}

/** to[k] = by · from[k], or that added to what is there. */
function addScaled(to: usize, from: usize, by: f32, count: i32, begins: i32): void {
  if (begins && by === 1) {
    memory.copy(to, from, <usize>count << 2);
    return;
  }
  const factor = f32x4.splat(by);
  let k = 0;
  for (; k < count - 3; k += 4) {
    const at = <usize>k << 2;
    const term = f32x4.mul(factor, v128.load(from + at));
    v128.store(to + at, begins ? term : f32x4.add(v128.load(to + at), term));
  }
  for (; k < count; k++) {
    const at = <usize>k << 2;
    const term = by * load<f32>(from + at);
    store<f32>(to + at, begins ? term : load<f32>(to + at) + term);
  }
}
