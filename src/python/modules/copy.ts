import { Dict, Instance, List, SetValue } from "../containers";
import type { Journal } from "../journal";
import { none, type Value } from "../value";
import { module } from "./module";

/** A copy of a value; of everything in it too when `deep`. Things from outside, and functions, stay the same. */
function copyOf(value: Value, deep: boolean, journal: Journal, seen = new Map<Value, Value>()): Value {
  const earlier = seen.get(value);
  if (earlier) return earlier;
  const inner = (one: Value): Value => (deep && seen.size < 10_000 ? copyOf(one, deep, journal, seen) : one);
  if (value.kind === "list") {
    const copy = new List([], value.span);
    seen.set(value, copy);
    copy.items = value.items.map(inner);
    copy.unknown = value.unknown;
    return copy;
  }
  if (value.kind === "dict") {
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
  if (value.kind === "tuple" && deep) return { ...value, items: value.items.map(inner) };
  if (value.kind === "instance" && !value.native) {
    const copy = new Instance(value.class_, value.span);
    seen.set(value, copy);
    for (const [name, member] of value.members) copy.members.set(name, inner(member), journal);
    return copy;
  }
  return value;
}

export const copy = module("copy", {
  copy: (args, _, { journal }) => copyOf(args.positional[0]?.value ?? none, false, journal),
  deepcopy: (args, _, { journal }) => copyOf(args.positional[0]?.value ?? none, true, journal),
});
