import type { Emitter } from "./emitter";
import { product, productOfColumns } from "./product";

export const matmul: Emitter = (y, emission) => {
  const { x, w } = y.inputs;
  const { flipX, flipW } = y.attrs as { flipX: boolean; flipW: boolean };
  if (!flipX) product(y, x!, w!, flipW, undefined, false, emission);
  else if (!flipW) productOfColumns(y, x!, w!, emission);
  else throw new Error("a product of two transposed matrices is never needed");
};

export const matmulBias: Emitter = (y, emission) => {
  const { x, w, bias } = y.inputs;
  product(y, x!, w!, false, bias, y.attrs["relu"] === true, emission);
};
