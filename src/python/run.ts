/** Follows a whole file, statement by statement. */
import { couldNotFollow } from "../model/problem";
import { assign } from "./assign";
import { WatchedMembers } from "./containers";
import { executeBlock } from "./execute";
import { Footprint, isStill, Recorder, shown, type Counts, type Ledger } from "./footprint";
import { birth, type Mutable } from "./journal";
import { Exhausted, Machine, Raised, siteOf, type Surroundings } from "./machine";
import { Scope } from "./scope";
import type { Module, Statement } from "./syntax";
import { unknown } from "./value";

/** What is left when a file has been followed to its end. */
export interface Followed {
  readonly machine: Machine;
  readonly scope: Scope;
}

/** So often a reading is begun again because more had to be followed than was thought; then all is. */
const MOST_BEGINNINGS = 4;

/** The readings of one file that changes: each takes over from the one before what the change does not reach. */
export class Run implements Followed {
  readonly machine: Machine;
  private readonly members = new WatchedMembers();
  readonly scope = new Scope("module", "", undefined, this.members);
  /** What the last reading left, by statement; more is kept by other things that are followed after the text. */
  private known = new Map<object, Footprint>();
  private made = new Map<object, Footprint>();
  private readonly writers = new Map<string, Footprint>();
  /** Things of this reading that a statement changed after another had made them. */
  private readonly touched = new Set<Mutable>();
  private begun = 0;
  private readonly asides = new WeakMap<object, { readonly footprint: Footprint; readonly result: unknown }>();

  constructor(
    surroundings: Surroundings,
    private readonly ledger: Ledger,
  ) {
    this.machine = new Machine(surroundings);
  }

  /** Follows the file as it is now. Never throws: a statement that cannot be followed is told and passed over. */
  follow(module: Module): void {
    const { known } = this;
    this.known = new Map();
    let again = this.followedAgain(module, known);
    for (let beginnings = 1; ; beginnings++) {
      const more = this.attempt(module, known, again);
      if (!more) break;
      again = beginnings < MOST_BEGINNINGS ? new Set([...again, ...more]) : new Set(known.values());
    }
    this.known = this.made;
    this.bind();
  }

  /** Statements of the last reading that cannot be taken over, with all that are bound to them. */
  private followedAgain(module: Module, known: ReadonlyMap<object, Footprint>): ReadonlySet<Footprint> {
    const order = new Map([...known.keys()].map((statement, i) => [statement, i]));
    const again = new Set<Footprint>();
    const there = new Set<object>(module.body);
    for (const [statement, footprint] of known)
      if (!there.has(statement) || !footprint.recorder.isRegular || !footprint.entry) again.add(footprint);
    let last = -1;
    for (const statement of module.body) {
      const at = order.get(statement);
      if (at === undefined) continue;
      if (at < last) again.add(known.get(statement)!);
      last = Math.max(last, at);
    }
    return closure(known.values(), again);
  }

  /** One pass over the file; gives what turned out to have to be followed again, if anything. */
  private attempt(
    module: Module,
    known: ReadonlyMap<object, Footprint>,
    again: ReadonlySet<Footprint>,
  ): ReadonlySet<Footprint> | undefined {
    const { machine, scope, members, writers } = this;
    this.begun = birth();
    this.made = new Map();
    this.touched.clear();
    writers.clear();
    members.clear();
    machine.begin();
    this.ledger.begin();
    for (const statement of module.body) {
      // it has been told where that began
      if (machine.isExhausted) break;
      const earlier = known.get(statement);
      if (earlier && !again.has(earlier)) {
        if (!earlier.fits(writers, machine)) {
          const takes = earlier.entry?.takes();
          const taken = new Set(this.made.values());
          const rest = [...known.values()].filter((one) => !taken.has(one) && overlap(takes, one.entry?.takes()));
          return closure(known.values(), [earlier, ...rest]);
        }
        earlier.repeat(machine, members, writers);
        for (const thing of earlier.recorder.touched) this.touched.add(thing);
        this.made.set(statement, earlier);
        continue;
      }
      const footprint = this.record(() => followStatement(machine, statement, scope));
      this.made.set(statement, footprint);
      for (const [name] of footprint.left) writers.set(name, footprint);
      const disturbed = this.disturbedBy(footprint);
      if (disturbed.size > 0) return closure(known.values(), disturbed);
    }
    return undefined;
  }

