// Products of a batch of matrices: the kernels of matmul.ts, one matrix after the other. Items are matrices × their own items.

import { matmul, matmulOfColumns } from "./matmul";

/** y [batch, rows, columns] = x [batch, rows, depth] · w; w's element [k, n] lies at k·wRow + n·wColumn of its matrix. Scratch: 16 kB. */
export function batchMatmul(
  y: usize, x: usize, w: usize, rows: i32, columns: i32, depth: i32, wRow: usize, wColumn: usize, items: i32,
  scratch: usize, begin: i32, end: i32,
): void {
  const yBytes = <usize>(rows * columns) << 2;
  const xBytes = <usize>(rows * depth) << 2;
  const wBytes = <usize>(depth * columns) << 2;
  for (let item = begin; item < end; item++) {
    const b = <usize>(item / items);
    const own = item % items;
    matmul(
      y + b * yBytes, x + b * xBytes, w + b * wBytes, 0, rows, columns, depth, <usize>depth << 2, wRow, wColumn, 0,
      scratch, own, own + 1,
    );
  }
}

/** y [batch, rows, columns] = xᵀ · w for x [batch, depth, rows] and w [batch, depth, columns]. Scratch: 136 kB. */
export function batchMatmulOfColumns(
  y: usize, x: usize, w: usize, rows: i32, columns: i32, depth: i32, items: i32, scratch: usize, begin: i32, end: i32,
): void {
  const yBytes = <usize>(rows * columns) << 2;
  const xBytes = <usize>(rows * depth) << 2;
  const wBytes = <usize>(depth * columns) << 2;
  for (let item = begin; item < end; item++) {
    const b = <usize>(item / items);
    const own = item % items;
    matmulOfColumns(y + b * yBytes, x + b * xBytes, w + b * wBytes, rows, columns, depth, 1, scratch, own, own + 1);
  }
}
