/** Sorting, with `key` and `reverse`. */
import { Arguments } from "./arguments";
import { call } from "./call";
import type { Machine, Site } from "./machine";
import { compareOrder, truth } from "./operate";
import { bool, none, unknown, type Unknown, type Value } from "./value";

/** The values in order, or why the order is not known. */
export function sorted(
  machine: Machine,
  values: readonly Value[],
  args: Arguments,
  site: Site,
): readonly Value[] | Unknown {
  const key = args.named.get("key")?.value ?? none;
  const reverse = truth(machine, args.named.get("reverse")?.value ?? bool(false), site);
  if (typeof reverse !== "boolean") return reverse;
  const keyed = values.map((value) => ({
    value,
    key: key.kind === "none" ? value : call(machine, key, Arguments.of(value), site),
  }));
  const known = { all: true };
  const order = keyed.sort((a, b) => {
    const difference = compareOrder(a.key, b.key);
    if (difference === undefined) known.all = false;
    return (difference ?? 0) * (reverse ? -1 : 1);
  });
  return known.all ? order.map(({ value }) => value) : unknown("the order of these is not known", site.span);
}
