/** How the numbers of an array come about: steps of a recipe, found while the program is followed. */
import type { Recipe, RecipeStep, Settings } from "../../../model/recipe";
import type { Span } from "../../../model/span";
import type { Given } from "../../../python/arguments";
import type { Machine } from "../../../python/machine";
import { indexOf } from "../../../python/value";

/** One operation on what others give. */
export class Step {
  constructor(
    readonly does: string,
    readonly of: readonly Step[] = [],
    readonly settings: Settings = {},
  ) {}
}

/** Where the trail is lost, and why. */
export class Lost {
  constructor(
    readonly why: string,
    readonly span?: Span,
  ) {}
}

export type Trace = Step | Lost;

/** A step, unless the trail of something that it takes is lost. */
export function step(does: string, of: readonly Trace[], settings: Settings = {}): Trace {
  const lost = of.find((one) => one instanceof Lost);
  return lost ?? new Step(does, of as readonly Step[], settings);
}

/** What a `random_state` says that is a number: orders are drawn as NumPy draws them. */
export function stateOf(given: Given | undefined): Settings {
  const state = indexOf(given?.value);
  return state !== undefined && state >= 0 && state < 2 ** 32 ? { state } : {};
}

/** Longer programs make no data that anybody trains on. */
const MOST_STEPS = 5000;

/** The steps that these results need, each once and in order; equal steps are one. `w` is how much samples count, where that is said. */
export function recipeOf(x: readonly Trace[], y: readonly Trace[], w: readonly Trace[] = []): Recipe | Lost {
  const lost = [...x, ...y, ...w].find((one) => one instanceof Lost);
  if (lost) return lost;
  const steps: RecipeStep[] = [];
  const numbers = new Map<Step, number>();
  const known = new Map<string, number>();
  const waiting = [...w, ...y, ...x] as Step[];
  for (let next = waiting.at(-1); next; next = waiting.at(-1)) {
    const open = numbers.has(next) ? [] : next.of.filter((one) => !numbers.has(one));
    if (open.length > 0) {
      waiting.push(...open);
      if (waiting.length > 2 * MOST_STEPS) return new Lost("there are too many steps");
      continue;
    }
    waiting.pop();
    if (numbers.has(next)) continue;
    const { does, settings } = next;
    const made: RecipeStep = { does, of: next.of.map((one) => numbers.get(one)!), settings };
    const key = JSON.stringify(made);
    const earlier = known.get(key);
    numbers.set(next, earlier ?? steps.length);
    if (earlier === undefined) {
      known.set(key, steps.length);
      steps.push(made);
    }
    if (steps.length > MOST_STEPS) return new Lost("there are too many steps");
  }
  const number = (one: Trace): number => numbers.get(one as Step)!;
  return { steps, x: x.map(number), y: y.map(number), ...(w.length > 0 && { w: w.map(number) }) };
}

/** A number for each place and time that random numbers are drawn, so that no two are the same. */
export function nextStream(machine: Machine): number {
  return machine.count();
}
