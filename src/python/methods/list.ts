import type { Arguments } from "../arguments";
import { List } from "../containers";
import { extend } from "../execute";
import { iterate } from "../items";
import { Raised, type Machine, type Site } from "../machine";
import { equal } from "../same";
import { sorted } from "../sorted";
import { indexOf, int, none, tuple, unknown, type Tuple, type Value } from "../value";
import type { Method, Methods } from "./method";

/** A method that changes the list. */
const changing =
  (run: (list: List, args: Arguments, site: Site, machine: Machine) => Value | undefined): Method<List> =>
  (list, args, site, machine) => {
    machine.journal.touch(list);
    if (list.unknown) {
      const why = list.unknown;
      list.spoil();
      return why;
    }
    return run(list, args, site, machine) ?? none;
  };

const forget = (list: List, why: Value): void => {
  list.items = [];
  list.unknown = why.kind === "unknown" ? why : unknown("this list is not known any more", list.span);
};

const place = (args: Arguments, at: number): number | undefined => indexOf(args.positional[at]?.value);

const find: Method<List | Tuple> = ({ items }, args, { span }) => {
  const wanted = args.positional[0]?.value ?? none;
  for (const [i, item] of items.entries()) {
    const same = equal(item, wanted);
    if (same === undefined) return unknown("it is not known where this is in the list", span);
    if (same) return int(i, span);
  }
  throw new Raised("ValueError", "not in list");
};

const count: Method<List | Tuple> = ({ items }, args, { span }) => {
  const answers = items.map((item) => equal(item, args.positional[0]?.value ?? none));
  return answers.includes(undefined)
    ? unknown("it is not known how often this is in the list", span)
    : int(answers.filter(Boolean).length, span);
};

export const listMethods: Methods<List> = {
  append: (list, args, _, machine) => {
    machine.journal.touch(list);
    const value = args.positional[0]?.value ?? none;
    const { collected } = list;
    if (!list.unknown) list.items.push(value);
    else {
      list.spoil();
      if (collected) list.collected = [...collected, value];
    }
    return none;
  },
  extend: changing((list, args, site, machine) => {
    extend(machine, list, iterate(machine, args.positional[0]?.value ?? tuple([]), site));
    return none;
  }),
  insert: changing((list, args) => {
    const at = place(args, 0);
    if (at === undefined) forget(list, args.positional[0]?.value ?? none);
    else list.items.splice(at, 0, args.positional[1]?.value ?? none);
    return none;
  }),
  pop: changing((list, args) => {
    const given = args.positional[0];
    const at = given ? indexOf(given.value) : -1;
    if (at === undefined) {
      forget(list, given!.value);
      return list.unknown;
    }
    const [taken] = list.items.splice(at, 1);
    if (!taken) throw new Raised("IndexError", "pop from empty list");
    return taken;
  }),
  remove: changing((list, args) => {
    const wanted = args.positional[0]?.value ?? none;
    const answers = list.items.map((item) => equal(item, wanted));
    if (answers.includes(undefined)) forget(list, wanted);
    else if (answers.includes(true)) list.items.splice(answers.indexOf(true), 1);
    else throw new Raised("ValueError", "list.remove(x): x not in list");
    return none;
  }),
  clear: (list, _, __, machine) => {
    machine.journal.touch(list);
    list.items = [];
    list.unknown = list.collected = undefined;
    return none;
  },
  reverse: changing((list) => {
    list.items.reverse();
    return none;
  }),
  sort: changing((list, args, site, machine) => {
    const order = sorted(machine, list.items, args, site);
    if ("kind" in order) forget(list, order);
    else list.items = [...order];
    return none;
  }),
  copy: (list, _, { span }) => {
    const copy = new List([...list.items], span);
    copy.unknown = list.unknown;
    return copy;
  },
  index: (list, args, site, machine) => list.unknown ?? find(list, args, site, machine),
  count: (list, args, site, machine) => list.unknown ?? count(list, args, site, machine),
};

export const tupleMethods: Methods<Tuple> = { index: find, count };
