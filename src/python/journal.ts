/**
 * What may happen, tried and taken back: when a condition is not known, both branches are followed from the same state, and what
 * they leave behind is merged.
 */
import type { Unknown } from "./value";

/** Something whose contents change while the program is followed. */
export interface Mutable {
  /** From `birth`. */
  readonly born: number;
  /** A copy of all that can change. */
  save(): unknown;
  load(state: unknown): void;
  /** Takes on what holds in all of the states, and leaves the rest unknown for the reason given. */
  merge(states: readonly unknown[], why: Unknown): void;
}

/** States of everything that was touched. */
export type Snapshot = ReadonlyMap<Mutable, unknown>;

let clock = 0;
/** A later number at each call: tells what was made during an attempt, and is out of reach once that is taken back. */
export const birth = (): number => ++clock;

interface Frame {
  readonly opened: number;
  readonly before: Map<Mutable, unknown>;
}

export class Journal {
  private readonly frames: Frame[] = [];
  /** Hears of what is older than itself and changes. */
  recorder: { readonly opened: number; readonly touched: Set<Mutable> } | undefined;

  /** To be called before every change. */
  touch(thing: Mutable): void {
    if (this.recorder && thing.born < this.recorder.opened) this.recorder.touched.add(thing);
    const frame = this.frames[this.frames.length - 1];
    if (frame && thing.born < frame.opened && !frame.before.has(thing)) frame.before.set(thing, thing.save());
  }

  /** Runs `attempt`, takes everything back, and gives what it returned with the state that it had reached. */
  attempt<T>(attempt: () => T): { readonly result: T; readonly reached: Snapshot } {
    const { before } = this.open();
    try {
      const result = attempt();
      const reached = new Map([...before.keys()].map((thing) => [thing, thing.save()]));
      return { result, reached };
    } finally {
      this.frames.pop();
      for (const [thing, state] of before) thing.load(state);
    }
  }

  /** Runs `attempt` and keeps what it did, unless it throws: then everything is taken back. */
  allOrNothing<T>(attempt: () => T): T {
    const { before } = this.open();
    try {
      const result = attempt();
      this.frames.pop();
      const outer = this.frames[this.frames.length - 1];
      for (const [thing, state] of outer ? before : [])
        if (outer && thing.born < outer.opened && !outer.before.has(thing)) outer.before.set(thing, state);
      return result;
    } catch (error) {
      this.frames.pop();
      for (const [thing, state] of before) thing.load(state);
      throw error;
    }
  }

  private open(): Frame {
    const frame = { opened: birth(), before: new Map<Mutable, unknown>() };
    this.frames.push(frame);
    return frame;
  }

  /** Goes to a state that an attempt had reached. */
  enter(reached: Snapshot): void {
    for (const [thing, state] of reached) {
      this.touch(thing);
      thing.load(state);
    }
  }

  /** Goes to what holds in all of several states. */
  merge(states: readonly Snapshot[], why: Unknown): void {
    const [only] = states;
    if (states.length === 1 && only) {
      this.enter(only);
      return;
    }
    for (const thing of new Set(states.flatMap((state) => [...state.keys()]))) {
      this.touch(thing);
      const current = thing.save();
      thing.merge(
        states.map((state) => (state.has(thing) ? state.get(thing) : current)),
        why,
      );
    }
  }
}
