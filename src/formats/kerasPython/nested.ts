/** Values in lists, tuples and dictionaries, which may hold themselves, or one thing in many places. */
import type { Literal } from "../../model/literal";
import type { Value } from "../../python/value";

/** What a structure holds, in its order; undefined for what is no structure. */
function partsOf(value: Value): readonly Value[] | undefined {
  if (value.kind === "list" || value.kind === "tuple") return value.items;
  return value.kind === "dict" ? Array.from(value.entries.values(), (entry) => entry.value) : undefined;
}

/** What is in a structure, however deep: each thing once, and with it the lists that hold more than is known. */
export function* thingsIn(value: Value): Generator<Value> {
  const waiting = [value];
  const seen = new Set<Value>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const parts = partsOf(next);
    if (parts) for (let i = parts.length - 1; i >= 0; i--) waiting.push(parts[i]!);
    if (!parts || ((next.kind === "list" || next.kind === "dict") && next.unknown)) yield next;
  }
}

/** How much a literal is when it is written out. */
interface Extent {
  readonly values: number;
  readonly depth: number;
}
const single: Extent = { values: 1, depth: 0 };
const extents = new WeakMap<object, Extent>();

/** How much a literal is when it is written out; a part that is in it in many places is looked at once. */
export function extentOf(literal: Literal): Extent {
  if (typeof literal !== "object" || literal === null) return single;
  const known = extents.get(literal);
  if (known) return known;
  const parts: readonly Literal[] = Array.isArray(literal)
    ? literal
    : "config" in literal
      ? Object.values(literal.config)
      : [];
  let [values, depth] = [1, 0];
  for (const part of parts) {
    const inner = extentOf(part);
    values += inner.values;
    depth = Math.max(depth, inner.depth + 1);
  }
  const extent = { values, depth };
  extents.set(literal, extent);
  return extent;
}
