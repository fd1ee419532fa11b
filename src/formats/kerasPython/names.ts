/** The names that Keras gives to what has none: `dense`, `dense_1`, counted over the whole file. */
import { birth, type Mutable } from "../../python/journal";

/** A class's name as Keras writes it in a layer's name: `Conv2D` → `conv2d`, `BatchNormalization` → `batch_normalization`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();

/** A name that Keras gives by counting. Its number changes with what is counted before it, as long as nobody has looked at it. */
export class AutomaticName {
  /** Somebody has, while the text was followed: what was done then may rest on the number. */
  isSeen = false;

  constructor(
    readonly prefix: string,
    public number: number,
  ) {}

  get text(): string {
    return this.number === 0 ? this.prefix : `${this.prefix}_${this.number}`;
  }
}

/** Given in the text, or automatic. */
export type Name = string | AutomaticName;

/** What was counted, for some prefixes, and the names that came of it. */
export interface Counted {
  readonly prefixes: ReadonlySet<string> | "all";
  before: ReadonlyMap<string, number>;
  after: ReadonlyMap<string, number>;
  readonly names: readonly AutomaticName[];
}

const part = (counts: ReadonlyMap<string, number>, prefixes: ReadonlySet<string>): ReadonlyMap<string, number> =>
  new Map([...prefixes].map((prefix) => [prefix, counts.get(prefix) ?? 0]));

/** The prefixes whose numbers somebody has looked at. */
const seenAmong = (names: readonly AutomaticName[]): ReadonlySet<string> =>
  new Set(names.flatMap(({ isSeen, prefix }) => (isSeen ? [prefix] : [])));

/** Counts that what was done rests on. */
export const restsOn = ({ prefixes, names }: Counted): ReadonlySet<string> | "all" =>
  prefixes === "all" ? "all" : seenAmong(names);

export class Names implements Mutable {
  readonly born = birth();
  private counts = new Map<string, number>();
  /** What has been counted lately; everything when it was cleared. */
  private counted: Set<string> | "all" = new Set();
  private names: AutomaticName[] = [];

  /** The next name for a class. */
  next(className: string): AutomaticName {
    const prefix = snakeCase(className);
    if (this.counted !== "all") this.counted.add(prefix);
    const count = this.counts.get(prefix) ?? 0;
    this.counts.set(prefix, count + 1);
    const name = new AutomaticName(prefix, count);
    this.names.push(name);
    return name;
  }

  /** `keras.backend.clear_session()`. */
  clear(): void {
    this.counts = new Map();
    this.counted = "all";
  }

  /** What is counted until the function is called that this gives: from where to where. */
  watch(): () => Counted {
    this.counted = new Set();
    this.names = [];
    const before = new Map(this.counts);
    return () => {
      const { counts, counted, names } = this;
      this.counted = new Set();
      this.names = [];
      if (counted === "all") return { prefixes: "all", before, after: new Map(counts), names };
      return { prefixes: counted, before: part(before, counted), after: part(counts, counted), names };
    };
  }

  /** Whether the same would be counted again, but for numbers that nobody looks at. */
  fits({ prefixes, before, names }: Counted): boolean {
    const isSame = (prefix: string): boolean => (this.counts.get(prefix) ?? 0) === (before.get(prefix) ?? 0);
    if (prefixes === "all") return this.counts.size === before.size && [...before.keys()].every(isSame);
    return [...prefixes].every(isSame) || [...seenAmong(names)].every(isSame);
  }

  /** Counts the same again, from where it is now. */
  repeat(counted: Counted): void {
    const { prefixes, before, after, names } = counted;
    if (prefixes === "all") {
      this.counts = new Map(after);
      return;
    }
    const further = new Map(
      [...before].map(([prefix, count]) => [prefix, (this.counts.get(prefix) ?? 0) - count] as const),
    );
    if ([...further.values()].some((by) => by !== 0)) {
      const moved = (counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
        new Map([...counts].map(([prefix, count]) => [prefix, count + further.get(prefix)!]));
      [counted.before, counted.after] = [moved(before), moved(after)];
      for (const name of names) name.number += further.get(name.prefix)!;
    }
    for (const [prefix, count] of counted.after) this.counts.set(prefix, count);
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
