import { batchMatmulTransposed } from "../ops/batchMatmul";
import { add, multiply } from "../ops/binary";
import { broadcastTo } from "../ops/broadcast";
import type { Value } from "../ops/op";
import { fill, sumColumns } from "../ops/reduce";
import { reshape } from "../ops/reshape";
import { unary } from "../ops/unary";
import { attend, attentionShape, weightShapes } from "./families/queryAndValue";
import { defineLayer, weight } from "./layer";
import { bool, choice, float, int, optional } from "./param";

const one = { class_name: "Ones", config: {} };

export const attention = defineLayer({
  type: "Attention",
  docs: "For each query the mean of all values, weighted by how well their keys fit the query (Luong et al. 2015). Takes a list of query, value and, if it is another, key.",
  params: {
    use_scale: bool("Learn a factor of the scores.", false),
    score_mode: choice(
      "How a query and a key are compared: their product, or tanh of their sum.",
      ["dot", "concat"],
      "dot",
    ),
    dropout: float("Share of the weights to drop while training.", { min: 0, max: 1, default: 0 }),
    seed: optional(int("Starts the random stream.")),
  },
  arity: "several",
  mask: "passes",
  traits: () => ["nonlinear", "attends"],
  shape: attentionShape,
  otherShapes: (inputs, _, call) => weightShapes(inputs, call),
  weights: (_, { use_scale, score_mode }) => ({
    scale: use_scale ? weight([], one) : undefined,
    concat_score_weight: score_mode === "concat" ? weight([], one) : undefined,
  }),
  lower(inputs, { dropout }, { scale, concat_score_weight }, step) {
    const [query, value, key = value] = inputs as readonly [Value, Value, Value?];
    const scores = concat_score_weight
      ? multiplyBy(sumOfTanh(query, key, scale), concat_score_weight)
      : multiplyBy(batchMatmulTransposed(query, key), scale);
    return attend(scores, value, dropout, step);
  },
});

/** x times a weight of one number, where there is one. */
const multiplyBy = (x: Value, by: Value | undefined): Value => (by ? multiply(x, fill(reshape(by, [1]), x.shape)) : x);

/** Σ tanh(scale · (query + key)) for each pair. */
function sumOfTanh(query: Value, key: Value, scale: Value | undefined): Value {
  const [batch, queries, size] = query.shape as readonly [number, number, number];
  const keys = key.shape[1]!;
  const shape = [batch, queries, keys, size];
  const sum = add(
    broadcastTo(reshape(query, [batch, queries, 1, size]), shape),
    broadcastTo(reshape(key, [batch, 1, keys, size]), shape),
  );
  const rows = reshape(unary("tanh", multiplyBy(sum, scale)), [batch * queries * keys, size]);
  return reshape(sumColumns(rows), [batch, queries, keys]);
}
