import { sizeOf } from "../../ops/op";
import * as kernels from "../kernels.generated";
import { NUMBERS, type Emitter } from "./emitter";

export const hashNumbers: Emitter = (y, { of, table, call }) => {
  const { bins, key } = y.attrs as unknown as { readonly bins: number; readonly key: readonly number[] };
  const strong = key.length > 0 ? 1 : 0;
  const words = table(strong ? key : [0, 0, 0, 0]);
  call(kernels.hashNumbers(of(y), of(y.inputs["x"]!), words, strong, bins), sizeOf(y.shape), NUMBERS / 32);
};

export const crossNumbers: Emitter = (y, { of, call }) => {
  const { a, b } = y.inputs;
  const bins = y.attrs["bins"] as number;
  call(kernels.crossNumbers(of(y), of(a!), of(b!), a!.shape[1]!, b!.shape[1]!, bins), sizeOf(y.shape), NUMBERS / 16);
};
