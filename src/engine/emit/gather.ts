import { sizeOf } from "../../ops/op";
import * as kernels from "../kernels.generated";
import { rowsOf, type Emitter } from "./emitter";

export const gatherRows: Emitter = (y, { of, call }) => {
  const { table, index } = y.inputs;
  const [rows, columns] = table!.shape as [number, number];
  call(kernels.gatherRows(of(y), of(table!), of(index!), rows, columns), sizeOf(index!.shape), rowsOf(columns));
};

/** A table is cut into so many parts at most. */
const PARTS = 16;

export const scatterRows: Emitter = (y, { of, call }) => {
  const { dy, index } = y.inputs;
  const [rows, columns] = y.shape as [number, number];
  const parts = Math.min(PARTS, rows);
  call(kernels.scatterRows(of(y), of(dy!), of(index!), rows, columns, sizeOf(index!.shape), parts), parts, 1);
};
