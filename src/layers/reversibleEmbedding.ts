import { affine } from "../ops/binary";
import { matmul } from "../ops/matmul";
import { sizeOf } from "../ops/op";
import { reshape } from "../ops/reshape";
import { transpose } from "../ops/transpose";
import { scale, unary } from "../ops/unary";
import type { Config } from "../model/literal";
import { embedding, notZero } from "./embedding";
import { weightBy } from "./families/kernelParams";
import { defineLayer, ShapeError } from "./layer";
import { anything, bool, float, optional } from "./param";

const { input_dim, output_dim, embeddings_initializer, embeddings_regularizer, embeddings_constraint, mask_zero } =
  embedding.params;

export const reversibleEmbedding = defineLayer({
  type: "ReversibleEmbedding",
  docs: "A learned vector for each whole number, as Embedding; called with `reverse=True`, a logit of each number for a vector.",
  params: {
    input_dim,
    output_dim,
    tie_weights: bool("The way back uses the same vectors.", true),
    embeddings_initializer,
    embeddings_regularizer,
    embeddings_constraint,
    mask_zero,
    reverse_dtype: anything("Type of numbers on the way back."),
    logit_soft_cap: optional(float("Logits stay between minus this and this, by a tanh.")),
  },
  arity: "one",
  mask: ([x], config, _, call) => (config.mask_zero && !isReverse(call) ? notZero(x) : undefined),
  traits: () => ["looks-up"],
  shape([x], { input_dim: words, output_dim: width }, call) {
    if (!isReverse(call)) return [...x, width];
    const last = x[x.length - 1];
    if (typeof last === "number" && typeof width === "number" && last !== width)
      return new ShapeError(`goes back from vectors of ${width}, and its input has ${last} in the last axis`);
    return [...x.slice(0, -1), words];
  },
  weights: (_, config) => ({
    embeddings: weightBy(
      [config.input_dim, config.output_dim],
      config.embeddings_initializer,
      config.embeddings_regularizer,
      config.embeddings_constraint,
    ),
    reverse_embeddings: config.tie_weights
      ? undefined
      : weightBy([config.output_dim, config.input_dim], config.embeddings_initializer, null, null),
  }),
  lower([x], config, { embeddings, reverse_embeddings }, step) {
    if (!isReverse(step.call)) return embedding.lower([x], config, { embeddings }, step);
    const width = x.shape.at(-1)!;
    const kernel = reverse_embeddings ?? transpose(embeddings, [1, 0]);
    const y = matmul(reshape(x, [sizeOf(x.shape) / width, width]), kernel);
    const logits = reshape(y, [...x.shape.slice(0, -1), y.shape[1]!]);
    const cap = config.logit_soft_cap;
    return cap === null ? logits : affine(unary("tanh", scale(logits, 1 / cap)), cap, 0);
  },
});

/** Whether vectors are turned into logits. */
const isReverse = (call: Config | undefined): boolean => call?.["reverse"] === true;
