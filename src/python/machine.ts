/** The state of one reading: how far it may still go, what was noticed, and where outside names come from. */
import type { Problem, Severity } from "../model/problem";
import type { Span } from "../model/span";
import { Journal } from "./journal";
import { spanOf, type Call, type FunctionDefinition, type Lambda, type Syntax } from "./syntax";
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

class PlaceInTree implements Site {
  private last: Span | undefined;

  constructor(readonly node: Syntax) {}

  get span(): Span {
    const { base, start } = this.node;
    // A statement that has moved takes its tree with it.
    if (this.last?.start !== base.offset + start) this.last = spanOf(this.node);
    return this.last;
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

  constructor(readonly surroundings: Surroundings) {}

  get problems(): readonly Problem[] {
    return [...this.noticed.values()];
  }

  notice(code: string, severity: Severity, message: string, span: Span | undefined): void {
    const key = `${code} ${span ? `${span.start}-${span.end}` : message}`;
    if (!this.noticed.has(key)) this.noticed.set(key, { code, severity, message, ...(span && { span }) });
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

  /** Gives new steps for work that comes after the text, however many the text has taken. */
  refill(): void {
    this.steps = 0;
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
    try {
      return this.journal.allOrNothing(go);
    } catch (error) {
      if (!(error instanceof Exhausted) || this.steps > outer) throw error;
    } finally {
      this.limit = outer;
    }
    return otherwise();
  }
}
