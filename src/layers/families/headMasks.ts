/** Which keys a query may see, for attentions with heads. */
import { broadcastTo } from "../../ops/broadcast";
import { constants, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { Unsupported, type Step } from "../layer";
import { hide, hideFuture } from "./attention";

/** scores [batch · heads, queries, keys] with everything pushed down that the call's masks hide. */
export function applyMasks(scores: Value, heads: number, window: number | null, step: Step): Value | Unsupported {
  const [all, queries, keys] = scores.shape as readonly [number, number, number];
  const batch = all / heads;
  let shown = scores;
  const [mask] = step.given("attention_mask");
  if (mask) {
    const known = maskOfHeads(mask, batch, heads, queries, keys);
    if (known instanceof Unsupported) return known;
    shown = hide(shown, reshape(known, scores.shape));
  }
  // what the mask of the values hides from all queries; Keras hides by that of the keys just so
  for (const name of ["value_mask", "key_mask"] as const) {
    const [seen] = step.given(name);
    if (seen)
      shown = hide(
        shown,
        reshape(broadcastTo(reshape(seen, [batch, 1, 1, keys]), [batch, heads, queries, keys]), scores.shape),
      );
  }
  const [asking] = step.given("query_mask");
  if (asking)
    shown = hide(
      shown,
      reshape(broadcastTo(reshape(asking, [batch, 1, queries, 1]), [batch, heads, queries, keys]), scores.shape),
    );
  if (window !== null) shown = hideFar(shown, window);
  return step.call["use_causal_mask"] === true ? hideFuture(shown) : shown;
}

/** A mask [batch, queries, keys] or [batch, heads, queries, keys], sizes of 1 allowed, as the latter. */
function maskOfHeads(mask: Value, batch: number, heads: number, queries: number, keys: number): Value | Unsupported {
  const rank = mask.shape.length;
  if (rank !== 3 && rank !== 4) return new Unsupported(`its attention_mask has ${rank} axes`);
  const wide = rank === 3 ? reshape(mask, [mask.shape[0]!, 1, ...mask.shape.slice(1)]) : mask;
  return broadcastTo(wide, [batch, heads, queries, keys]);
}

/** scores in which a query sees keys closer than `window` only. */
function hideFar(scores: Value, window: number): Value {
  const [, queries, keys] = scores.shape as readonly [number, number, number];
  const near = Array.from({ length: queries * keys }, (_, i) =>
    Math.abs((i % keys) - Math.floor(i / keys)) < window ? 1 : 0,
  );
  return hide(scores, broadcastTo(reshape(constants(near), [1, queries, keys]), scores.shape));
}
