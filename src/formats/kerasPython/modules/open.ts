/** Modules whose members are made when they are asked for. */
import { everlasting } from "../../../python/footprint";
import type { Site } from "../../../python/machine";
import type { External, Value } from "../../../python/value";

/** A module that holds these, and may know of more. */
export const open = (
  what: string,
  members: Readonly<Record<string, Value>>,
  more?: (member: string) => Value | undefined,
): External => {
  for (const value of Object.values(members)) everlasting(value);
  return everlasting({
    kind: "external",
    what,
    attribute: (member) => (Object.hasOwn(members, member) ? members[member] : more?.(member)),
    everything: () => Object.entries(members),
  });
};

/** A module with many members of one kind. */
export function collection(
  what: string,
  names: readonly string[],
  make: (name: string) => Value,
  others: Readonly<Record<string, Value>> = {},
): External {
  const made = new Map<string, Value>(Object.entries(others));
  const known = new Set(names);
  const attribute = (member: string): Value | undefined => {
    const earlier = made.get(member);
    if (earlier || !known.has(member)) return earlier;
    const value = everlasting(make(member));
    made.set(member, value);
    return value;
  };
  return {
    kind: "external",
    what,
    attribute,
    *everything() {
      for (const name of [...made.keys(), ...names]) {
        const value = attribute(name);
        if (value) yield [name, value] as const;
      }
    },
  };
}

/** Something that exists in a known library, and of which nothing more is known. */
export const outside = (what: string): External =>
  everlasting({
    kind: "external",
    what,
    attribute: (name) => outside(`${what}.${name}`),
  });

/** A member of a module that does not look where it is asked. */
export function member(module: External, name: string): External | undefined {
  const found = module.attribute?.(name, nowhere, undefined as never);
  return found?.kind === "external" ? found : undefined;
}
const nowhere: Site = { span: { start: 0, end: 0 } };
