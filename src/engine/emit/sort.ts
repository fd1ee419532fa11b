import * as kernels from "../kernels.generated";
import { rowsOf, type Emitter } from "./emitter";

export const argsort: Emitter = (y, { of, call }) => {
  const [rows, size] = y.shape as [number, number];
  call(kernels.argsort(of(y), of(y.inputs["x"]!), size), rows, rowsOf(16 * size));
};
