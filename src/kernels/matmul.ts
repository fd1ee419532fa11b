// y = x · w, and y = xᵀ · w for gradients of kernels.
//
// Bound by arithmetic once w's panel of 16 columns lies packed in the first cache: 256 rows of it, 16 kB. Work is cut into
// blocks of 128 rows × 16 columns; a block belongs to one thread, so sums never cross threads.
// What is read of a matrix far larger than the caches is read once, and from one end of a row to the other.
// `npm run bench -- --kernels`: in W3 and W4 0.83 to 0.88 of the 128-bit peak, 1.5 to 1.65 where V8 widens it;
// in convolutions of single places (S1), whose depth is short, 0.6 and 1.4, and gradients of their kernels 0.5 and 1.0.

import { beginOf } from "./part";
import { packPanel, tilesAcross, tilesAlong, touchRows, zeros } from "./tile";

const BLOCK_ROWS: i32 = 128;
const BLOCK_DEPTH: i32 = 256;
/** Panels that share what a block's rows hold of one such depth: 128 kB, which stay in the second cache. */
const TOGETHER: i32 = 8;
/** Of a product of columns: rows of a block, how many blocks are packed together, and a depth of which two panels fill half of a first cache. */
const COLUMN_ROWS: i32 = 64;
const COLUMN_BLOCKS: i32 = 4;
const COLUMN_DEPTH: i32 = 128;
const COLUMN_BYTES: usize = 128 * 64;

/**
 * y [rows, columns] = x · w + bias, then max(·, 0) when `relu` is 1. x's rows are `xRow` bytes apart; w's element [k, n] lies at
 * w + k·wRow + n·wColumn, so that a transposed w needs no copy. `bias` may be 0. Scratch: 16 kB. Items are blocks, row by row.
 */
export function matmul(
  y: usize, x: usize, w: usize, bias: usize, rows: i32, columns: i32, depth: i32,
  xRow: usize, wRow: usize, wColumn: usize, relu: i32, scratch: usize, begin: i32, end: i32,
): void {
  const panels = (columns + 15) >> 4;
  const yRow = <usize>columns << 2;
  for (let item = begin; item < end; ) {
    const first = (item / panels) * BLOCK_ROWS;
    const count = min(BLOCK_ROWS, rows - first);
    const from = item % panels;
    const to = min(min(from + TOGETHER, panels), from + end - item);
    for (let k = 0; k < depth; k += BLOCK_DEPTH) {
      const length = min(BLOCK_DEPTH, depth - k);
      const rectify = relu && k + length === depth ? 1 : 0;
      const a = x + <usize>first * xRow + (<usize>k << 2);
      // panels lie beside one another
      if (wColumn === 4) touchRows(w + <usize>k * wRow + (<usize>from << 6), wRow, length, <usize>(min(to << 4, columns) - (from << 4)) << 2, scratch);
      for (let panel = from; panel < to; panel++) {
        const column = panel << 4;
        const width = min(16, columns - column);
        packPanel(scratch, w + <usize>k * wRow + <usize>column * wColumn, wRow, wColumn, length, width);
        const c = y + <usize>first * yRow + (<usize>column << 2);
        const start = k > 0 ? c : bias ? bias + (<usize>column << 2) : zeros;
        const sRow: usize = k > 0 ? yRow : 0;
        tilesAlong(count, width, rectify, c, yRow, start, sRow, a, xRow, zeros, scratch, 0, 1, length);
      }
    }
    item += to - from;
  }
}

/**
 * y [rows, columns] = xᵀ · w for x [depth, rows] and w [depth, columns]. The depth is cut into `parts` pieces; piece p's sum goes to
 * y + p · rows · columns numbers, to be added up by `sumParts`. Both sides are packed first: rows that are a power of two apart would fall into a
 * few sets of a cache. Scratch: 136 kB. Items are pieces × blocks of 64 rows.
 */
export function matmulOfColumns(
  y: usize, x: usize, w: usize, rows: i32, columns: i32, depth: i32, parts: i32, scratch: usize, begin: i32, end: i32,
): void {
  const blocks = (rows + COLUMN_ROWS - 1) / COLUMN_ROWS;
  const xRow = <usize>rows << 2;
  const wRow = <usize>columns << 2;
  const panel = scratch, xPacked = scratch + COLUMN_BYTES;
  for (let item = begin, together = 0; item < end; item += together) {
    const part = item / blocks;
    const block = item % blocks;
    together = min(min(COLUMN_BLOCKS, blocks - block), end - item);
    const first = block * COLUMN_ROWS;
    const count = min(together * COLUMN_ROWS, rows - first);
    const from = beginOf(part, parts, depth);
    const to = beginOf(part + 1, parts, depth);
    const sums = y + (<usize>part * <usize>rows + <usize>first) * wRow;
    for (let k = from; k < to; k += COLUMN_DEPTH) {
      const length = min(COLUMN_DEPTH, to - k);
      const a = x + <usize>k * xRow + (<usize>first << 2);
      for (let row = 0; row < count; row += 16)
        packPanel(xPacked + <usize>(row >> 4) * COLUMN_BYTES, a + (<usize>row << 2), xRow, 4, length, min(16, count - row));
      for (let column = 0; column < columns; column += 16) {
        const width = min(16, columns - column);
        packPanel(panel, w + <usize>k * wRow + (<usize>column << 2), wRow, 4, length, width);
        for (let row = 0; row < count; row += 16) {
          const c = sums + <usize>row * wRow + (<usize>column << 2);
          const start = k > from ? c : zeros;
          const sRow: usize = k > from ? wRow : 0;
          tilesAcross(
            min(16, count - row), width, 0, c, wRow, start, sRow, xPacked + <usize>(row >> 4) * COLUMN_BYTES, 64, zeros, panel, 64, 0, 1, length,
          );
        }
      }
    }
  }
}

/** y[i] = Σ over parts of partials[part · count + i], in order. Items are numbers. */
export function sumParts(y: usize, partials: usize, parts: i32, count: i32, begin: i32, end: i32): void {
  const step = <usize>count << 2;
  let i = begin;
  for (; i < end - 3; i += 4) {
    let at = partials + (<usize>i << 2);
    let sum = v128.load(at);
    for (let part = 1; part < parts; part++) {
      at += step;
      sum = f32x4.add(sum, v128.load(at));
    }
    v128.store(y + (<usize>i << 2), sum);
  }
  for (; i < end; i++) {
    let at = partials + (<usize>i << 2);
    let sum = load<f32>(at);
    for (let part = 1; part < parts; part++) {
      at += step;
      sum += load<f32>(at);
    }
    store<f32>(y + (<usize>i << 2), sum);
  }
}
