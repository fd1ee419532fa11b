/** Which keys a query may see, for attentions with heads. */
import { broadcastTo } from "../../ops/broadcast";
import type { Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { Unsupported, type Step } from "../layer";
import { causal, hide, maskBy } from "./attention";

/** scores [batch · heads, queries, keys] with everything pushed down that the call's masks hide. */
export function applyMasks(scores: Value, heads: number, window: number | null, step: Step): Value | Unsupported {
  const [all, queries, keys] = scores.shape as readonly [number, number, number];
  const batch = all / heads;
  /** A mask of 4 axes, sizes of 1 repeated, as the scores lie. */
  const spread = (mask: Value, shape: readonly number[]): Value =>
    reshape(broadcastTo(reshape(mask, shape), [batch, heads, queries, keys]), scores.shape);
  const [own] = step.given("attention_mask");
  const rank = own?.shape.length ?? 3;
  if (rank !== 3 && rank !== 4) return new Unsupported(`its attention_mask has ${rank} axes`);
  const [query, ...others] = step.masks;
  const perKey = others.filter((mask) => mask !== undefined);
  if ([query, ...perKey].some((mask) => mask && mask.shape.length !== 2))
    return new Unsupported("masks of inputs with more than 3 axes are not in the engine");
  return hide(scores, [
    own && spread(own, rank === 3 ? [own.shape[0]!, 1, ...own.shape.slice(1)] : own.shape),
    query && spread(query, [batch, 1, queries, 1]),
    ...perKey.map((mask) => spread(mask, [batch, 1, 1, keys])),
    window === null ? undefined : maskBy(scores.shape, (i, k) => Math.abs(i - k) < window),
    step.call["use_causal_mask"] === true ? maskBy(scores.shape, causal) : undefined,
  ]);
}
