import { iterate } from "../items";
import { binary } from "../operate";
import { keyOf } from "../same";
import type { BinaryOperator } from "../syntax";
import { SetValue } from "../containers";
import { bool, none, tuple } from "../value";
import type { Method, Methods } from "./method";

/** A method that does what an operator does with another set, or with anything that has elements. */
const operator =
  (sign: BinaryOperator): Method<SetValue> =>
  (set, args, site, machine) => {
    const other = iterate(machine, args.positional[0]?.value ?? tuple([]), site);
    return "kind" in other ? other : binary(machine, sign, set, new SetValue(other), site);
  };

export const setMethods: Methods<SetValue> = {
  add: (set, args, _, machine) => {
    machine.journal.touch(set);
    set.add(args.positional[0]?.value ?? none);
    return none;
  },
  discard: remove(),
  remove: remove(),
  update: (set, args, site, machine) => {
    machine.journal.touch(set);
    const other = iterate(machine, args.positional[0]?.value ?? tuple([]), site);
    if ("kind" in other) set.unknown = other;
    else for (const value of other) set.add(value);
    return none;
  },
  union: operator("|"),
  intersection: operator("&"),
  difference: operator("-"),
  issubset: (set, args, site, machine) => {
    const other = iterate(machine, args.positional[0]?.value ?? tuple([]), site);
    if ("kind" in other) return other;
    const keys = new Set(other.map(keyOf));
    return (
      set.unknown ??
      bool(
        [...set.entries.keys()].every((key) => keys.has(key)),
        site.span,
      )
    );
  },
  copy: (set, _, { span }) => {
    const copy = new SetValue(set.entries.values(), span);
    copy.unknown = set.unknown;
    return copy;
  },
};

function remove(): Method<SetValue> {
  return (set, args, _, machine) => {
    machine.journal.touch(set);
    const key = keyOf(args.positional[0]?.value ?? none);
    if (key !== undefined) set.entries.delete(key);
    return none;
  };
}
