/** Functions that do what a layer or a loss does: convolutions, poolings, normalizations, attention, cross-entropies. */
import type { Config, Literal } from "../../model/literal";
import { add, affine, divide, greater, maximum, multiply, subtract } from "../../ops/binary";
import { broadcastTo, sumTo } from "../../ops/broadcast";
import { oneHot } from "../../ops/crossEntropy";
import { constant, constants, sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { transpose } from "../../ops/transpose";
import { scale, unary } from "../../ops/unary";
import { activations } from "../activations";
import { adaptiveAveragePooling1d } from "../adaptiveAveragePooling1d";
import { adaptiveAveragePooling2d } from "../adaptiveAveragePooling2d";
import { adaptiveAveragePooling3d } from "../adaptiveAveragePooling3d";
import { adaptiveMaxPooling1d } from "../adaptiveMaxPooling1d";
import { adaptiveMaxPooling2d } from "../adaptiveMaxPooling2d";
import { adaptiveMaxPooling3d } from "../adaptiveMaxPooling3d";
import { averagePooling1d } from "../averagePooling1d";
import { averagePooling2d } from "../averagePooling2d";
import { averagePooling3d } from "../averagePooling3d";
import { conv1d } from "../conv1d";
import { conv1dTranspose } from "../conv1dTranspose";
import { conv2d } from "../conv2d";
import { conv2dTranspose } from "../conv2dTranspose";
import { conv3d } from "../conv3d";
import { conv3dTranspose } from "../conv3dTranspose";
import { depthwiseConv1d } from "../depthwiseConv1d";
import { depthwiseConv2d } from "../depthwiseConv2d";
import { ShapeError, Unsupported, type AnyLayer, type Step } from "../layer";
import { maxPooling1d } from "../maxPooling1d";
import { maxPooling2d } from "../maxPooling2d";
import { maxPooling3d } from "../maxPooling3d";
import { Misfit, type Param } from "../param";
import { separableConv1d } from "../separableConv1d";
import { separableConv2d } from "../separableConv2d";
import { product } from "./layout";
import { acrossSamples, notFollowed, together, type Operands, type Operation } from "./operation";

/** What a layer gives with these arguments and weights; it is one that asks nothing of the step. */
function given(
  layer: AnyLayer | undefined,
  x: Value,
  args: Config,
  weights: Readonly<Record<string, Value | undefined>> = {},
): Value | Unsupported {
  if (!layer) return notFollowed("a tensor of so many axes");
  const config: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(layer.params) as readonly (readonly [string, Param<unknown>])[]) {
    const parsed = param.parse(args[name] ?? param.default ?? null);
    if (parsed instanceof Misfit) return notFollowed(`its ${name}`);
    config[name] = parsed;
  }
  const shape = layer.shape([x.shape], config);
  if (shape instanceof ShapeError) return new Unsupported(`it ${shape.message}`);
  return layer.lower([x], config, weights, {} as Step) as Value | Unsupported;
}

/** By how many axes are between samples and channels. */
const ofRank = (layers: readonly AnyLayer[], x: Value): AnyLayer | undefined => layers[x.shape.length - 3];

