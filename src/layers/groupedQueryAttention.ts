import { compatible, lastDim, product, showShape, type Dim } from "../model/shape";
import { take } from "../ops/alongAxis";
import { batchMatmulTransposed } from "../ops/batchMatmul";
import { multiply } from "../ops/binary";
import type { Value } from "../ops/op";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { scale, unary } from "../ops/unary";
import { weigh } from "./families/attention";
import { applyMasks } from "./families/headMasks";
import { project, projection } from "./families/heads";
import { kernelParams } from "./families/kernelParams";
import { defineLayer, ShapeError, Unsupported, type Inputs } from "./layer";
import { anything, bool, float, int, optional } from "./param";

const { use_bias, ...trained } = kernelParams;

function parts<T>(inputs: Inputs<T>): readonly [query: T, value: T, key: T] {
  const [query, value, key = value] = inputs as readonly [T, T, T?];
  return [query, value, key];
}

export const groupedQueryAttention = defineLayer({
  type: "GroupedQueryAttention",
  aliases: ["GroupQueryAttention"],
  docs: "Attention with several heads of which groups share a key and a value (Ainslie et al. 2023): less to remember than MultiHeadAttention.",
  params: {
    head_dim: int("Size of each head.", { min: 1 }),
    num_query_heads: int("Number of heads of the query.", { min: 1 }),
    num_key_value_heads: int("Number of heads of key and value; it divides that of the query.", { min: 1 }),
    dropout: float("Share of the weights to drop while training.", { min: 0, max: 1, default: 0 }),
    use_bias,
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
  shape(inputs, { num_query_heads, num_key_value_heads }) {
    const [query, value, key] = parts(inputs);
    if (num_query_heads % num_key_value_heads !== 0)
      return new ShapeError(`has ${num_query_heads} query heads, which ${num_key_value_heads} do not divide`);
    if (inputs.length > 3 || [query, value, key].some((shape) => shape.length !== 3))
      return new ShapeError(
        `needs a query and a value of 3 axes (batch, steps, features); it has ${inputs.map(showShape).join(", ")}`,
      );
    if ([query, value, key].some((shape) => lastDim(shape) === null))
      return new ShapeError("needs to know the number of its inputs' features");
    if (!compatible(lastDim(query), lastDim(value)))
      return new ShapeError(
        `needs as many features in query and value; they are ${showShape(query)} and ${showShape(value)}`,
      );
    if (!compatible(value[1]!, key[1]!))
      return new ShapeError(`needs as many keys as values; they are ${showShape(key)} and ${showShape(value)}`);
    return query;
  },
  otherShapes(inputs, { num_query_heads }, call) {
    if (call["return_attention_scores"] !== true) return [];
    const [query, value] = inputs;
    return [[query?.[0] ?? null, num_query_heads, query?.[1] ?? null, value?.[1] ?? null]];
  },
  weights(inputs, config) {
    const [query, value, key] = parts(inputs);
    const { num_query_heads: heads, num_key_value_heads: shared, head_dim } = config;
    const [query_kernel, query_bias] = projection([lastDim(query), heads, head_dim], 1, config);
    const [key_kernel, key_bias] = projection([lastDim(key), shared, head_dim], 1, config);
    const [gate_kernel, gate_bias] = config.use_gate
      ? projection([lastDim(query), heads, head_dim], 1, config)
      : [undefined, undefined];
    const [value_kernel, value_bias] = projection([lastDim(value), shared, head_dim], 1, config);
    const [output_kernel, output_bias] = projection([heads, head_dim, lastDim(query)], 2, config);
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
  multiplyAdds(inputs, _, { num_query_heads: heads, num_key_value_heads: shared, head_dim }) {
    const [query, value, key] = parts(inputs);
    const all = [
      [query[1]!, lastDim(query), heads, head_dim, 2],
      [key[1]!, lastDim(key), shared, head_dim],
      [value[1]!, lastDim(value), shared, head_dim],
      [query[1]!, key[1]!, heads, head_dim, 2],
    ].map((dims: readonly Dim[]) => product(dims));
    return all.reduce((a, b) =>
      typeof a === "number" && typeof b === "number" ? a + b : typeof a === "number" ? b : a,
    );
  },
  lower(inputs, config, weights, step) {
    const [query, value, key] = parts(inputs);
    const { num_query_heads: heads, num_key_value_heads: shared, head_dim } = config;
    const group = heads / shared;
    const q = headsFirst(project(query, weights.query_kernel, weights.query_bias, 1));
    const k = headsFirst(repeated(project(key, weights.key_kernel, weights.key_bias, 1), group));
    const v = headsFirst(repeated(project(value, weights.value_kernel, weights.value_bias, 1), group));
    const scores = scale(batchMatmulTransposed(q, k), 1 / Math.sqrt(head_dim));
    const shown = applyMasks(scores, heads, config.sliding_window, step);
    if (shown instanceof Unsupported) return shown;
    const [means, probabilities] = weigh(shown, v, config.dropout, step);
    const [batch, queries] = query.shape as readonly [number, number, number];
    const back = transpose(reshape(means, [batch, heads, queries, head_dim]), [0, 2, 1, 3]);
    const gated = weights.gate_kernel
      ? multiply(back, unary("sigmoid", project(query, weights.gate_kernel, weights.gate_bias, 1)))
      : back;
    const y = project(gated, weights.output_kernel, weights.output_bias, 2);
    if (step.call["return_attention_scores"] !== true) return y;
    return [y, reshape(probabilities, [batch, heads, queries, key.shape[1]!])];
  },
});

/** Each of the heads in [batch, steps, heads, size] so many times. */
const repeated = (x: Value, times: number): Value =>
  take(
    x,
    2,
    Array.from({ length: x.shape[2]! * times }, (_, head) => Math.floor(head / times)),
  );

/** [batch, steps, heads, size] as [batch · heads, steps, size]. */
function headsFirst(x: Value): Value {
  const [batch, steps, heads, size] = x.shape as readonly [number, number, number, number];
  return reshape(transpose(x, [0, 2, 1, 3]), [batch * heads, steps, size]);
}
