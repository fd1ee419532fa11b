/** Products of matrices, for whatever is one: dense layers, and convolutions of single places. */
import { sizeOf, type Value } from "../../ops/op";
import * as kernels from "../kernels.generated";
import { BLOCK_ROWS, COLUMN_ROWS, COLUMNS_BYTES, NUMBERS, PANEL_BYTES, type Emission } from "./emitter";

/** y = x · w (+ bias, relu): blocks of 128 rows × 16 columns. All axes before the last are rows. */
export function product(
  y: Value,
  x: Value,
  w: Value,
  flipW: boolean,
  bias: Value | undefined,
  relu: boolean,
  { of, call }: Emission,
): void {
  const columns = y.shape.at(-1)!;
  const rows = sizeOf(y.shape) / columns;
  const depth = x.shape.at(-1)!;
  const [wRow, wColumn] = flipW ? [4, depth * 4] : [columns * 4, 4];
  const panels = Math.ceil(columns / 16);
  const items = Math.ceil(rows / BLOCK_ROWS) * panels;
  // a block is 2 · 128 · 16 · depth operations; a thread should get some 100,000 at a time, and panels that share what they read
  const enough = Math.floor(50_000 / (Math.min(rows, BLOCK_ROWS) * 16 * depth));
  const grain = Math.max(enough, Math.min(8, Math.ceil(panels / 4)));
  call(
    kernels.matmul(
      of(y),
      of(x),
      of(w),
      bias ? of(bias) : 0,
      rows,
      columns,
      depth,
      depth * 4,
      wRow,
      wColumn,
      relu ? 1 : 0,
    ),
    items,
    grain,
    PANEL_BYTES,
  );
}

/** y = xᵀ · w, summed over rows in parts that do not depend on the number of threads. All axes before the last of x and w are rows. */
export function productOfColumns(y: Value, x: Value, w: Value, { of, temporary, call }: Emission): void {
  const [rows, columns] = [x.shape.at(-1)!, w.shape.at(-1)!];
  const depth = sizeOf(x.shape) / rows;
  const blocks = Math.ceil(rows / COLUMN_ROWS);
  const parts = rows > 240 ? 1 : Math.max(1, Math.min(16, Math.floor(depth / 256)));
  const enough = Math.floor(50_000 / ((Math.min(rows, COLUMN_ROWS) * columns * depth) / parts));
  const grain = Math.max(enough, Math.min(4, Math.ceil((parts * blocks) / 8)));
  const sums = parts === 1 ? of(y) : temporary("parts of a kernel's gradient", parts * rows * columns * 4);
  call(kernels.matmulOfColumns(sums, of(x), of(w), rows, columns, depth, parts), parts * blocks, grain, COLUMNS_BYTES);
  if (parts > 1) call(kernels.sumParts(of(y), sums, parts, rows * columns), rows * columns, NUMBERS);
}
