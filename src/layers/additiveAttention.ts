import { lastDim, type Shape } from "../model/shape";
import { add, multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import type { Value } from "../ops/op";
import { sumColumns } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { unary } from "../ops/unary";
import { attend, attentionShape, weightShapes } from "./families/queryAndValue";
import { defineLayer, weight } from "./layer";
import { bool, float, int, optional } from "./param";

export const additiveAttention = defineLayer({
  type: "AdditiveAttention",
  docs: "For each query the mean of all values, weighted by `Σ scale · tanh(query + key)` (Bahdanau et al. 2015). Takes a list of query, value and, if it is another, key.",
  params: {
    use_scale: bool("Learn a factor for each feature.", true),
    dropout: float("Share of the weights to drop while training.", { min: 0, max: 1, default: 0 }),
    seed: optional(int("Starts the random stream.")),
  },
  arity: "several",
  mask: "passes",
  traits: () => ["nonlinear", "attends"],
  shape: attentionShape,
  otherShapes: (inputs, _, call) => weightShapes(inputs, call),
  weights: (inputs, { use_scale }) => {
    const [query, value, key = value] = inputs as readonly [Shape, Shape, Shape?];
    return {
      scale:
        use_scale && query.length > 0 ? weight([lastDim(key)], { class_name: "GlorotUniform", config: {} }) : undefined,
    };
  },
  lower(inputs, { dropout }, { scale }, step) {
    const [query, value, key = value] = inputs as readonly [Value, Value, Value?];
    const [batch, queries, size] = query.shape as readonly [number, number, number];
    const keys = key.shape[1]!;
    const shape = [batch, queries, keys, size];
    const sum = add(
      broadcastTo(reshape(query, [batch, queries, 1, size]), shape),
      broadcastTo(reshape(key, [batch, 1, keys, size]), shape),
    );
    const bent = reshape(unary("tanh", sum), [batch * queries * keys, size]);
    const scaled = scale ? multiply(bent, broadcastTo(reshape(scale, [1, size]), bent.shape)) : bent;
    return attend(reshape(sumColumns(scaled), [batch, queries, keys]), value, dropout, step);
  },
});
