import { compatible, lastDim, product, showShape, type Dim, type Shape } from "../model/shape";
import { batchMatmulTransposed } from "../ops/batchMatmul";
import { multiply } from "../ops/binary";
import { sizeOf, type Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { scale, unary } from "../ops/unary";
import { weigh } from "./families/attention";
import { applyMasks } from "./families/headMasks";
import { project, projection } from "./families/heads";
import { kernelParams } from "./families/kernelParams";
import { defineLayer, ShapeError, Unsupported, type Inputs } from "./layer";
import { anything, axes, bool, float, int, optional, size, sizes } from "./param";

const { use_bias, ...trained } = kernelParams;

interface Config {
  readonly attention_axes: readonly number[] | null;
  readonly output_shape: readonly Dim[] | null;
}

/** Query, value and key; the value is the key where none is given. */
function parts<T>(inputs: Inputs<T>): readonly [query: T, value: T, key: T] {
  const [query, value, key = value] = inputs as readonly [T, T, T?];
  return [query, value, key];
}
const outputSizes = (query: Shape, { output_shape }: Config): readonly Dim[] => output_shape ?? [lastDim(query)];

/** The axes between batch and features that are attended to, counted from the front. */
const attended = (rank: number, { attention_axes }: Config): readonly number[] =>
  attention_axes?.map((axis) => (axis < 0 ? axis + rank : axis)) ?? Array.from({ length: rank - 2 }, (_, i) => i + 1);

export const multiHeadAttention = defineLayer({
  type: "MultiHeadAttention",
  docs: "Attention several times side by side, each on projections of query, key and value of its own (Vaswani et al. 2017).",
  params: {
    num_heads: size("Number of attentions side by side."),
    key_dim: size("Size of each head's queries and keys."),
    value_dim: optional(size("Size of each head's values; None means `key_dim`.")),
    dropout: float("Share of the weights to drop while training.", { min: 0, max: 1, default: 0 }),
    use_bias,
    output_shape: optional(sizes("Size of the output's last axis; None means that of the query.")),
    attention_axes: optional(axes("The axes that are attended to; None means all between batch and features.")),
    sliding_window: optional(int("How far to either side a query sees; None for everything.", { min: 1 })),
    flash_attention: anything("Which code Keras takes; it changes nothing here."),
    ...trained,
    use_gate: bool("Multiply each head's output by a gate made of the query.", false),
    seed: optional(int("Starts the random stream.")),
  },
  arity: "several",
  mask: "passes",
  takes: { inputs: ["query", "value", "key"], also: ["query_mask", "value_mask", "key_mask", "attention_mask"] },
  traits: () => ["nonlinear", "mixes-channels", "attends"],
  shape(inputs, config) {
    const [query, value, key] = parts(inputs);
    if (inputs.length > 3) return new ShapeError(`takes a query, a value and a key; it has ${inputs.length} inputs`);
    if ([query, value, key].some((shape) => shape.length < 3 || shape.length !== query.length))
      return new ShapeError(
        `needs at least 3 axes, as many in each input; they are ${inputs.map(showShape).join(", ")}`,
      );
    if ([query, value, key].some((shape) => lastDim(shape) === null))
      return new ShapeError("needs to know the number of its inputs' features");
    if (!value.slice(1, -1).every((dim, i) => compatible(dim, key[i + 1]!)))
      return new ShapeError(`needs as many keys as values; they are ${showShape(key)} and ${showShape(value)}`);
    return [...query.slice(0, -1), ...outputSizes(query, config)];
  },
  otherShapes(inputs, config, call) {
    if (call["return_attention_scores"] !== true) return [];
    const [query, value] = inputs;
    if (!query || !value) return [[]];
    const over = attended(query.length, config);
    const others = query.slice(0, -1).filter((_, axis) => !over.includes(axis));
    return [[...others, config.num_heads, ...over.map((axis) => query[axis]!), ...over.map((axis) => value[axis]!)]];
  },
  weights(inputs, config) {
    const [query, value, key] = parts(inputs);
    const { num_heads: heads, key_dim, value_dim } = config;
    const valueDim = value_dim ?? key_dim;
    const [query_kernel, query_bias] = projection([lastDim(query), heads, key_dim], 1, config);
    const [key_kernel, key_bias] = projection([lastDim(key), heads, key_dim], 1, config);
    const [gate_kernel, gate_bias] = config.use_gate
      ? projection([lastDim(query), heads, valueDim], 1, config)
      : [undefined, undefined];
    const [value_kernel, value_bias] = projection([lastDim(value), heads, valueDim], 1, config);
    const [output_kernel, output_bias] = projection([heads, valueDim, ...outputSizes(query, config)], 2, config);
    return {
      query_kernel,
      query_bias,
      key_kernel,
      key_bias,
      gate_kernel,
      gate_bias,
      value_kernel,
      value_bias,
      output_kernel,
      output_bias,
    };
  },
  multiplyAdds(inputs, y, config) {
    const [query, value, key] = parts(inputs);
    const { num_heads: heads, key_dim } = config;
    const valueDim = config.value_dim ?? key_dim;
    const places = (shape: Shape): Dim => product(shape.slice(1, -1));
    const seen = product(attended(query.length, config).map((axis) => value[axis]!));
    const all = [
      [places(query), lastDim(query), heads, key_dim],
      [places(key), lastDim(key), heads, key_dim],
      [places(value), lastDim(value), heads, valueDim],
      [places(query), seen, heads, key_dim],
      [places(query), seen, heads, valueDim],
      [...y.slice(1), heads, valueDim],
    ].map(product);
    return all.reduce((a, b) =>
      typeof a === "number" && typeof b === "number" ? a + b : typeof a === "number" ? b : a,
    );
  },
  lower(inputs, config, weights, step) {
    const [query, value, key] = parts(inputs);
    const over = attended(query.shape.length, config);
    const q = project(query, weights.query_kernel, weights.query_bias, 1);
    const k = project(key, weights.key_kernel, weights.key_bias, 1);
    const v = project(value, weights.value_kernel, weights.value_bias, 1);
    const [keySize, valueSize] = [q.shape.at(-1)!, v.shape.at(-1)!];
    const heads = q.shape.at(-2)!;
    const scores = scale(batchMatmulTransposed(headsFirst(q, over), headsFirst(k, over)), 1 / Math.sqrt(keySize));
    const shown = applyMasks(scores, heads, config.sliding_window, step);
    if (shown instanceof Unsupported) return shown;
    const [means, probabilities] = weigh(shown, headsFirst(v, over), config.dropout, step);
    const back = headsLast(means, [...q.shape.slice(0, -1), valueSize], over);
    const gated = weights.gate_kernel
      ? multiply(back, unary("sigmoid", project(query, weights.gate_kernel, weights.gate_bias, 1)))
      : back;
    const y = project(gated, weights.output_kernel, weights.output_bias, 2);
    if (step.call["return_attention_scores"] !== true) return y;
    const others = q.shape.slice(0, -2).filter((_, axis) => !over.includes(axis));
    return [
      y,
      reshape(probabilities, [
        ...others,
        heads,
        ...over.map((axis) => q.shape[axis]!),
        ...over.map((axis) => k.shape[axis]!),
      ]),
    ];
  },
});

/** The order of [batch, places…, heads, size] that puts what is attended to next to the size: others, heads, attended, size. */
function orderOf(rank: number, over: readonly number[]): readonly number[] {
  const others = Array.from({ length: rank - 2 }, (_, axis) => axis).filter((axis) => !over.includes(axis));
  return [...others, rank - 2, ...over, rank - 1];
}

/** [batch, places…, heads, size] as [others · heads, attended places, size]. */
function headsFirst(x: Value, over: readonly number[]): Value {
  const moved = transpose(x, orderOf(x.shape.length, over));
  const [places, width] = [sizeOf(over.map((axis) => x.shape[axis]!)), x.shape.at(-1)!];
  return reshape(moved, [sizeOf(x.shape) / places / width, places, width]);
}

/** The other way round, to the shape given. */
function headsLast(x: Value, shape: readonly number[], over: readonly number[]): Value {
  const order = orderOf(shape.length, over);
  return transpose(
    reshape(
      x,
      order.map((axis) => shape[axis]!),
    ),
    [...order.keys()].map((axis) => order.indexOf(axis)),
  );
}
