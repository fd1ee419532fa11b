/** What Attention and AdditiveAttention share: a list of query, value and, if it is another, key. */
import type { Config } from "../../model/literal";
import { compatible, showShape, type Shape } from "../../model/shape";
import { multiply } from "../../ops/binary";
import { broadcastTo } from "../../ops/broadcast";
import type { Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { ShapeError, type Inputs, type Step } from "../layer";
import { causal, hide, maskBy, weigh } from "./attention";

export function attentionShape(inputs: Inputs<Shape>): Shape | ShapeError {
  const [query, value, key = value] = inputs as readonly [Shape, Shape, Shape?];
  if (inputs.length > 3) return new ShapeError(`takes a query, a value and a key; it has ${inputs.length} inputs`);
  if ([query, value, key].some((shape) => shape.length !== 3))
    return new ShapeError(
      `needs 3 axes (batch, steps, features) in each input; they are ${inputs.map(showShape).join(", ")}`,
    );
  if (!compatible(query[2]!, key[2]!))
    return new ShapeError(
      `cannot compare queries ${showShape(query)} with keys ${showShape(key)}: their features differ`,
    );
  if (!compatible(value[1]!, key[1]!))
    return new ShapeError(`needs as many keys as values; they are ${showShape(key)} and ${showShape(value)}`);
  return [query[0]!, query[1]!, value[2]!];
}

/** The shape of the weights, where the call asks for them. */
export function weightShapes(inputs: readonly Shape[], call: Config): readonly Shape[] {
  if (call["return_attention_scores"] !== true) return [];
  const [query, value] = inputs;
  return [[query?.[0] ?? null, query?.[1] ?? null, value?.[1] ?? null]];
}

/** From scores [batch, queries, keys] to the output, with the masks of the call. */
export function attend(scores: Value, value: Value, rate: number, step: Step): readonly Value[] {
  const [queryMask, valueMask] = step.masks;
  const shown = hide(scores, [
    valueMask && broadcastTo(reshape(valueMask, [valueMask.shape[0]!, 1, valueMask.shape[1]!]), scores.shape),
    step.call["use_causal_mask"] === true ? maskBy(scores.shape, causal) : undefined,
  ]);
  const [means, weights] = weigh(shown, value, rate, step);
  const y = queryMask ? multiply(means, broadcastTo(reshape(queryMask, [...queryMask.shape, 1]), means.shape)) : means;
  return step.call["return_attention_scores"] === true ? [y, weights] : [y];
}
