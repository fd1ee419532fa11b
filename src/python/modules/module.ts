/** What a module that is written here consists of. */
import { builtin } from "../members";
import type { Arguments } from "../arguments";
import { everlasting } from "../footprint";
import type { Machine, Site } from "../machine";
import type { External, Value } from "../value";

export type Run = (args: Arguments, site: Site, machine: Machine) => Value;

/** A module with these members; what it lacks is unknown. */
export function module(name: string, members: Readonly<Record<string, Value | Run>>): External {
  const values = new Map(
    Object.entries(members).map(([member, value]) => [
      member,
      everlasting(typeof value === "function" ? builtin(`${name}.${member}`, value) : value),
    ]),
  );
  return everlasting({
    kind: "external",
    what: name,
    attribute: (member) => values.get(member),
    everything: () => values,
  });
}
