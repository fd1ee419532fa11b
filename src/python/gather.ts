/** Lists that a loop fills when it is not counted how often it runs: one pass stands for all of them. */
import { assign } from "./assign";
import { Dict, List, SetValue } from "./containers";
import type { Completion } from "./explore";
import { Raised, type Machine, type Site } from "./machine";
import type { Scope } from "./scope";
import type { Expression } from "./syntax";
import type { Unknown, Value } from "./value";

/** Values that come one by one, of which one can stand for all. */
export interface Each {
  /** Follows one pass, with what stands for the value. */
  run<T>(pass: (element: Value) => T): T;
  /** Within a pass: a list of what each pass gives, as its contents; undefined when that cannot be told. */
  gathered(value: Value, site: Site): Unknown | undefined;
}

/** Counted loops are followed pass by pass up to this length, even where one pass might stand for all. */
export const MANY_PASSES = 1000;

/** What a loop does with one of its values. */
export interface Pass {
  readonly target: Expression;
  readonly scope: Scope;
  readonly body: () => Completion;
}

/** Empty lists that a pass puts one value into; undefined when it changes other things too that are not variables. */
export function filledBy(machine: Machine, each: Each, pass: Pass): { lists: readonly List[]; isAll: boolean } {
  const lists: List[] = [];
  let isAll = true;
  try {
    const { reached } = machine.journal.attempt(() => each.run((element) => follow(machine, pass, element)));
    for (const [thing, state] of reached)
      if (thing instanceof List && !thing.unknown && thing.items.length === 0 && isOne(state)) lists.push(thing);
      else if (thing instanceof List || thing instanceof Dict || thing instanceof SetValue) isAll = false;
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
  }
  return { lists, isAll };
}

const isOne = (state: unknown): boolean => {
  const { items, unknown } = state as Pick<List, "items" | "unknown">;
  return items.length === 1 && !unknown;
};

/** Follows a pass from a state that holds in all of them, and says of these lists what is in them; false when that cannot be told of all. */
export function fill(
  machine: Machine,
  lists: readonly List[],
  each: Each,
  pass: Pass,
  why: Unknown,
  site: Site,
): boolean {
  if (lists.length === 0) return false;
  const contents = machine.journal.attempt(() =>
    each.run((element): readonly (Unknown | undefined)[] => {
      for (const list of lists) list.collect(why, machine.journal);
      const completion = follow(machine, pass, element);
      if (completion && completion.kind !== "continue") return [];
      return lists.map(({ collected }) => (collected?.length === 1 ? each.gathered(collected[0]!, site) : undefined));
    }),
  ).result;
  for (const [i, list] of lists.entries()) {
    machine.journal.touch(list);
    list.items = [];
    list.unknown = contents[i] ?? why;
  }
  return contents.length > 0 && contents.every((one) => one !== undefined);
}

function follow(machine: Machine, { target, scope, body }: Pass, element: Value): Completion {
  assign(machine, target, element, scope);
  return body();
}
