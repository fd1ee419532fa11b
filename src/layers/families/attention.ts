/** What the attentions share: scores become weights, and weights means of values. */
import { batchMatmul } from "../../ops/batchMatmul";
import { add, affine, multiply } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import { dropout } from "../../ops/dropout";
import { constants, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { softmax } from "../../ops/softmax";
import type { Step } from "../layer";

/** Added to the score of what must not be seen, as Keras does: large, and no infinity. */
const HIDDEN = -1e9;

/** scores with the places pushed down that a mask hides; masks have 1 where a place may be seen, and all must agree. */
export function hide(scores: Value, masks: readonly (Value | undefined)[]): Value {
  const [first, ...others] = masks.filter((mask) => mask !== undefined);
  if (!first) return scores;
  const seen = others.reduce((a, b) => multiply(a, b), first);
  return add(scores, affine(seen, -HIDDEN, HIDDEN));
}

/** A mask [batch · heads, queries, keys] by a rule on a query's and a key's place. */
export function maskBy(
  [batch, queries, keys]: readonly number[],
  sees: (query: number, key: number) => boolean,
): Value {
  const places = Array.from({ length: queries! * keys! }, (_, i) => (sees(Math.floor(i / keys!), i % keys!) ? 1 : 0));
  return broadcastTo(reshape(constants(places), [1, queries!, keys!]), [batch!, queries!, keys!]);
}

/** Query i sees keys 0 to i only. */
export const causal = (query: number, key: number): boolean => key <= query;

/** Scores turned into weights that sum to 1 for each query, and the means of values [batch, keys, size] that they give. */
export function weigh(scores: Value, values: Value, rate: number, step: Step): readonly [means: Value, weights: Value] {
  const [batch, queries, keys] = scores.shape as readonly [number, number, number];
  const weights = reshape(softmax(reshape(scores, [batch * queries, keys])), scores.shape);
  const kept = step.training && rate > 0 ? dropout(weights, rate, step.random()) : weights;
  return [batchMatmul(kept, values), weights];
}
