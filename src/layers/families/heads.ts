/** Projections to several heads and back: products of the last axis with kernels [features, heads, size]. */
import type { Dim } from "../../model/shape";
import { addBias } from "../../ops/addBias";
import { matmul } from "../../ops/matmul";
import { sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import type { KerasObject } from "../../model/literal";
import type { WeightSpec } from "../layer";
import { biasOf, kernelOf, type BiasConfig, type KernelConfig } from "./kernelParams";

/** Random values spread by what goes into a unit and what comes out, whatever the kernel's shape. */
const spread = (initializer: KerasObject, inputs: number, axes: number): KerasObject => ({
  class_name: initializer.class_name,
  config: {
    ...initializer.config,
    input_axes: Array.from({ length: inputs }, (_, i) => i),
    output_axes: Array.from({ length: axes - inputs }, (_, i) => inputs + i),
  },
});

/** The kernel and bias of a projection that sums over the first `inputs` axes of its kernel. */
export const projection = (
  shape: readonly Dim[],
  inputs: number,
  config: BiasConfig & KernelConfig,
): readonly [kernel: WeightSpec, bias: WeightSpec | undefined] => [
  kernelOf(shape, { ...config, kernel_initializer: spread(config.kernel_initializer, inputs, shape.length) }),
  biasOf(shape.slice(inputs), config),
];

/** x [places…, features…] · kernel [features…, outputs…] + bias. */
export function project(x: Value, kernel: Value, bias: Value | undefined, inputs: number): Value {
  const depth = sizeOf(kernel.shape.slice(0, inputs));
  const outputs = kernel.shape.slice(inputs);
  const rows = reshape(x, [sizeOf(x.shape) / depth, depth]);
  const y = matmul(rows, reshape(kernel, [depth, sizeOf(outputs)]));
  return reshape(bias ? addBias(y, reshape(bias, [sizeOf(outputs)])) : y, [...x.shape.slice(0, -inputs), ...outputs]);
}
