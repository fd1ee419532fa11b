import { sizeOf } from "../../ops/op";
import { partsOf } from "../../ops/part";
import { at } from "../call";
import * as kernels from "../kernels.generated";
import { NUMBERS, rowsOf, type Emitter } from "./emitter";

export const addBias: Emitter = (y, { of, call }) => {
  const channels = y.shape.at(-1)!;
  call(
    kernels.addBias(of(y), of(y.inputs["x"]!), of(y.inputs["b"]!), channels),
    sizeOf(y.shape) / channels,
    rowsOf(channels),
  );
};

export const sumRows: Emitter = (y, { of, temporary, call }) => {
  const x = y.inputs["x"]!;
  const channels = y.shape[0]!;
  const rows = sizeOf(x.shape) / channels;
  const parts = partsOf(x.shape);
  const sums = parts === 1 ? of(y) : temporary("parts of a sum", parts * channels * 4);
  call(kernels.sumRowsOfParts(sums, of(x), rows, channels, parts), parts, 1);
  if (parts > 1) call(kernels.sumParts(of(y), sums, parts, channels), channels, NUMBERS);
};

export const sumColumns: Emitter = (y, { of, call }) => {
  const [rows, columns] = y.inputs["x"]!.shape as [number, number];
  call(kernels.sumColumns(of(y), of(y.inputs["x"]!), columns), rows, rowsOf(columns));
};

export const repeatColumns: Emitter = (y, { of, call }) => {
  const [rows, columns] = y.shape as [number, number];
  call(kernels.repeatColumns(of(y), of(y.inputs["x"]!), columns), rows, rowsOf(columns));
};

export const sumAll: Emitter = (y, { of, temporary, call }) => {
  const x = y.inputs["x"]!;
  const count = sizeOf(x.shape);
  const parts = partsOf([count]);
  const sums = parts === 1 ? of(y) : temporary("parts of a sum", parts * 4);
  call(kernels.sumAllOfParts(sums, of(x), count, parts), parts, 1);
  if (parts > 1) call(kernels.sumAllOfParts(of(y), sums, parts, 1), 1, 1);
};

export const sumOfParts: Emitter = (y, { of, call }) => {
  const x = y.inputs["x"]!;
  const { parts, channels } = y.attrs as { readonly parts: number; readonly channels: number };
  const sums = at(of(x), (sizeOf(x.shape) - parts * channels) * 4);
  call(kernels.sumParts(of(y), sums, parts, channels), channels, NUMBERS);
};
