// Moving numbers between two layouts of up to 6 axes: transposing, joining, cutting, padding, repeating, and summing what was repeated.
//
// A layout is a table of 6 sizes, then 6 byte steps in y, then 6 in x; axes that are not there have size 1. Bound by memory, and by its
// latency where the innermost axis is not contiguous in both. Items run over the first two axes together.

import { sum } from "./numbers";

@inline
function size(table: usize, axis: i32): i32 {
  return load<i32>(table + (<usize>axis << 2));
}
@inline
function yStep(table: usize, axis: i32): usize {
  return load<usize>(table + (<usize>axis << 2), 24);
}
@inline
function xStep(table: usize, axis: i32): usize {
  return load<usize>(table + (<usize>axis << 2), 48);
}

/** y[…] = x[…] along a table of layouts, or with `plus` y[…] += x[…]. */
@inline
function strided(plus: boolean, y: usize, x: usize, table: usize, begin: i32, end: i32): void {
  const n1 = size(table, 1), n2 = size(table, 2), n3 = size(table, 3), n4 = size(table, 4), n5 = size(table, 5);
  const y5 = yStep(table, 5), x5 = xStep(table, 5);
  for (let item = begin; item < end; item++) {
    const i0 = <usize>(item / n1), i1 = <usize>(item % n1);
    const toItem = y + i0 * yStep(table, 0) + i1 * yStep(table, 1);
    const fromItem = x + i0 * xStep(table, 0) + i1 * xStep(table, 1);
    for (let i2 = 0; i2 < n2; i2++)
      for (let i3 = 0; i3 < n3; i3++)
        for (let i4 = 0; i4 < n4; i4++) {
          let to = toItem + <usize>i2 * yStep(table, 2) + <usize>i3 * yStep(table, 3) + <usize>i4 * yStep(table, 4);
          let from = fromItem + <usize>i2 * xStep(table, 2) + <usize>i3 * xStep(table, 3) + <usize>i4 * xStep(table, 4);
          if (y5 === 4 && x5 === 4) {
            if (plus) sum(to, to, from, n5);
            else memory.copy(to, from, <usize>n5 << 2);
          } else
            for (let i5 = 0; i5 < n5; i5++) {
              store<f32>(to, plus ? load<f32>(to) + load<f32>(from) : load<f32>(from));
              to += y5;
              from += x5;
            }
        }
  }
}

/** y[…] = x[…] along a table of layouts. */
export function copyStrided(y: usize, x: usize, table: usize, begin: i32, end: i32): void {
  strided(false, y, x, table, begin, end);
}

/** y[…] += x[…] along a table of layouts. */
export function addStrided(y: usize, x: usize, table: usize, begin: i32, end: i32): void {
  strided(true, y, x, table, begin, end);
}

/** y[first two axes] = Σ of x over the other four, one number for each item. */
export function sumStrided(y: usize, x: usize, table: usize, begin: i32, end: i32): void {
  const n1 = size(table, 1), n2 = size(table, 2), n3 = size(table, 3), n4 = size(table, 4), n5 = size(table, 5);
  const x5 = xStep(table, 5);
  for (let item = begin; item < end; item++) {
    const i0 = <usize>(item / n1), i1 = <usize>(item % n1);
    const fromItem = x + i0 * xStep(table, 0) + i1 * xStep(table, 1);
    let total: f64 = 0;
    for (let i2 = 0; i2 < n2; i2++)
      for (let i3 = 0; i3 < n3; i3++)
        for (let i4 = 0; i4 < n4; i4++) {
          let from = fromItem + <usize>i2 * xStep(table, 2) + <usize>i3 * xStep(table, 3) + <usize>i4 * xStep(table, 4);
          for (let i5 = 0; i5 < n5; i5++) {
            total += load<f32>(from);
            from += x5;
          }
        }
    store<f32>(y + i0 * yStep(table, 0) + i1 * yStep(table, 1), <f32>total);
  }
}

/** y[i] = 0. Items are numbers. */
export function clear(y: usize, begin: i32, end: i32): void {
  memory.fill(y + (<usize>begin << 2), 0, <usize>(end - begin) << 2);
}
