// Rows of a table by number, and the sums that flow back to them. Bound by memory.

import { beginOf } from "./part";

/** y's row i is the table's row index[i]; not-a-number where there is none. Items are rows of y. */
export function gatherRows(y: usize, table: usize, index: usize, rows: i32, columns: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>columns << 2;
  for (let i = begin; i < end; i++) {
    const value = load<f32>(index + (<usize>i << 2));
    const to = y + <usize>i * rowBytes;
    if (value > -1 && value < <f32>rows) memory.copy(to, table + <usize>(<i32>value) * rowBytes, rowBytes);
    else for (let c = 0; c < columns; c++) store<f32>(to + (<usize>c << 2), f32.NaN);
  }
}

/**
 * y [rows, columns]: row r is the sum of dy's rows whose number is r, in order. The rows of y are cut into `parts`, and each part
 * looks at all `count` numbers, so that no two threads write the same row. Items are parts.
 */
export function scatterRows(
  y: usize, dy: usize, index: usize, rows: i32, columns: i32, count: i32, parts: i32, begin: i32, end: i32,
): void {
  const rowBytes = <usize>columns << 2;
  for (let part = begin; part < end; part++) {
    const first = beginOf(part, parts, rows);
    const last = beginOf(part + 1, parts, rows);
    memory.fill(y + <usize>first * rowBytes, 0, <usize>(last - first) * rowBytes);
    for (let i = 0; i < count; i++) {
      const value = load<f32>(index + (<usize>i << 2));
      if (!(value > -1 && value < <f32>rows)) continue;
      const row = <i32>value;
      if (row < first || row >= last) continue;
      const to = y + <usize>row * rowBytes;
      const from = dy + <usize>i * rowBytes;
      let c = 0;
      for (; c < columns - 3; c += 4) {
        const at = <usize>c << 2;
        v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
      }
      for (; c < columns; c++) {
        const at = <usize>c << 2;
        store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
      }
    }
  }
}

/**
 * y = the place of each whole number of x in a vocabulary: `table` holds `count` numbers by size and then the place of each. Others
 * become otherFirst + (x mod others), or not-a-number where there are no others. Items are numbers; each is a search by halves.
 */
export function lookUp(
  y: usize, x: usize, table: usize, count: i32, otherFirst: i32, others: i32, begin: i32, end: i32,
): void {
  const places = table + (<usize>count << 2);
  for (let i = begin; i < end; i++) {
    const key = <i32>load<f32>(x + (<usize>i << 2));
    let low = 0, high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (load<i32>(table + (<usize>middle << 2)) < key) low = middle + 1;
      else high = middle;
    }
    let place: f32 = f32.NaN;
    if (low < count && load<i32>(table + (<usize>low << 2)) === key) place = <f32>load<i32>(places + (<usize>low << 2));
    else if (others > 0) place = <f32>(otherFirst + ((key % others) + others) % others);
    store<f32>(y + (<usize>i << 2), place);
  }
}
