/** Values that change: lists, dictionaries, sets, iterators, classes and their instances. */
import type { Span } from "../model/span";
import { birth, type Journal, type Mutable } from "./journal";
import { keyOf, mergeValues } from "./same";
import type { External, Unknown, Value } from "./value";

export class List implements Mutable {
  readonly kind = "list";
  readonly born = birth();
  /** Why the contents are not known, when they are not. */
  unknown: Unknown | undefined;
  /** What has been put into it since it is not known, as long as nothing else is done with it. */
  collected: readonly Value[] | undefined;

  constructor(
    public items: Value[],
    readonly span?: Span,
    /** The dictionary that it is a view of. */
    readonly view?: Dict,
  ) {}

  save(): unknown {
    return { items: [...this.items], unknown: this.unknown, collected: this.collected };
  }

  load(state: unknown): void {
    const { items, unknown, collected } = state as Pick<List, "items" | "unknown" | "collected">;
    this.items = [...items];
    this.unknown = unknown;
    this.collected = collected;
  }

  /** What a list of a library's own has besides. */
  attribute?(name: string): Value | undefined;

  /** Its contents are not known from now on, and what is put into it is noted. */
  collect(why: Unknown, journal: Journal): void {
    journal.touch(this);
    this.items = [];
    this.unknown = why;
    this.collected = [];
  }

  /** Puts a value behind the others. */
  put(value: Value, journal: Journal): void {
    journal.touch(this);
    const { collected } = this;
    if (!this.unknown) this.items.push(value);
    else {
      this.spoil();
      if (collected) this.collected = [...collected, value];
    }
  }

  /** It is changed: what its unknown contents stood for no longer holds. */
  spoil(): void {
    if (this.unknown) this.unknown = { ...this.unknown };
    this.collected = undefined;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    const lists = states as Pick<List, "items" | "unknown" | "collected">[];
    const [first] = lists;
    const hidden = lists.find(({ unknown }) => unknown)?.unknown;
    // What one of them stands for does not hold in the others.
    this.unknown = hidden && (lists.every(({ unknown }) => unknown === hidden) ? hidden : { ...hidden });
    this.collected = lists.every(({ collected }) => collected === first?.collected) ? first?.collected : undefined;
    if (!this.unknown && lists.some(({ items }) => items.length !== first?.items.length)) this.unknown = why;
    this.items = this.unknown
      ? []
      : (first?.items.map((_, i) =>
          mergeValues(
            lists.map(({ items }) => items[i]!),
            why,
          ),
        ) ?? []);
  }
}

export interface Entry {
  readonly key: Value;
  readonly value: Value;
}
type Entries = ReadonlyMap<string, Entry>;

export class Dict implements Mutable {
  readonly kind = "dict";
  readonly born = birth();
  entries = new Map<string, Entry>();
  /** Why there may be other entries, or other values in these. */
  unknown: Unknown | undefined;

  constructor(
    readonly span?: Span,
    /** What makes the entry that is asked for and not there: `defaultdict`, `Counter`. */
    readonly missing?: Value,
  ) {}

  static of(pairs: Iterable<readonly [string, Value]>, span?: Span): Dict {
    const dict = new Dict(span);
    for (const [key, value] of pairs) dict.set({ kind: "text", value: key }, value);
    return dict;
  }

  get(key: Value): Value | undefined {
    const hash = keyOf(key);
    return hash === undefined ? undefined : this.entries.get(hash)?.value;
  }

  /** An unknown key may be any, so that nothing is certain afterwards. */
  set(key: Value, value: Value): void {
    const hash = keyOf(key);
    if (hash !== undefined) this.entries.set(hash, { key: this.entries.get(hash)?.key ?? key, value });
    else if (key.kind === "unknown") this.forget(key);
  }

  forget(why: Unknown): void {
    this.entries = new Map();
    this.unknown = why;
  }

  save(): unknown {
    return { entries: new Map(this.entries), unknown: this.unknown };
  }

  load(state: unknown): void {
    const { entries, unknown } = state as { entries: Entries; unknown: Unknown | undefined };
    this.entries = new Map(entries);
    this.unknown = unknown;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    const dicts = states as { entries: Entries; unknown: Unknown | undefined }[];
    const merged = mergeMaps(
      dicts.map(({ entries }) => entries),
      (entries) => ({
        key: entries[0]!.key,
        value: mergeValues(
          entries.map(({ value }) => value),
          why,
        ),
      }),
    );
    this.entries = merged.map;
    this.unknown = dicts.find(({ unknown }) => unknown)?.unknown ?? (merged.complete ? undefined : why);
  }
}

export class SetValue implements Mutable {
  readonly kind = "set";
  readonly born = birth();
  entries = new Map<string, Value>();
  unknown: Unknown | undefined;

  constructor(
    values: Iterable<Value>,
    readonly span?: Span,
  ) {
    for (const value of values) this.add(value);
  }

  add(value: Value): void {
    const hash = keyOf(value);
    if (hash !== undefined) this.entries.set(hash, value);
    else if (value.kind === "unknown") this.unknown = value;
  }

  save(): unknown {
    return { entries: new Map(this.entries), unknown: this.unknown };
  }

