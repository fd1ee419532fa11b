import { lastDim, product, withLast } from "../model/shape";
import { addBias } from "../ops/addBias";
import { matmul } from "../ops/matmul";
import { sizeOf } from "../ops/op";
import { reshape } from "../ops/reshape";
import { activations } from "./activations";
import { activationTraits } from "./activation";
import { defineLayer, ShapeError, weight } from "./layer";
import { activation, bool, constraint, initializer, regularizer, size } from "./param";

export const dense = defineLayer({
  type: "Dense",
  docs: "Fully connected layer: `y = activation(x·kernel + bias)` on the last axis.",
  params: {
    units: size("Size of the output's last axis."),
    activation: activation("Applied to the output; None leaves it as it is."),
    use_bias: bool("Add a learned offset for each unit.", true),
    kernel_initializer: initializer("First values of the kernel.", "glorot_uniform"),
    bias_initializer: initializer("First values of the bias.", "zeros"),
    kernel_regularizer: regularizer("Penalty on the kernel, added to the loss."),
    bias_regularizer: regularizer("Penalty on the bias, added to the loss."),
    activity_regularizer: regularizer("Penalty on the output, added to the loss."),
    kernel_constraint: constraint("Applied to the kernel after each update."),
    bias_constraint: constraint("Applied to the bias after each update."),
  },
  arity: "one",
  mask: "passes",
  traits: ({ activation }) => [
    ...(activation.class_name === "linear" ? (["affine"] as const) : activationTraits(activation)),
    "mixes-channels",
  ],
  shape([x], { units }) {
    if (x.length < 2) return new ShapeError(`needs at least 2 axes (batch, features); its input has ${x.length}`);
    if (lastDim(x) === null) return new ShapeError("needs to know the size of its input's last axis");
    return withLast(x, units);
  },
  weights: ([x], config) => ({
    kernel: weight([lastDim(x), config.units], config.kernel_initializer, {
      regularizer: config.kernel_regularizer,
      constraint: config.kernel_constraint,
    }),
    bias: config.use_bias
      ? weight([config.units], config.bias_initializer, {
          regularizer: config.bias_regularizer,
          constraint: config.bias_constraint,
        })
      : undefined,
  }),
  multiplyAdds: ([x], y) => product([...y.slice(1), lastDim(x)]),
  lower([x], { activation }, { kernel, bias }) {
    const features = x.shape[x.shape.length - 1]!;
    const units = kernel.shape[1]!;
    const rows = reshape(x, [sizeOf(x.shape) / features, features]);
    const linear = matmul(rows, kernel);
    const y = reshape(bias ? addBias(linear, bias) : linear, [...x.shape.slice(0, -1), units]);
    return activations.get(activation.class_name)!.lower(y, activation.config);
  },
});
