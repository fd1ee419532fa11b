/** Arguments that many layers with weights share, and the weights that they describe. */
import type { Dim } from "../../model/shape";
import type { KerasObject } from "../../model/literal";
import { weight, type WeightSpec } from "../layer";
import { bool, constraint, initializer, regularizer } from "../param";

/** A weight by the initializer, regularizer and constraint that a config has for it. */
export const weightBy = (
  shape: readonly Dim[],
  init: KerasObject,
  regularizer: KerasObject | null,
  constraint: KerasObject | null,
): WeightSpec => weight(shape, init, { regularizer, constraint });

export interface BiasConfig {
  readonly use_bias: boolean;
  readonly bias_initializer: KerasObject;
  readonly bias_regularizer: KerasObject | null;
  readonly bias_constraint: KerasObject | null;
}
export const biasOf = (shape: readonly Dim[], config: BiasConfig): WeightSpec | undefined =>
  config.use_bias
    ? weightBy(shape, config.bias_initializer, config.bias_regularizer, config.bias_constraint)
    : undefined;

export interface KernelConfig {
  readonly kernel_initializer: KerasObject;
  readonly kernel_regularizer: KerasObject | null;
  readonly kernel_constraint: KerasObject | null;
}
export const kernelOf = (shape: readonly Dim[], config: KernelConfig): WeightSpec =>
  weightBy(shape, config.kernel_initializer, config.kernel_regularizer, config.kernel_constraint);

export const useBias = bool("Add a learned offset for each output channel.", true);
export const biasInitializer = initializer("First values of the bias.", "zeros");
export const biasRegularizer = regularizer("Penalty on the bias, added to the loss.");
export const biasConstraint = constraint("Applied to the bias after each update.");
export const activityRegularizer = regularizer("Penalty on the output, added to the loss.");

/** The last arguments of layers with a kernel and a bias, in Keras's order. */
export const kernelParams = {
  use_bias: useBias,
  kernel_initializer: initializer("First values of the kernel.", "glorot_uniform"),
  bias_initializer: biasInitializer,
  kernel_regularizer: regularizer("Penalty on the kernel, added to the loss."),
  bias_regularizer: biasRegularizer,
  activity_regularizer: activityRegularizer,
  kernel_constraint: constraint("Applied to the kernel after each update."),
  bias_constraint: biasConstraint,
};
