import { Dict, List } from "../containers";
import { iterate } from "../items";
import { Raised } from "../machine";
import { keyOf } from "../same";
import { indexOf, none, tuple, type Value } from "../value";
import type { Methods } from "./method";

const without = (dict: Dict, values: Value[], span: Dict["span"]): Value => {
  if (dict.unknown) return dict.unknown;
  return new List(values, span, dict);
};

export const dictMethods: Methods<Dict> = {
  get: (dict, args) => {
    const key = args.positional[0]?.value ?? none;
    if (key.kind === "unknown") return key;
    return dict.get(key) ?? dict.unknown ?? args.pick(1, "default") ?? none;
  },
  keys: (dict, _, { span }) =>
    without(
      dict,
      [...dict.entries.values()].map(({ key }) => key),
      span,
    ),
  values: (dict, _, { span }) =>
    without(
      dict,
      [...dict.entries.values()].map(({ value }) => value),
      span,
    ),
  items: (dict, _, { span }) =>
    without(
      dict,
      [...dict.entries.values()].map(({ key, value }) => tuple([key, value], span)),
      span,
    ),
  pop: (dict, args, _, machine) => {
    machine.journal.touch(dict);
    const key = args.positional[0]?.value ?? none;
    if (key.kind === "unknown") {
      dict.forget(key);
      return key;
    }
    const found = dict.get(key);
    if (found) {
      dict.entries.delete(keyOf(key)!);
      return found;
    }
    const otherwise = dict.unknown ?? args.pick(1, "default");
    if (!otherwise) throw new Raised("KeyError", "key not found");
    return otherwise;
  },
  popitem: (dict, _, __, machine) => {
    machine.journal.touch(dict);
    if (dict.unknown) return dict.unknown;
    const last = [...dict.entries].pop();
    if (!last) throw new Raised("KeyError", "dictionary is empty");
    dict.entries.delete(last[0]);
    return tuple([last[1].key, last[1].value]);
  },
  setdefault: (dict, args, _, machine) => {
    const key = args.positional[0]?.value ?? none;
    const found = dict.get(key) ?? dict.unknown;
    if (found) return found;
    machine.journal.touch(dict);
    const value = args.positional[1]?.value ?? none;
    dict.set(key, value);
    return value;
  },
  update: (dict, args, site, machine) => {
    machine.journal.touch(dict);
    const other = args.positional[0]?.value;
    if (other?.kind === "dict") {
      dict.unknown ??= other.unknown;
      for (const { key, value } of other.entries.values()) dict.set(key, value);
    } else if (other?.kind === "unknown") dict.forget(other);
    else if (other)
      for (const pair of ((pairs) => ("kind" in pairs ? [] : pairs))(iterate(machine, other, site))) {
        const both = iterate(machine, pair, site);
        if (!("kind" in both) && both.length === 2) dict.set(both[0]!, both[1]!);
      }
    for (const [name, { value }] of args.named) dict.set({ kind: "text", value: name }, value);
    return none;
  },
  most_common: (dict, args, { span }) => {
    const most = args.positional[0]?.value ?? none;
    const counts = [...dict.entries.values()].map(({ key, value }) => ({ key, value, count: indexOf(value) }));
    const odd =
      dict.unknown ?? counts.find(({ value, count }) => value.kind === "unknown" && count === undefined)?.value;
    if (odd || most.kind === "unknown") return odd ?? most;
    const ordered = counts.sort((a, b) => (b.count ?? 0) - (a.count ?? 0));
    const list = ordered.slice(0, indexOf(most)).map(({ key, value }) => tuple([key, value], span));
    return new List(list, span);
  },
  clear: (dict, _, __, machine) => {
    machine.journal.touch(dict);
    dict.entries = new Map();
    dict.unknown = undefined;
    return none;
  },
  copy: (dict, _, { span }) => {
    const copy = new Dict(span);
    copy.entries = new Map(dict.entries);
    copy.unknown = dict.unknown;
    return copy;
  },
};