/** Those of its arguments that are no tensors, without those that are left to the layer. */
const argsOf = (call: Operands, names: readonly string[]): Config =>
  Object.fromEntries(
    names.flatMap((name): (readonly [string, Literal])[] => {
      const value = call.literal(name);
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );

const pooled =
  (...layers: readonly AnyLayer[]): Operation =>
  (call) =>
    given(
      ofRank(layers, call.x),
      call.x,
      argsOf(call, ["pool_size", "strides", "padding", "data_format", "output_size"]),
    );

const windowArgs = ["strides", "padding", "data_format", "dilation_rate", "output_padding"];

/** `layout` says what the kernel's shape, whose first sizes are those of the window, makes of the other arguments. */
const convolved =
  (layers: readonly AnyLayer[], layout: (kernel: readonly number[], channels: number) => Config): Operation =>
  (call) => {
    const [x, kernel] = call.inputs;
    if (!x || kernel?.shape.length !== x.shape.length) return notFollowed("its kernel");
    const args = argsOf(call, windowArgs);
    const channels = x.shape.at(args["data_format"] === "channels_first" ? 1 : -1)!;
    const sizes = { kernel_size: kernel.shape.slice(0, -2), use_bias: false };
    return given(ofRank(layers, x), x, { ...args, ...sizes, ...layout(kernel.shape, channels) }, { kernel });
  };

const separated: Operation = (call) => {
  const [x, depthwise, pointwise] = call.inputs;
  if (!x || !depthwise || !pointwise || depthwise.shape.length !== x.shape.length) return notFollowed("its kernels");
  const sizes = { kernel_size: depthwise.shape.slice(0, -2), depth_multiplier: depthwise.shape.at(-1)! };
  return given(
    ofRank([separableConv1d, separableConv2d], x),
    x,
    { ...argsOf(call, windowArgs), ...sizes, filters: pointwise.shape.at(-1)!, use_bias: false },
    { depthwise_kernel: depthwise, pointwise_kernel: pointwise },
  );
};

/** Axes counted from the front; undefined where one is none. */
const axesOf = (call: Operands): readonly number[] | undefined =>
  call.literal("axis") === undefined ? [call.x.shape.length - 1] : call.axes();

/** One number for each place of these axes, beside x. */
const beside = (one: Value, x: Value, axes: readonly number[]): Value | undefined => {
  const sizes = x.shape.map((size, i) => (axes.includes(i) ? size : 1));
  return sizeOf(sizes) === sizeOf(one.shape) ? broadcastTo(reshape(one, sizes), x.shape) : undefined;
};

/** By a mean and a variance that are given. */
const normalizedBy: Operation = (call) => {
  const { x } = call;
  const axes = axesOf(call);
  const tensor = (name: string): Value | undefined => {
    const one = call.operand(name);
    return typeof one === "object" && axes ? beside(one, x, axes) : undefined;
  };
  const [mean, variance, offset, factor] = ["mean", "variance", "offset", "scale"].map(tensor);
  if (!mean || !variance) return notFollowed("its mean or variance");
  const width = unary("sqrt", affine(variance, 1, numberOf(call, "epsilon", 1e-3)));
  const normal = divide(subtract(x, mean), width);
  const wide = factor ? multiply(normal, factor) : normal;
  return offset ? add(wide, offset) : wide;
};

const numberOf = (call: Operands, name: string, preset: number): number => {
  const value = call.literal(name);
  return typeof value === "number" ? value : preset;
};

/** By the mean and variance along axes, or by the mean of squares alone. */
const normalizedAlong =
  (centers: boolean, factorName: string, epsilon: number): Operation =>
  (call) => {
    const { x } = call;
    const axes = axesOf(call);
    if (!axes) return notFollowed("this axis");
    if (axes.includes(0) && call.apart) return acrossSamples;
    const shrunk = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
    const mean = (one: Value): Value => scale(sumTo(one, shrunk), sizeOf(shrunk) / sizeOf(x.shape));
    const middle = centers ? subtract(x, broadcastTo(mean(x), x.shape)) : x;
    const width = unary("sqrt", affine(mean(unary("square", middle)), 1, numberOf(call, "epsilon", epsilon)));
    const normal = divide(middle, broadcastTo(width, x.shape));
    const [factor, offset] = [factorName, "beta"].map((name) => {
      const one = call.operand(name);
      return typeof one === "object" ? beside(one, x, axes) : undefined;
    });
    const wide = factor ? multiply(normal, factor) : normal;
    return offset ? add(wide, offset) : wide;
  };

/** Rows of probabilities along the last axis. */
const softmaxOf = (x: Value): Value => activations.get("softmax")!.lower(x, { axis: -1 });
const logSoftmaxOf = (x: Value): Value => activations.get("log_softmax")!.lower(x, { axis: -1 });

/** What is left out of a softmax. */
const NEVER = -1e9;

/** Query [batch, steps, heads, size], key and value with other steps, and as many heads or a part of them. */
const attended: Operation = (call) => {
  const [query, key, value] = ["query", "key", "value"].map((name) => call.operand(name));
  if (typeof query !== "object" || typeof key !== "object" || typeof value !== "object" || query.shape.length !== 4)
    return notFollowed("one of its tensors");
  const [, steps, heads, size] = query.shape as [number, number, number, number];
  const byHead = (x: Value): Value => {
    const turned = transpose(x, [0, 2, 1, 3]);
    const [batch, own, length, width] = turned.shape as [number, number, number, number];
    if (own === heads) return turned;
    const spread = broadcastTo(reshape(turned, [batch, own, 1, length, width]), [
      batch,
      own,
      heads / own,
      length,
      width,
    ]);
    return reshape(spread, [batch, heads, length, width]);
  };
  if (heads % key.shape[2]! !== 0) return notFollowed("such a number of heads");
  const others = key.shape[1]!;
  let logits = scale(
    product(byHead(query), transpose(byHead(key), [0, 1, 3, 2]))!,
    numberOf(call, "scale", 1 / Math.sqrt(size)),
  );
  const cap = call.literal("attn_logits_soft_cap");
  if (typeof cap === "number") logits = scale(unary("tanh", scale(logits, 1 / cap)), cap);
  const [bias, mask] = [call.operand("bias"), call.operand("mask")];
  if (typeof bias === "object") {
    const both = together(logits, bias);
    if (!both) return notFollowed("a bias of this shape");
    logits = add(...both);
  }
  const leftOut: Value[] = [];
  if (typeof mask === "object") leftOut.push(affine(mask, -NEVER, NEVER));
  if (call.literal("is_causal") === true) {
    const later = Array.from({ length: steps * others }, (_, i) => (i % others > Math.floor(i / others) ? NEVER : 0));
    leftOut.push(reshape(constants(later), [1, 1, steps, others]));
  }
  for (const one of leftOut) {
    const both = together(logits, one);
    if (!both) return notFollowed("a mask of this shape");
    logits = add(...both);
  }
  return transpose(product(softmaxOf(logits), byHead(value))!, [0, 2, 1, 3]);
};

const EPSILON = 1e-7;
const within = (x: Value): Value => unary("clip", x, EPSILON, 1 - EPSILON);

const binaryEntropy: Operation = (call) => {
  const [target, output] = call.inputs;
  if (!target || !output || sizeOf(target.shape) !== sizeOf(output.shape)) return notFollowed("its target");
  if (call.literal("from_logits") === true) {
    const sure = unary("softplus", scale(unary("abs", output), -1));
    return add(subtract(maximum(output, constant(0, output.shape)), multiply(output, target)), sure);
  }
  const share = within(output);
  const [yes, no] = [unary("log", share), unary("log", affine(share, -1, 1))];
  return scale(add(multiply(target, yes), multiply(affine(target, -1, 1), no)), -1);
};

/** −Σ target · log along the last axis. */
const entropy = (target: Value, logs: Value): Value =>
  scale(reshape(sumTo(multiply(target, logs), [...logs.shape.slice(0, -1), 1]), logs.shape.slice(0, -1)), -1);

const isLast = (call: Operands, output: Value): boolean =>
  [-1, output.shape.length - 1].includes(numberOf(call, "axis", -1));

const categoricalEntropy: Operation = (call) => {
  const [target, output] = call.inputs;
  if (!output || target?.shape.join() !== output.shape.join()) return notFollowed("its target");
  if (!isLast(call, output)) return notFollowed("this axis");
  if (call.literal("from_logits") === true) return entropy(target, logSoftmaxOf(output));
  const sums = sumTo(output, [...output.shape.slice(0, -1), 1]);
  return entropy(target, unary("log", within(divide(output, broadcastTo(sums, output.shape)))));
};

const sparseEntropy: Operation = (call) => {
  const [target, output] = call.inputs;
  const classes = output?.shape.at(-1);
  if (!target || !output || classes === undefined || sizeOf(target.shape) * classes !== sizeOf(output.shape))
    return notFollowed("its target");
  if (!isLast(call, output)) return notFollowed("this axis");
  const chosen = reshape(oneHot(reshape(target, [sizeOf(target.shape)]), classes), output.shape);
  // the rest of a row counts too where it does not sum to 1
  const logits = call.literal("from_logits") === true ? output : unary("log", within(output));
  return entropy(chosen, logSoftmaxOf(logits));
};

/** 1 for each number that is named in a row. */
const named: Operation = (call) => {
  const classes = call.literal("num_classes");
  const { x } = call;
  if (typeof classes !== "number" || x.shape.length < 2) return notFollowed("this coding");
  const rows = reshape(oneHot(reshape(x, [sizeOf(x.shape)]), classes), [...x.shape, classes]);
  const outer = x.shape.slice(0, -1);
  const sums = sumTo(rows, [...outer, 1, classes]);
  return reshape(greater(sums, constant(0, sums.shape)), [...outer, classes]);
};

export const asLayers: ReadonlyMap<string, Operation> = new Map([
  ["MaxPool", pooled(maxPooling1d, maxPooling2d, maxPooling3d)],
  ["AveragePool", pooled(averagePooling1d, averagePooling2d, averagePooling3d)],
  ["AdaptiveAveragePool", pooled(adaptiveAveragePooling1d, adaptiveAveragePooling2d, adaptiveAveragePooling3d)],
  ["AdaptiveMaxPool", pooled(adaptiveMaxPooling1d, adaptiveMaxPooling2d, adaptiveMaxPooling3d)],
  [
    "Conv",
    convolved([conv1d, conv2d, conv3d], (kernel, channels) => ({
      filters: kernel.at(-1)!,
      groups: channels / kernel.at(-2)!,
    })),
  ],
  [
    "ConvTranspose",
    convolved([conv1dTranspose, conv2dTranspose, conv3dTranspose], (kernel) => ({ filters: kernel.at(-2)! })),
  ],
  ["DepthwiseConv", convolved([depthwiseConv1d, depthwiseConv2d], (kernel) => ({ depth_multiplier: kernel.at(-1)! }))],
  ["SeparableConv", separated],
  ["BatchNorm", normalizedBy],
  ["LayerNorm", normalizedAlong(true, "gamma", 1e-7)],
  ["RMSNorm", normalizedAlong(false, "scale", 1e-7)],
  ["DotProductAttention", attended],
  ["BinaryCrossentropy", binaryEntropy],
  ["CategoricalCrossentropy", categoricalEntropy],
  ["SparseCategoricalCrossentropy", sparseEntropy],
  ["MultiHot", named],
]);
