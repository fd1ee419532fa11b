/** Every place in a piece of plain data, moved. */
import type { Span } from "../../model/span";

/** The same data, with each span given to `move`. Spans are found by their name, so that new ones are found too. */
export function moveSpans<T>(data: T, move: (span: Span) => Span): T {
  const known = new Map<unknown, unknown>();
  const go = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = Array.isArray(value)
      ? value.map(go)
      : Object.fromEntries(Object.entries(value).map(([name, part]) => [name, isSpan(part) ? move(part) : go(part)]));
    known.set(value, made);
    return made;
  };
  return go(data) as T;
}

const isSpan = (value: unknown): value is Span =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).length === 2 &&
  typeof (value as Partial<Span>).start === "number" &&
  typeof (value as Partial<Span>).end === "number";
