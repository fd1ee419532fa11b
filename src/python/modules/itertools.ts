import { iterate } from "../items";
import { Iterator } from "../containers";
import { MOST_ITEMS } from "../operate";
import { indexOf, none, tuple, unknown, type Unknown, type Value } from "../value";
import type { Arguments } from "../arguments";
import type { Machine, Site } from "../machine";
import { module } from "./module";

const all = (args: Arguments, site: Site, machine: Machine): readonly (readonly Value[])[] | Unknown => {
  const lists = args.positional.map(({ value }) => iterate(machine, value, site));
  return lists.find((list): list is Unknown => "kind" in list) ?? (lists as readonly (readonly Value[])[]);
};

export const itertools = module("itertools", {
  chain: (args, site, machine) => {
    const lists = all(args, site, machine);
    return "kind" in lists ? lists : new Iterator(lists.flat(), site.span);
  },
  product: (args, site, machine) => {
    const lists = all(args, site, machine);
    if ("kind" in lists) return lists;
    const repeat = indexOf(args.named.get("repeat")?.value) ?? 1;
    const factors = Array.from({ length: Math.min(repeat, 16) }, () => lists).flat();
    const count = factors.reduce((product, list) => product * list.length, 1);
    if (count > MOST_ITEMS || repeat > 16) return unknown("this product is too long to be followed", site.span);
    let rows: readonly (readonly Value[])[] = [[]];
    for (const list of factors) rows = rows.flatMap((row) => list.map((value) => [...row, value]));
    return new Iterator(
      rows.map((row) => tuple(row, site.span)),
      site.span,
    );
  },
  repeat: (args, site) => {
    const times = indexOf(args.pick(1, "times"));
    if (times === undefined || times > MOST_ITEMS) return unknown("this goes on without end", site.span);
    return new Iterator(
      Array.from({ length: Math.max(0, times) }, () => args.positional[0]?.value ?? none),
      site.span,
    );
  },
  combinations: (args, site, machine) => {
    const values = iterate(machine, args.positional[0]?.value ?? tuple([]), site);
    const size = indexOf(args.positional[1]?.value);
    if ("kind" in values) return values;
    if (size !== 2) return unknown("these combinations are not followed", site.span);
    const pairs = values.flatMap((a, i) => values.slice(i + 1).map((b) => tuple([a, b], site.span)));
    return new Iterator(pairs, site.span);
  },
});
