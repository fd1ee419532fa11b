/** The state of one reading: how far it may still go, what was noticed, and where outside names come from. */
import type { Problem, Severity } from "../model/problem";
import type { Span } from "../model/span";
import { Journal } from "./journal";
import type { Recorder } from "./footprint";
import type { Each } from "./gather";
import type { Call, FunctionDefinition, Lambda, Syntax } from "./syntax";
import { unknown, type External, type Unknown, type Value } from "./value";

/** Where something happens. */
export interface Site {
  /** The piece of the tree, when it is one. */
  readonly node?: Syntax;
  readonly span: Span;
  /** The call, when it is one. */
  readonly call?: Call | undefined;
}

/** Where a piece of the tree stands. The same site for the same piece: they are asked for all the time. */
export const siteOf = (node: Syntax): Site => (node.site ??= new PlaceInTree(node));

/** The same place for the same piece, which moves with it. */
export const spanOf = (node: Syntax): Span => siteOf(node).span;

class PlaceInTree implements Site {
  private known: Span | undefined;

  constructor(readonly node: Syntax) {}

  get span(): Span {
    if (this.known) return this.known;
    const { base, start, end } = this.node;
    const place = { start: base.offset + start, end: base.offset + end };
    base.places.push(place);
    return (this.known = place);
  }

  get call(): Call | undefined {
    const node = this.node as Partial<Call>;
    return node.kind === "call" ? (node as Call) : undefined;
  }
}

/** What the text names but does not define. */
export interface Surroundings {
  /** A module by its whole path, or undefined when it is not known. */
  module(path: string, site: Site, machine: Machine): External | undefined;
  /** Names that are there without an import. */
  readonly builtins: ReadonlyMap<string, Value>;
  /** What a loop goes over when it is not counted how often, if one value can stand for all. */
  each?(iterable: Value, site: Site, machine: Machine): Each | undefined;
  /** What a generator that goes on for ever is, by the list of what it yields in one round; `later` where nothing is known of it. */
  round?(values: Value, later: Unknown, machine: Machine): Unknown;
}

/** Python's own exceptions, raised by the text itself or by an operation that cannot succeed. */
export class Raised extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly value?: Value,
  ) {
    super(message);
  }
}

/** The reading has taken as many steps as it may. */
export class Exhausted extends Error {}

/** How many expressions and statements are followed in one reading. */
const MOST_STEPS = 400_000;
/** How deep expressions and calls may nest together. */
const DEEPEST = 700;

/** What is nested too deeply to be followed. */
export const tooDeep = (span: Span | undefined): Unknown => unknown("this is nested too deeply to be followed", span);

export class Machine {
  readonly journal = new Journal();
  /** Functions that were called. */
  readonly called = new Set<FunctionDefinition | Lambda>();
  /** By code and place, so that a place seen twice is told once. */
  private readonly noticed = new Map<string, Problem>();
  private steps = 0;
  private limit = MOST_STEPS;
  private depth = 0;
  /** How many bounds lie around what is followed. */
  private bounds = 0;
  private recorder: Recorder | undefined;
  private counted = 0;
  private readonly memories = new Map<string, string>();
  /** What was done after the text cannot be taken over into the next reading. */
  isSpoiled = false;

  constructor(readonly surroundings: Surroundings) {}

  /** Begins a new reading of the same file. */
  begin(): void {
    this.called.clear();
    this.noticed.clear();
    this.steps = 0;
    this.counted = 0;
    this.memories.clear();
  }

  /** What statements tell each other besides by variables. */
  get remembered(): ReadonlyMap<string, string> {
    return this.memories;
  }

  remember(name: string, value: string): void {
    this.memories.set(name, value);
    this.recorder?.remembered.set(name, value);
  }

  /** A number that has not been given before. */
  count(): number {
    this.irregular();
    return ++this.counted;
  }

  get problems(): readonly Problem[] {
    return [...this.noticed.values()];
  }

  /** How many steps have been taken, and how many may be. */
  get budget(): { readonly steps: number; readonly limit: number } {
    return { steps: this.steps, limit: this.limit };
  }

  /** Has somebody know what is done meanwhile. */
  recorded<T>(recorder: Recorder, go: () => T): T {
    this.recorder = this.journal.recorder = recorder;
    try {
      return go();
    } finally {
      this.recorder = this.journal.recorder = undefined;
    }
  }

  /** What is done now cannot be taken over into the next reading. */
  irregular(): void {
    if (this.recorder) this.recorder.isRegular = false;
    else this.isSpoiled = true;
  }

  /**
   * For a thing made now that keeps what is done with it, and is not taken back: to be called before it does so. When that is after the
   * text, the next reading makes the thing anew.
   */
  keeps(): () => void {
    const maker = this.recorder;
    if (!maker) this.irregular();
    return () => {
      if (maker && (!this.recorder || (this.recorder.isAside && this.recorder !== maker))) maker.isRegular = false;
    };
  }

  /** What is done now rests on something outside of the text; `holds` tells a later reading whether that is still so. */
  presume(holds: () => boolean): void {
    this.recorder?.presumed.push(holds);
  }

  isCalled(definition: FunctionDefinition | Lambda): void {
    this.called.add(definition);
    this.recorder?.called.add(definition);
  }

  notice(code: string, severity: Severity, message: string, span: Span | undefined): void {
    this.recorder?.notices.push([code, severity, message, span]);
    const key = `${code} ${span ? `${span.start}-${span.end}` : message}`;
    if (!this.noticed.has(key)) this.noticed.set(key, { code, severity, message, ...(span && { span }) });
  }

  /** Takes steps that were taken before. */
  skip(steps: number): void {
    this.steps += steps;
  }

  /** Counts a step, and work that is more than one. */
  step(weight = 1): void {
    this.steps += weight;
    if (this.steps > this.limit) throw new Exhausted();
  }

  /** Whether there are no steps left for what follows. */
  get isExhausted(): boolean {
    return this.steps > this.limit;
  }

  /** Gives new steps for work that comes after the text, however many the text has taken: so many times what a text may take. */
  refill(times: number): void {
    this.steps = (1 - times) * MOST_STEPS;
  }

  /** Goes one level down; false when that is too deep. Every `true` is followed by an `up`. */
  down(): boolean {
    if (this.depth >= DEEPEST) return false;
    this.depth++;
    return true;
  }

  up(): void {
    this.depth--;
  }

  /** Follows something that may take half of the steps that are left; what it changed is taken back when that is not enough. */
  bounded<T>(go: () => T, otherwise: () => T): T {
    const outer = this.limit;
    this.limit = this.steps + Math.floor((outer - this.steps) / 2);
    this.bounds++;
    if (this.recorder) this.recorder.bounds = Math.max(this.recorder.bounds, this.bounds);
    try {
      return this.journal.allOrNothing(go);
    } catch (error) {
      if (error instanceof Exhausted) this.irregular();
      if (!(error instanceof Exhausted) || this.steps > outer) throw error;
    } finally {
      this.limit = outer;
      this.bounds--;
    }
    return otherwise();
  }
}
