/** What the attentions share: scores become weights, and weights means of values. */
import { batchMatmul } from "../../ops/batchMatmul";
import { add, affine } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { dropout } from "../../ops/dropout";
import { constants, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { softmax } from "../../ops/softmax";
import type { Step } from "../layer";

/** Added to the score of what must not be seen, as Keras does: large, and no infinity. */
const HIDDEN = -1e9;

/** scores [batch, queries, keys] with hidden places pushed down; a mask has 1 where a place may be seen. */
export function hide(scores: Value, mask: Value): Value {
  return add(scores, affine(mask, -HIDDEN, HIDDEN));
}

/** scores in which query i sees keys 0 to i only. */
export function hideFuture(scores: Value): Value {
  const [, queries, keys] = scores.shape as readonly [number, number, number];
  const triangle = Array.from({ length: queries * keys }, (_, i) => (i % keys <= Math.floor(i / keys) ? 0 : HIDDEN));
  return add(scores, broadcastTo(reshape(constants(triangle), [1, queries, keys]), scores.shape));
}

/** Scores turned into weights that sum to 1 for each query, and the means of values [batch, keys, size] that they give. */
export function weigh(scores: Value, values: Value, rate: number, step: Step): readonly [means: Value, weights: Value] {
  const [batch, queries, keys] = scores.shape as readonly [number, number, number];
  const weights = reshape(softmax(reshape(scores, [batch * queries, keys])), scores.shape);
  const kept = step.training && rate > 0 ? dropout(weights, rate, step.random()) : weights;
  return [batchMatmul(kept, values), weights];
}
