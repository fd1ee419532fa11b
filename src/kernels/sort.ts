// The order of each row's numbers, by heaps (Williams 1964): no memory besides the result. Bound by comparisons, some 2·n·log₂ n of them,
// each of two numbers at places that the result names.

/** Whether the number at place a of a row comes before that at place b. */
// @ts-ignore: decorator
@inline
function isBefore(row: usize, a: f32, b: f32): bool {
  const first = load<f32>(row + (<usize>a << 2));
  const second = load<f32>(row + (<usize>b << 2));
  if (first < second) return true;
  if (first > second) return false;
  const isFirst = first === first;
  const isSecond = second === second;
  // what is no number comes last; equal ones keep their order
  return isFirst === isSecond ? a < b : isFirst;
}

/** Puts a place where it belongs below `root`, so that every place comes behind those below it. */
function sink(row: usize, heap: usize, root: i32, count: i32): void {
  const moved = load<f32>(heap + (<usize>root << 2));
  let at = root;
  for (let child = 2 * at + 1; child < count; child = 2 * at + 1) {
    let larger = load<f32>(heap + (<usize>child << 2));
    if (child + 1 < count) {
      const other = load<f32>(heap + (<usize>child << 2), 4);
      if (isBefore(row, larger, other)) {
        larger = other;
        child++;
      }
    }
    if (!isBefore(row, moved, larger)) break;
    store<f32>(heap + (<usize>at << 2), larger);
    at = child;
  }
  store<f32>(heap + (<usize>at << 2), moved);
}

/** y [rows, size] = the places of x's numbers in their order. Items are rows. */
export function argsort(y: usize, x: usize, size: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>size << 2;
  for (let i = begin; i < end; i++) {
    const row = x + <usize>i * rowBytes;
    const heap = y + <usize>i * rowBytes;
    for (let k = 0; k < size; k++) store<f32>(heap + (<usize>k << 2), <f32>k);
    for (let k = (size >> 1) - 1; k >= 0; k--) sink(row, heap, k, size);
    for (let last = size - 1; last > 0; last--) {
      const largest = load<f32>(heap);
      store<f32>(heap, load<f32>(heap + (<usize>last << 2)));
      store<f32>(heap + (<usize>last << 2), largest);
      sink(row, heap, 0, last);
    }
  }
}
