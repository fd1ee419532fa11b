import { sizeOf } from "../../ops/op";
import * as kernels from "../kernels.generated";
import type { Vocabulary } from "../../ops/lookUp";
import { NUMBERS, rowsOf, type Emitter } from "./emitter";

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

export const lookUp: Emitter = (y, { of, table, call }) => {
  const { keys, places, otherFirst, others } = y.attrs as unknown as Vocabulary;
  const words = table([...Int32Array.from([...keys, ...places])].map((word) => word >>> 0));
  call(
    kernels.lookUp(of(y), of(y.inputs["x"]!), words, keys.length, otherFirst, others),
    sizeOf(y.shape),
    NUMBERS / 16,
  );
};
