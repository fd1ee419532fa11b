import { binaryNames, type BinaryName } from "../../ops/binary";
import { dropThreshold, MASK_BLOCK } from "../../ops/dropout";
import { sizeOf, type Value } from "../../ops/op";
import { unaryNames, type UnaryName } from "../../ops/unary";
import * as kernels from "../kernels.generated";
import { NUMBERS, type Emitter } from "./emitter";

/** Blocks of a mask that a thread takes at a time. */
const BLOCKS = NUMBERS / MASK_BLOCK;

const unaryOf = (value: Value): readonly [number, number, number] => {
  const { fn, a, b } = value.attrs as { fn: UnaryName; a: number; b: number };
  return [unaryNames.indexOf(fn), a, b];
};

export const unary: Emitter = (y, { of, call }) =>
  call(kernels.unary(of(y), of(y.inputs["x"]!), ...unaryOf(y)), sizeOf(y.shape), NUMBERS);

export const unaryGradient: Emitter = (dx, { of, call }) =>
  call(
    kernels.unaryGradient(of(dx), of(dx.inputs["dy"]!), of(dx.inputs["v"]!), ...unaryOf(dx)),
    sizeOf(dx.shape),
    NUMBERS,
  );

export const binary: Emitter = (y, { of, call }) => {
  const fn = binaryNames.indexOf(y.attrs["fn"] as BinaryName);
  call(kernels.binary(of(y), of(y.inputs["a"]!), of(y.inputs["b"]!), fn), sizeOf(y.shape), NUMBERS);
};

export const dropoutMask: Emitter = (mask, { of, call }) => {
  const { rate, key } = mask.attrs as { rate: number; key: number };
  const blocks = mask.shape[0]! / 8;
  call(kernels.dropoutMask(of(mask), of(mask.inputs["step"]!), key, dropThreshold(rate)), blocks, BLOCKS);
};

export const dropout: Emitter = (y, { of, call }) => {
  const { x, mask } = y.inputs;
  const scale = 1 / (1 - (y.attrs["rate"] as number));
  const count = sizeOf(y.shape);
  call(kernels.dropout(of(y), of(x!), of(mask!), scale, count), mask!.shape[0]! / 8, BLOCKS);
};

export const fill: Emitter = (y, { of, call }) =>
  call(kernels.fill(of(y), of(y.inputs["x"]!)), sizeOf(y.shape), NUMBERS);

export const gaussian: Emitter = (y, { of, call }) =>
  call(kernels.gaussian(of(y), of(y.inputs["step"]!), y.attrs["key"] as number), sizeOf(y.shape), NUMBERS / 8);

export const uniform: Emitter = (y, { of, call }) =>
  call(kernels.uniform(of(y), of(y.inputs["step"]!), y.attrs["key"] as number), sizeOf(y.shape), NUMBERS / 8);
