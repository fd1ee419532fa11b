/** Models that say the same as before a change of their text, and only stand elsewhere in it: what is known of them need not be found again. */
import type { Graph } from "./graph";
import type { Span } from "./span";

/** For each node and each place of models as they were, the node and the place in the models as they are. */
export class Moved {
  private readonly pairs = new Map<object, object>();
  private readonly offsets = new Map<number, number>();

  /** Whether a model is the same but for its places. */
  isSame(before: Graph, after: Graph): boolean {
    return this.compare(before, after, false);
  }

  /** Whether places kept their order, and what stood at one place still does: hints compare places. */
  get keepsOrder(): boolean {
    const ordered = [...this.offsets].sort(([a], [b]) => a - b);
    return ordered.every(([, offset], i) => i === 0 || offset > ordered[i - 1]![1]);
  }

  /** A node or a place in the models as they are; undefined for one that has not been compared. */
  now<T extends object>(thing: T): T | undefined {
    return this.pairs.get(thing) as T | undefined;
  }

  private compare(a: unknown, b: unknown, listed: boolean): boolean {
    if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return Object.is(a, b);
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return false;
      for (let i = 0; i < a.length; i++) if (!this.compare(a[i], b[i], listed)) return false;
      return true;
    }
    const [names, others] = [Object.keys(a), Object.keys(b)];
    if (Array.isArray(b) || names.length !== others.length) return false;
    if (listed) this.pairs.set(a, b);
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      if (name !== others[i]) return false;
      const [before, after] = [(a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]];
      if (name === "span" && isSpan(before) && isSpan(after)) {
        if (!this.pair(before.start, after.start) || !this.pair(before.end, after.end)) return false;
        this.pairs.set(before, after);
      } else if (!this.compare(before, after, name === "nodes")) return false;
    }
    return true;
  }

  private pair(before: number, after: number): boolean {
    const known = this.offsets.get(before);
    if (known === undefined) this.offsets.set(before, after);
    return known === undefined || known === after;
  }
}

const isSpan = (value: unknown): value is Span =>
  typeof value === "object" && value !== null && "start" in value && "end" in value;
