/** What stands between the brackets of `x[…]`, as a recipe holds it. */
import type { Setting } from "../../../model/recipe";
import { indexOf, type Value } from "../../../python/value";
import { ArrayValue, constantOf } from "./array";
import { Lost, type Trace } from "./trace";

export interface IndexSettings {
  readonly index: readonly Setting[];
  /** The arrays that select. */
  readonly of: readonly Trace[];
}

export function indexSettings(index: Value): IndexSettings | Lost {
  const parts = index.kind === "tuple" ? index.items : [index];
  const found: Setting[] = [];
  const of: Trace[] = [];
  for (const part of parts) {
    const whole = indexOf(part);
    if (whole !== undefined) found.push(whole);
    else if (part.kind === "none") found.push("new");
    else if (part.kind === "external" && part.what === "Ellipsis") found.push("rest");
    else if (part.kind === "slice") {
      const bounds = [part.lower, part.upper, part.step].map((bound): Setting | Lost => {
        if (bound.kind === "none") return null;
        const known = indexOf(bound);
        if (known !== undefined) return known;
        if (!(bound instanceof ArrayValue))
          return new Lost(bound.kind === "unknown" ? bound.reason : "this slice is not followed", bound.span);
        of.push(bound.trace);
        return "of";
      });
      const lost = bounds.find((bound) => bound instanceof Lost);
      if (lost) return lost;
      found.push(bounds as Setting[]);
    } else if (part instanceof ArrayValue) {
      found.push("array");
      of.push(part.trace);
    } else if (part.kind === "list" && !part.unknown && part.items.every((item) => indexOf(item) !== undefined)) {
      found.push("array");
      of.push(
        constantOf(
          part.items.map((item) => indexOf(item)!),
          true,
        ),
      );
    } else return new Lost(part.kind === "unknown" ? part.reason : "this selection is not followed", part.span);
  }
  return { index: found, of };
}
