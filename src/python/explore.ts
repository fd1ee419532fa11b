/** What happens when it is not known which way the program goes: every way is followed, and the ends are brought together. */
import { Raised, type Machine } from "./machine";
import { mergeValues } from "./same";
import type { Snapshot } from "./journal";
import type { Unknown, Value } from "./value";

/** How a statement ended, when not by going on to the next. */
export type Ending =
  | { readonly kind: "return"; readonly value: Value }
  | { readonly kind: "break" }
  | { readonly kind: "continue" }
  | undefined;

/** One way that the program may have gone. */
export interface World {
  readonly ending: Ending;
  readonly reached: Snapshot;
}

/** Ways that ended differently and so cannot be brought together yet; the state is the one before they parted. */
export interface Fork {
  readonly kind: "fork";
  readonly why: Unknown;
  readonly worlds: readonly World[];
}

export type Completion = Ending | Fork;

/** Beyond this number, ways are brought together even if they end differently. */
const MOST_WORLDS = 24;

/** Follows each way from the state as it is, and brings the ends together. A way that raises is not taken. */
export function explore(machine: Machine, why: Unknown, ways: readonly (() => Completion)[]): Completion {
  const worlds: World[] = [];
  let raised: Raised | undefined;
  for (const way of ways)
    try {
      worlds.push(...follow(machine, way));
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      raised = error;
    }
  if (worlds.length === 0 && raised) throw raised;
  return join(machine, why, worlds);
}

/** The worlds that one way leads to. */
export function follow(machine: Machine, way: () => Completion): readonly World[] {
  const { result, reached } = machine.journal.attempt(way);
  if (result?.kind !== "fork") return [{ ending: result, reached }];
  return result.worlds.map((world) => ({ ending: world.ending, reached: new Map([...reached, ...world.reached]) }));
}

/** Goes on in every world that has not ended. */
export function goOn(machine: Machine, fork: Fork, further: () => Completion): Completion {
  const worlds: World[] = [];
  let raised: Raised | undefined;
  for (const world of fork.worlds)
    if (world.ending) worlds.push(world);
    else
      try {
        worlds.push(
          ...follow(machine, () => {
            machine.journal.enter(world.reached);
            return further();
          }),
        );
      } catch (error) {
        if (!(error instanceof Raised)) throw error;
        raised = error;
      }
  if (worlds.length === 0 && raised) throw raised;
  return join(machine, fork.why, worlds);
}

/** One completion for several worlds: entered when they end alike, else still a fork. */
export function join(machine: Machine, why: Unknown, worlds: readonly World[]): Completion {
  const [first] = worlds;
  if (!first) return undefined;
  const states = worlds.map(({ reached }) => reached);
  if (worlds.every(({ ending }) => ending?.kind === first.ending?.kind)) {
    machine.journal.merge(states, why);
    return first.ending?.kind === "return" ? { kind: "return", value: returned(worlds, why) } : first.ending;
  }
  if (worlds.length <= MOST_WORLDS) return { kind: "fork", why, worlds };
  machine.journal.merge(states, why);
  return worlds.some(({ ending }) => ending?.kind === "return") ? { kind: "return", value: why } : undefined;
}

const returned = (worlds: readonly World[], why: Unknown): Value =>
  mergeValues(
    worlds.flatMap(({ ending }) => (ending?.kind === "return" ? [ending.value] : [])),
    why,
  );
