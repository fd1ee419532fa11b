/** The names that Keras gives to what has none: `dense`, `dense_1`, counted over the whole file. */
import { birth, type Mutable } from "../../python/journal";

/** A class's name as Keras writes it in a layer's name: `Conv2D` → `conv2d`, `BatchNormalization` → `batch_normalization`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();

/** What was counted, for some prefixes. */
export interface Counted {
  readonly prefixes: ReadonlySet<string> | "all";
  readonly before: ReadonlyMap<string, number>;
  readonly after: ReadonlyMap<string, number>;
}

const part = (counts: ReadonlyMap<string, number>, prefixes: ReadonlySet<string>): ReadonlyMap<string, number> =>
  new Map([...prefixes].map((prefix) => [prefix, counts.get(prefix) ?? 0]));

export class Names implements Mutable {
  readonly born = birth();
  private counts = new Map<string, number>();
  /** What has been counted lately; everything when it was cleared. */
  private counted: Set<string> | "all" = new Set();

  /** The next name for a class. */
  next(className: string): string {
    const prefix = snakeCase(className);
    if (this.counted !== "all") this.counted.add(prefix);
    const count = this.counts.get(prefix) ?? 0;
    this.counts.set(prefix, count + 1);
    return count === 0 ? prefix : `${prefix}_${count}`;
  }

  /** `keras.backend.clear_session()`. */
  clear(): void {
    this.counts = new Map();
    this.counted = "all";
  }

  /** What is counted until the function is called that this gives: from where to where. */
  watch(): () => Counted {
    this.counted = new Set();
    const before = new Map(this.counts);
    return () => {
      const { counts, counted } = this;
      this.counted = new Set();
      if (counted === "all") return { prefixes: "all", before, after: new Map(counts) };
      return { prefixes: counted, before: part(before, counted), after: part(counts, counted) };
    };
  }

  /** Whether the same would be counted again. */
  fits({ prefixes, before }: Counted): boolean {
    if (prefixes === "all" && this.counts.size !== before.size) return false;
    return [...(prefixes === "all" ? before.keys() : prefixes)].every(
      (prefix) => (this.counts.get(prefix) ?? 0) === (before.get(prefix) ?? 0),
    );
  }

  repeat({ prefixes, after }: Counted): void {
    if (prefixes === "all") this.counts = new Map(after);
    else for (const [prefix, count] of after) this.counts.set(prefix, count);
  }

  save(): unknown {
    return new Map(this.counts);
  }

  load(state: unknown): void {
    this.counts = new Map(state as Map<string, number>);
  }

  /** Where it is not known how many there are, as many as there may be. */
  merge(states: readonly unknown[]): void {
    const all = states as Map<string, number>[];
    this.counts = new Map();
    for (const counts of all)
      for (const [name, count] of counts) this.counts.set(name, Math.max(count, this.counts.get(name) ?? 0));
  }
}
