/** Moves what is known of an older text to where it stands in a newer one. */
import type { Span } from "../model/span";

/** The text between `start` and `end` was replaced by `length` characters. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

/** The change that turns one text into another, seen from what both begin and end with. */
export function changeBetween(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { start, end: before.length - same, length: after.length - same - start };
}

/** A plain value with every span in it moved through the changes, oldest first. */
export function shiftSpans<T>(value: T, changes: readonly TextChange[]): T {
  return changes.length === 0 ? value : (shiftValue(value, changes) as T);
}

function shiftValue(value: unknown, changes: readonly TextChange[]): unknown {
  if (Array.isArray(value)) return value.map((part) => shiftValue(part, changes));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]: [string, unknown]) => [
      name,
      name === "span" && isSpan(part) ? shiftSpan(part, changes) : shiftValue(part, changes),
    ]),
  );
}

const isSpan = (value: unknown): value is Span =>
  typeof value === "object" && value !== null && "start" in value && "end" in value;

/** What is typed at an edge is outside of the span; a span that is overwritten becomes empty. */
function shiftSpan(span: Span, changes: readonly TextChange[]): Span {
  let { start, end } = span;
  for (const change of changes) {
    const after = change.start + change.length;
    const moved = (offset: number): number => offset + after - change.end;
    const newStart = start >= change.end ? moved(start) : Math.min(start, change.start);
    const newEnd = end >= change.end && end > change.start ? moved(end) : Math.min(end, change.start);
    start = newStart;
    end = Math.max(newStart, newEnd);
  }
  return { start, end };
}
