import type { AxisMap } from "../../ops/alongAxis";
import { sizeOf } from "../../ops/op";
import * as kernels from "../kernels.generated";
import { rowsOf, type Emitter } from "./emitter";

export const alongAxis: Emitter = (y, { of, table, call }) => {
  const x = y.inputs["x"]!;
  const { axis, starts, places, weights } = y.attrs as unknown as AxisMap & { readonly axis: number };
  const inner = sizeOf(x.shape.slice(axis + 1));
  const bits = [...new Uint32Array(new Float32Array(weights).buffer)];
  const [to, from] = [y.shape[axis]!, x.shape[axis]!];
  call(
    kernels.alongAxis(of(y), of(x), table([...starts, ...places]), table(bits), to, from, inner),
    sizeOf(y.shape) / inner,
    rowsOf(inner),
  );
};
