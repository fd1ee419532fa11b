/**
 * What following a top-level statement took from the statements before it and left to those after it, so that the next reading of a
 * file that has changed elsewhere can take over what it left instead of following it again.
 */
import { List, Dict, SetValue, type Members } from "./containers";
import { birth, type Mutable } from "./journal";
import type { Machine } from "./machine";
import type { FunctionDefinition, Lambda } from "./syntax";
import type { External, Value } from "./value";

/** What stands outside of the file's own variables and still changes while it is followed: the names that Keras gives, its models. */
export interface Ledger {
  /** Begins a new reading. */
  begin(): void;
  /** To be called before a statement is followed; the function gives, after it, what it has done here, or undefined if that cannot be repeated. */
  open(): () => Entry | undefined;
}

export interface Entry {
  /** Whether the same would be done now. */
  fits(): boolean;
  repeat(): void;
  /** Counts that it rests on: where one finds others, so will all that rest on the same. */
  takes(): Counts;
}

export type Counts = ReadonlySet<string> | "all";

/** Listens while one statement is followed, or something after the text. */
export class Recorder {
  readonly opened = birth();
  readonly touched = new Set<Mutable>();
  readonly reads = new Map<string, { readonly writer: Footprint | undefined; readonly value: Value | undefined }>();
  readonly writes = new Set<string>();
  readonly notices: Parameters<Machine["notice"]>[] = [];
  readonly called = new Set<FunctionDefinition | Lambda>();
  readonly remembered = new Map<string, string>();
  /** What holds outside of the text, to be asked again. */
  readonly presumed: (() => boolean)[] = [];
  isRegular = true;
  /** How deep the bounds of its steps were nested. */
  bounds = 0;

  constructor(
    private readonly writers: ReadonlyMap<string, Footprint>,
    /** What had been remembered before. */
    readonly memories: string,
    /** It is something after the text. */
    readonly isAside: boolean,
  ) {}

  read(name: string, value: Value | undefined): void {
    if (!this.writes.has(name) && !this.reads.has(name))
      this.reads.set(name, { writer: this.writers.get(name), value });
  }

  wrote(name: string): void {
    this.writes.add(name);
  }

  readAll(): void {
    this.isRegular = false;
  }
}

export const shown = (memories: ReadonlyMap<string, string>): string =>
  memories.size === 0 ? "" : JSON.stringify([...memories]);

export class Footprint {
  readonly closed = birth();
  /** Final values in the order in which the names were first written; undefined where a name was taken away. */
  readonly left: readonly (readonly [string, Value | undefined])[];
  /** Statements that it shares things with that can change: they are followed again together, or not at all. */
  bound: readonly Footprint[] = [];

  constructor(
    readonly recorder: Recorder,
    members: Members,
    readonly entry: Entry | undefined,
    /** Steps that were taken before it, and by it. */
    readonly before: number,
    readonly steps: number,
  ) {
    this.left = [...recorder.writes].map((name) => [name, members.get(name)]);
  }

  /** Whether following it now would do the same again, given who has written the variables. */
  fits(writers: ReadonlyMap<string, Footprint>, machine: Machine): boolean {
    if (!this.entry?.fits() || this.recorder.memories !== shown(machine.remembered)) return false;
    for (const [name, { writer }] of this.recorder.reads) if (writers.get(name) !== writer) return false;
    if (!this.recorder.presumed.every((holds) => holds())) return false;
    const { steps, limit } = machine.budget;
    // Each bound may take half of what the one around it has left.
    return steps === this.before || (this.steps + 2) * 2 ** (this.recorder.bounds + 1) < limit - steps;
  }

  /** Leaves behind what it left. */
  repeat(machine: Machine, members: Members, writers: Map<string, Footprint>): void {
    for (const [name, value] of this.left) {
      members.set(name, value, machine.journal);
      writers.set(name, this);
    }
    for (const notice of this.recorder.notices) machine.notice(...notice);
    for (const [name, value] of this.recorder.remembered) machine.remember(name, value);
    for (const definition of this.recorder.called) machine.isCalled(definition);
    machine.skip(this.steps);
    this.entry!.repeat();
  }
}

const lasting = new WeakSet<object>();

/** Marks what belongs to no reading and never changes: modules and what is in them. */
export function everlasting<T extends Value>(value: T): T {
  if (value.kind === "external") lasting.add(value);
  return value;
}
export const isEverlasting = (value: External): boolean => lasting.has(value);

const unsteady = new WeakSet<Value>();

/** Marks a value that is more to some than it seems: whoever has it has to do with all others that have it. */
export const changing = (value: Value): void => void unsteady.add(value);

/** Values nested deeper, or of more parts, count as changing. */
const DEEPEST = 6;
const MOST_PARTS = 500;

/** Whether a value is for ever as it is, so that it does not matter who else has it. `touched` has been changed after it was made. */
export function isStill(value: Value | undefined, touched: ReadonlySet<Mutable>, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  const still = (one: Value | undefined): boolean => isStill(one, touched, depth + 1);
  const all = (parts: readonly Value[]): boolean => parts.length <= MOST_PARTS && parts.every(still);
  switch (value?.kind) {
    case undefined:
      return true;
    case "unknown":
      // One that stands nowhere is shown where it is used first.
      return value.span !== undefined && !unsteady.has(value);
    case "none":
    case "bool":
    case "int":
    case "float":
    case "text":
    case "range":
      return true;
    case "tuple":
      return all(value.items);
    case "slice":
      return all([value.lower, value.upper, value.step]);
    case "list":
      return value instanceof List && !touched.has(value) && still(value.unknown) && all(value.items);
    case "dict":
      return (
        value instanceof Dict &&
        !touched.has(value) &&
        still(value.unknown) &&
        all([...value.entries.values()].flatMap((entry) => [entry.key, entry.value]))
      );
    case "set":
      return (
        value instanceof SetValue && !touched.has(value) && still(value.unknown) && all([...value.entries.values()])
      );
    case "function":
      return value.scope.kind === "module" && all([...value.presets.values()]);
    case "external": {
      if (isEverlasting(value)) return true;
      const held = (touched as ReadonlySet<unknown>).has(value) ? undefined : value.holds?.();
      return held !== undefined && all(held);
    }
    default:
      return false;
  }
}
