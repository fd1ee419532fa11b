import { product, type Dim, type Shape } from "../model/shape";
import type { KerasObject } from "../model/literal";
import { add } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import { matmul } from "../ops/matmul";
import { sizeOf, type Sizes, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { activationTraits } from "./activation";
import { activations } from "./activations";
import { einsumSizes, parseEinsum, type Einsum } from "./families/einsum";
import { biasConstraint, biasInitializer, biasRegularizer, kernelParams, weightBy } from "./families/kernelParams";
import { defineLayer, ShapeError, Unsupported } from "./layer";
import { activation, optional, sizes, words } from "./param";

interface Read {
  readonly einsum: Einsum;
  readonly sizes: ReadonlyMap<string, Dim>;
}
function read(x: Shape, equation: string, output: readonly Dim[]): Read | ShapeError {
  const einsum = parseEinsum(equation, x.length);
  if (einsum instanceof ShapeError) return einsum;
  const found = einsumSizes(einsum, x, output);
  return found instanceof ShapeError ? found : { einsum, sizes: found };
}
const dimsOf = (letters: readonly string[], { sizes: known }: Read): readonly Dim[] =>
  letters.map((letter) => known.get(letter) ?? null);

/** The initializer with the axes of the kernel that are inputs and outputs: they decide how far random values spread. */
const withAxes = (initializer: KerasObject, { einsum: { kernel, output } }: Read): KerasObject => ({
  class_name: initializer.class_name,
  config: {
    ...initializer.config,
    input_axes: [...kernel.keys()].filter((i) => !output.includes(kernel[i]!)),
    output_axes: [...kernel.keys()].filter((i) => output.includes(kernel[i]!)),
  },
});

/** As Keras says it before there is data: what `output_shape` leaves open stays open, though the input may tell it. */
function openShape(found: Read, given: readonly Dim[]): Shape {
  const dims = dimsOf(found.einsum.output, found);
  const first = found.einsum.output.findIndex((letter, i) => i > 0 && !letter.startsWith("…"));
  return dims.map((dim, i) => (i >= first && i - first < given.length ? given[i - first]! : dim));
}

export const einsumDense = defineLayer({
  type: "EinsumDense",
  docs: "Fully connected layer whose sums an equation describes: `abc,cd->abd` is Dense on three axes.",
  params: {
    equation: words("Which axes of input and kernel are summed over, as for `numpy.einsum`."),
    output_shape: sizes("Shape of the output without the batch; None where the input says it."),
    activation: activation("Applied to the output; None leaves it as it is."),
    bias_axes: optional(words("The output's axes that have a bias of their own, as letters.")),
    kernel_initializer: kernelParams.kernel_initializer,
    bias_initializer: biasInitializer,
    kernel_regularizer: kernelParams.kernel_regularizer,
    bias_regularizer: biasRegularizer,
    activity_regularizer: kernelParams.activity_regularizer,
    kernel_constraint: kernelParams.kernel_constraint,
    bias_constraint: biasConstraint,
  },
  arity: "one",
  traits: ({ activation }) => [
    ...(activation.class_name === "linear" ? [] : activationTraits(activation)),
    "mixes-channels",
  ],
  shape([x], { equation, output_shape, bias_axes }) {
    const found = read(x, equation, output_shape);
    if (found instanceof ShapeError) return found;
    const free = dimsOf(found.einsum.kernel, found).includes(null);
    if (free) return new ShapeError("needs to know the sizes of its kernel's axes");
    if (bias_axes && Array.from(bias_axes).some((letter) => !found.einsum.output.includes(letter)))
      return new ShapeError(`has bias_axes "${bias_axes}", which are not all axes of its output`);
    return x[0] === null ? openShape(found, output_shape) : dimsOf(found.einsum.output, found);
  },
  weights([x], config) {
    const found = read(x, config.equation, config.output_shape) as Read;
    const { output, kernel } = found.einsum;
    const first = config.bias_axes
      ? Math.min(...Array.from(config.bias_axes).map((letter) => output.indexOf(letter)))
      : 0;
    const biasShape = output
      .slice(first)
      .map((letter) => (config.bias_axes?.includes(letter) ? (found.sizes.get(letter) ?? null) : 1));
    return {
      kernel: weightBy(
        dimsOf(kernel, found),
        withAxes(config.kernel_initializer, found),
        config.kernel_regularizer,
        config.kernel_constraint,
      ),
      bias: config.bias_axes
        ? weightBy(biasShape, config.bias_initializer, config.bias_regularizer, config.bias_constraint)
        : undefined,
    };
  },
  multiplyAdds([x], _, { equation, output_shape }) {
    const found = read(x, equation, output_shape) as Read;
    return product([...found.sizes].filter(([letter]) => letter !== found.einsum.input[0]).map(([, dim]) => dim));
  },
  lower([x], { equation, output_shape, activation }, { kernel, bias }) {
    const { einsum } = read(x.shape, equation, output_shape) as Read;
    const shared = einsum.kernel.find((letter) => einsum.input.includes(letter) && einsum.output.includes(letter));
    if (shared) return new Unsupported(`the equation keeps the axis ${shared} of input and kernel side by side`);
    const y = multiplied(x, kernel, einsum);
    const wide =
      bias && broadcastTo(reshape(bias, [...y.shape.slice(bias.shape.length).map(() => 1), ...bias.shape]), y.shape);
    return activations.get(activation.class_name)!.lower(wide ? add(y, wide) : y, activation.config);
  },
});

/** By one product of matrices: the axes that are summed over come last in x and first in the kernel. */
function multiplied(x: Value, kernel: Value, { input, kernel: inner, output }: Einsum): Value {
  const summed = inner.filter((letter) => !output.includes(letter));
  const kept = input.filter((letter) => !summed.includes(letter));
  const made = inner.filter((letter) => !summed.includes(letter));
  const ordered = (value: Value, from: readonly string[], to: readonly string[]): Value =>
    from.join() === to.join()
      ? value
      : transpose(
          value,
          to.map((letter) => from.indexOf(letter)),
        );
  const left = ordered(x, input, [...kept, ...summed]);
  const right = ordered(kernel, inner, [...summed, ...made]);
  const depth = sizeOf(right.shape.slice(0, summed.length));
  const shape: Sizes = [...left.shape.slice(0, kept.length), ...right.shape.slice(summed.length)];
  const y = matmul(
    reshape(left, [sizeOf(left.shape) / depth, depth]),
    reshape(right, [depth, sizeOf(right.shape) / depth]),
  );
  return ordered(reshape(y, shape), [...kept, ...made], output);
}