  load(state: unknown): void {
    const { entries, unknown } = state as Pick<SetValue, "entries" | "unknown">;
    this.entries = new Map(entries);
    this.unknown = unknown;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    const sets = states as Pick<SetValue, "entries" | "unknown">[];
    const merged = mergeMaps(
      sets.map(({ entries }) => entries),
      (values) => values[0]!,
    );
    this.entries = merged.map;
    this.unknown = sets.find(({ unknown }) => unknown)?.unknown ?? (merged.complete ? undefined : why);
  }
}

/** What `iter`, `zip`, `map` and the like give: values that are taken one by one. */
export class Iterator implements Mutable {
  readonly kind = "iterator";
  readonly born = birth();
  position = 0;
  unknown: Unknown | undefined;
  private readonly sizes: readonly (number | undefined)[];

  constructor(
    readonly items: readonly Value[],
    readonly span?: Span,
    /** What it goes over. */
    private readonly sources: readonly Value[] = [],
  ) {
    this.sizes = sources.map(sizeOf);
  }

  /** What it goes over has since grown or shrunk: other values may come than there were. */
  get isOutdated(): boolean {
    return this.sources.some((source, i) => sizeOf(source) !== this.sizes[i]);
  }

  save(): unknown {
    return this.position;
  }

  load(state: unknown): void {
    this.position = state as number;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    if (states.some((state) => state !== states[0])) this.unknown = why;
    else this.load(states[0]);
  }
}

/** How many values there are in a thing that can change; undefined for others and where it is not known. */
function sizeOf(value: Value): number | undefined {
  if (value.kind === "list" && !value.view) return value.unknown ? undefined : value.items.length;
  const keyed = value.kind === "list" ? value.view : value;
  return (keyed?.kind === "dict" || keyed?.kind === "set") && !keyed.unknown ? keyed.entries.size : undefined;
}

/** One name, and what it stands for. */
class Member implements Mutable {
  value: Value | undefined;

  constructor(readonly born: number) {}

  save(): unknown {
    return this.value;
  }

  load(state: unknown): void {
    this.value = state as Value | undefined;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    // A name that only one branch defines can afterwards only be read where that branch was taken.
    const values = (states as (Value | undefined)[]).filter((value) => value !== undefined);
    this.value = values.length === 0 ? undefined : mergeValues(values, why);
  }
}

/** Members of a class, an instance or a scope by name. */
export class Members {
  private born = birth();
  private readonly all = new Map<string, Member>();

  get(name: string): Value | undefined {
    return this.all.get(name)?.value;
  }

  set(name: string, value: Value | undefined, journal: Journal): void {
    const known = this.all.get(name);
    const member = known ?? new Member(this.born);
    if (!known) this.all.set(name, member);
    journal.touch(member);
    member.value = value;
  }

  *[Symbol.iterator](): Generator<readonly [string, Value]> {
    for (const [name, { value }] of this.all) if (value) yield [name, value];
  }

  /** As if they had just been made. */
  clear(): void {
    this.born = birth();
    this.all.clear();
  }
}

/** Members whose reading and changing somebody follows. */
export class WatchedMembers extends Members {
  watcher:
    { read(name: string, value: Value | undefined): void; wrote(name: string): void; readAll(): void } | undefined;

  override get(name: string): Value | undefined {
    const value = super.get(name);
    this.watcher?.read(name, value);
    return value;
  }

  override set(name: string, value: Value | undefined, journal: Journal): void {
    super.set(name, value, journal);
    this.watcher?.wrote(name);
  }

  override *[Symbol.iterator](): Generator<readonly [string, Value]> {
    this.watcher?.readAll();
    yield* super[Symbol.iterator]();
  }
}

export class Class {
  readonly kind = "class";
  /** Names that the class body annotates, in order. */
  fields: readonly string[] = [];
  /** The class and all that it derives from, nearest first. */
  readonly line: readonly (Class | External | Unknown)[];

  constructor(
    readonly name: string,
    readonly bases: readonly (Class | External | Unknown)[],
    /** The variables of its body. */
    readonly members: Members,
    readonly span?: Span,
  ) {
    this.line = lineOf(this, bases);
  }
}

function lineOf(class_: Class, bases: Class["bases"]): Class["line"] {
  const line: (Class | External | Unknown)[] = [class_];
  for (const base of bases)
    for (const one of base.kind === "class" ? base.line : [base]) {
      const earlier = line.indexOf(one);
      if (earlier > 0) line.splice(earlier, 1);
      line.push(one);
    }
  return line;
}

export class Instance {
  readonly kind = "instance";
  readonly members = new Members();
  /** What a base class from outside adds to it. */
  native: External | undefined;

  constructor(
    readonly class_: Class,
    readonly span?: Span,
  ) {}
}

/** The entries of several maps; complete when each is in all of them. The order is that of the first map that has it. */
function mergeMaps<V>(
  maps: readonly ReadonlyMap<string, V>[],
  merge: (values: readonly V[]) => V,
): { readonly map: Map<string, V>; readonly complete: boolean } {
  const map = new Map<string, V>();
  let complete = true;
  for (const key of new Set(maps.flatMap((one) => [...one.keys()]))) {
    const values = maps.flatMap((one) => (one.has(key) ? [one.get(key)!] : []));
    if (values.length < maps.length) complete = false;
    map.set(key, merge(values));
  }
  return { map, complete };
}
