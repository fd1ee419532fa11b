import * as kernels from "../kernels.generated";
import { BLOCK_ROWS, COLUMN_ROWS, COLUMNS_BYTES, PANEL_BYTES, type Emitter } from "./emitter";

export const batchMatmul: Emitter = (y, { of, call }) => {
  const { x, w } = y.inputs;
  const { flipX, flipW } = y.attrs as { flipX: boolean; flipW: boolean };
  const [batch, rows, columns] = y.shape as [number, number, number];
  const depth = x!.shape[flipX ? 1 : 2]!;
  if (flipX && flipW) throw new Error("a product of two transposed matrices is never needed");
  if (flipX) {
    const items = Math.ceil(rows / COLUMN_ROWS);
    const grain = Math.max(1, Math.floor(50_000 / (Math.min(rows, COLUMN_ROWS) * columns * depth)));
    call(
      kernels.batchMatmulOfColumns(of(y), of(x!), of(w!), rows, columns, depth, items),
      batch * items,
      grain,
      COLUMNS_BYTES,
    );
    return;
  }
  const [wRow, wColumn] = flipW ? [4, depth * 4] : [columns * 4, 4];
  const items = Math.ceil(rows / BLOCK_ROWS) * Math.ceil(columns / 16);
  const grain = Math.max(1, Math.floor(50_000 / (Math.min(rows, BLOCK_ROWS) * 16 * depth)));
  call(
    kernels.batchMatmul(of(y), of(x!), of(w!), rows, columns, depth, wRow, wColumn, items),
    batch * items,
    grain,
    PANEL_BYTES,
  );
};
