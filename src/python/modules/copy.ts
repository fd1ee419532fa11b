import { Dict, Instance, List, SetValue } from "../containers";
import { tooDeep, type Machine } from "../machine";
import { none, type Value } from "../value";
import { module } from "./module";

/** A copy of a value; of everything in it too when `deep`. Things from outside, and functions, stay the same. */
function copyOf(value: Value, deep: boolean, machine: Machine, seen = new Map<Value, Value>()): Value {
  const earlier = seen.get(value);
  if (earlier) return earlier;
  const { journal } = machine;
  const inner = (one: Value): Value => {
    if (!deep) return one;
    if (!machine.down()) return tooDeep(value.span);
    try {
      return copyOf(one, deep, machine, seen);
    } finally {
      machine.up();
    }
  };
  if (value.kind === "list" || value.kind === "tuple") machine.step(1 + (value.items.length >> 3));
  if (value.kind === "list") {
    const copy = new List([], value.span);
    seen.set(value, copy);
    copy.items = value.items.map(inner);
    copy.unknown = value.unknown;
    return copy;
  }
  if (value.kind === "dict") {
    machine.step(1 + (value.entries.size >> 3));
    const copy = new Dict(value.span);
    seen.set(value, copy);
    for (const { key, value: one } of value.entries.values()) copy.set(key, inner(one));
    copy.unknown = value.unknown;
    return copy;
  }
  if (value.kind === "set") {
    const copy = new SetValue(value.entries.values(), value.span);
    copy.unknown = value.unknown;
    return copy;
  }
  if (value.kind === "tuple" && deep) {
    const copy = { ...value, items: value.items.map(inner) };
    seen.set(value, copy);
    return copy;
  }
  if (value.kind === "instance" && !value.native) {
    machine.step();
    const copy = new Instance(value.class_, value.span);
    seen.set(value, copy);
    for (const [name, member] of value.members) copy.members.set(name, inner(member), journal);
    return copy;
  }
  return value;
}

export const copy = module("copy", {
  copy: (args, _, machine) => copyOf(args.positional[0]?.value ?? none, false, machine),
  deepcopy: (args, _, machine) => copyOf(args.positional[0]?.value ?? none, true, machine),
});