  /**
   * Does something after the text that leaves nothing behind, unless it was done in an earlier reading and nothing that it takes has
   * changed since. `key` is what it is done with.
   */
  aside<T>(key: object, go: () => T): T {
    const { machine, members, writers } = this;
    const earlier = this.asides.get(key);
    if (earlier?.footprint.recorder.isRegular && earlier.footprint.fits(writers, machine)) {
      earlier.footprint.repeat(machine, members, new Map());
      return earlier.result as T;
    }
    let result: T | undefined;
    const footprint = this.record(() => {
      result = go();
    }, true);
    const { isRegular, reads } = footprint.recorder;
    const isAlone = isRegular && footprint.left.length === 0;
    if (isAlone && [...reads.values()].every(({ value }) => isStill(value, this.touched)))
      this.asides.set(key, { footprint, result });
    return result!;
  }

  private record(go: () => void, isAside = false): Footprint {
    const { machine, members } = this;
    const recorder = new Recorder(this.writers, shown(machine.remembered), isAside);
    const close = this.ledger.open();
    const { steps } = machine.budget;
    members.watcher = recorder;
    try {
      machine.recorded(recorder, go);
    } finally {
      members.watcher = undefined;
    }
    if (machine.isExhausted) recorder.isRegular = false;
    return new Footprint(recorder, members, close(), steps, machine.budget.steps - steps);
  }

  /** Statements that were taken over, and of which this one has seen or changed something that changes: it saw it too late. */
  private disturbedBy({ recorder }: Footprint): ReadonlySet<Footprint> {
    const disturbed = new Set<Footprint>();
    for (const { writer, value } of recorder.reads.values())
      if (writer && writer.closed < this.begun && !isStill(value, this.touched)) disturbed.add(writer);
    for (const thing of recorder.touched) {
      this.touched.add(thing);
      if (thing.born < this.begun)
        for (const one of this.made.values()) if (one.closed < this.begun) disturbed.add(one);
    }
    return disturbed;
  }

  /** Finds out which statements belong together, now that it is known what has changed. */
  private bind(): void {
    const fresh = [...this.made.values()].filter(({ closed }) => closed > this.begun);
    const makers = fresh.map((footprint) => [footprint.recorder.opened, footprint] as const);
    const makerOf = (born: number): Footprint | undefined => {
      let [low, high] = [0, makers.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (makers[middle]![0] <= born) low = middle + 1;
        else high = middle;
      }
      const found = makers[low - 1]?.[1];
      return found && born < found.closed ? found : undefined;
    };
    for (const footprint of fresh) {
      const bound = new Set<Footprint>();
      for (const { writer, value } of footprint.recorder.reads.values())
        if (writer && !isStill(value, this.touched)) bound.add(writer);
      for (const { born } of footprint.recorder.touched) {
        const maker = makerOf(born);
        if (maker) bound.add(maker);
      }
      footprint.bound = [...bound];
    }
  }
}

/** All that are bound to some of these or take something from them, themselves among them. */
function closure(all: Iterable<Footprint>, some: Iterable<Footprint>): ReadonlySet<Footprint> {
  const further = new Map<Footprint, Footprint[]>();
  const lead = (from: Footprint, to: Footprint): void => {
    const known = further.get(from);
    if (known) known.push(to);
    else further.set(from, [to]);
  };
  for (const footprint of all) {
    for (const other of footprint.bound) {
      lead(footprint, other);
      lead(other, footprint);
    }
    for (const { writer } of footprint.recorder.reads.values()) if (writer) lead(writer, footprint);
  }
  const found = new Set(some);
  // What is added while the set is walked is walked as well.
  for (const footprint of found) for (const other of further.get(footprint) ?? []) found.add(other);
  return found;
}

const overlap = (a: Counts | undefined, b: Counts | undefined): boolean =>
  a !== undefined && b !== undefined && (a === "all" || b === "all" || [...a].some((one) => b.has(one)));

function followStatement(machine: Machine, statement: Statement, scope: Scope): void {
  const { span } = siteOf(statement);
  guarded(machine, span, () => {
    machine.bounded(
      () => executeBlock(machine, [statement], scope),
      () => {
        machine.notice("not-followed", "info", "This takes too many steps to be followed.", span);
        for (const target of targetsOf(statement))
          assign(machine, target, unknown("this takes too many steps to be followed", span), scope);
        return undefined;
      },
    );
  });
}

/** Runs what may raise, and notes it when it does; a mistake of our own as well, so that the rest is followed. */
export function guarded(machine: Machine, span: { start: number; end: number }, go: () => void): void {
  try {
    go();
  } catch (error) {
    if (error instanceof Raised) {
      const message = error.message === "" ? "" : `: ${error.message}`;
      machine.notice("raises", "warning", `Python stops here with ${error.type}${message}.`, span);
    } else if (error instanceof Exhausted)
      machine.notice("not-followed", "info", "This and what comes after it takes too many steps to be followed.", span);
    else {
      const { code, severity, message } = couldNotFollow("this", error, span);
      machine.notice(code, severity, message, span);
    }
  }
}

const targetsOf = (statement: Statement) => (statement.kind === "assign" ? statement.targets : []);
