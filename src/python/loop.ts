/** Loops: pass by pass while it is known how they go, else as something that may happen any number of times. */
import { assign } from "./assign";
import { evaluate } from "./evaluate";
import { executeBlock } from "./execute";
import { explore, follow, join, type Completion, type Fork, type World } from "./explore";
import { fill, filledBy, MANY_PASSES, type Pass } from "./gather";
import { iterate, rangeLength } from "./items";
import { Exhausted, Raised, siteOf, type Machine } from "./machine";
import { truth } from "./operate";
import type { Scope } from "./scope";
import type { Block, For, While } from "./syntax";
import { unknown, type Unknown } from "./value";
import { walk, type Walk } from "./walk";

/** Loops that go on longer are not followed pass by pass. */
export const MOST_PASSES = 10_000;
/** How often the ways out of a loop may part before the rest of it counts as unknown. */
const MOST_FORKS = 8;

export function loopOver(machine: Machine, node: For, scope: Scope): Completion {
  const site = siteOf(node.iterable);
  const iterable = evaluate(machine, node.iterable, scope);
  const endless = unbounded(node);
  const tooLong = iterable.kind === "range" && rangeLength(iterable) > BigInt(MOST_PASSES);
  const items = tooLong ? endless : iterate(machine, iterable, site);
  const pass: Pass = { target: node.target, scope, body: () => executeBlock(machine, node.body, scope) };
  const isLong = "kind" in items || items.length > MANY_PASSES;
  const each = isLong ? machine.surroundings.each?.(iterable, site, machine) : undefined;
  const anyTimes =
    (why: Unknown) =>
    (tell?: (isWhole: boolean) => void): Completion => {
      const { lists, isAll } = each ? filledBy(machine, each, pass) : { lists: [], isAll: false };
      const completion = repeat(machine, node.body, scope, why, () => assign(machine, node.target, why, scope));
      const isFilled = !completion && fill(machine, lists, each!, pass, loops(why), site);
      tell?.(isFilled && isAll);
      return completion;
    };
  if ("kind" in items) return anyTimes(items)();
  if (items.length > MOST_PASSES) return anyTimes(endless)();
  if (each && whole(machine, anyTimes(endless))) return undefined;
  const run = (walked: Walk, from: number, forks: number): Completion => {
    for (let i = from; ; i++) {
      const lost = walked.lost(i);
      if (lost) return anyTimes(lost)();
      const item = walked.at(i);
      if (!item) break;
      if (i >= MOST_PASSES) throw new Exhausted();
      machine.step();
      assign(machine, node.target, item, scope);
      const completion = executeBlock(machine, node.body, scope);
      if (completion?.kind === "break") return undefined;
      if (completion?.kind === "return") return completion;
      if (completion?.kind === "fork")
        return parted(machine, completion, () =>
          forks < MOST_FORKS ? run(walked, i + 1, forks + 1) : anyTimes(completion.why)(),
        );
    }
    return executeBlock(machine, node.otherwise, scope);
  };
  return machine.bounded(() => run(walk(machine, iterable, items), 0, 0), anyTimes(endless));
}

export function loopWhile(machine: Machine, node: While, scope: Scope): Completion {
  const endless = unbounded(node);
  const anyTimes = (why: Unknown) => (): Completion =>
    repeat(machine, node.body, scope, why, () => evaluate(machine, node.test, scope));
  const run = (from: number, forks: number): Completion => {
    for (let pass = from; ; pass++) {
      if (pass >= MOST_PASSES) throw new Exhausted();
      const test = truth(machine, evaluate(machine, node.test, scope), siteOf(node.test));
      if (typeof test !== "boolean") return anyTimes(test)();
      if (!test) return executeBlock(machine, node.otherwise, scope);
      const completion = executeBlock(machine, node.body, scope);
      if (completion?.kind === "break") return undefined;
      if (completion?.kind === "return") return completion;
      if (completion?.kind === "fork")
        return parted(machine, completion, () =>
          forks < MOST_FORKS ? run(pass + 1, forks + 1) : anyTimes(completion.why)(),
        );
    }
  };
  return machine.bounded(() => run(0, 0), anyTimes(endless));
}

const unbounded = (node: For | While): Unknown =>
  unknown(`this loop is not bounded to ${MOST_PASSES.toLocaleString("en")} passes`, siteOf(node).span);

/** Goes on with the worlds that stay in the loop, brought together; those that leave it wait. */
function parted(machine: Machine, fork: Fork, further: () => Completion): Completion {
  const stays = ({ ending }: World): boolean => ending === undefined || ending.kind === "continue";
  const staying = fork.worlds.filter(stays);
  const worlds: World[] = fork.worlds.filter((world) => !stays(world));
  if (staying.length > 0)
    try {
      worlds.push(
        ...follow(machine, () => {
          const states = staying.map(({ reached }) => reached);
          machine.journal.merge(states, fork.why);
          return further();
        }),
      );
    } catch (error) {
      if (!(error instanceof Raised) || worlds.length === 0) throw error;
    }
  return join(machine, fork.why, worlds.map(outside));
}

/** What a loop's `break` and `continue` mean to what comes after the loop: nothing. */
const outside = (world: World): World =>
  world.ending?.kind === "return" ? world : { ending: undefined, reached: world.reached };

/** How often a body is followed until what it leaves no longer changes: a value is known or not, so that few are enough. */
const ROUNDS = 3;

const loops = (why: Unknown): Unknown =>
  why.reason.startsWith("this loop")
    ? { ...why }
    : unknown(`this loop runs any number of times: ${why.reason}`, why.span);

class NotWhole extends Error {}

/** One pass for all of a long loop, when that leaves no list unknown; else nothing is done. */
function whole(machine: Machine, anyTimes: (isWhole: (whole: boolean) => void) => Completion): boolean {
  try {
    machine.journal.allOrNothing(() =>
      anyTimes((isWhole) => {
        if (!isWhole) throw new NotWhole();
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof NotWhole) return false;
    throw error;
  }
}

function repeat(machine: Machine, body: Block, scope: Scope, why: Unknown, begin: () => unknown): Completion {
  const reason = loops(why);
  for (let round = 0; round < ROUNDS; round++) {
    const completion = explore(machine, reason, [
      () => undefined,
      () => {
        begin();
        const ended = executeBlock(machine, body, scope);
        if (ended?.kind === "fork") return join(machine, ended.why, ended.worlds.map(outside));
        return ended?.kind === "return" ? ended : undefined;
      },
    ]);
    if (completion) return completion;
  }
  return undefined;
}
