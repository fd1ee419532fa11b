/** `enum`: classes whose members are values with names. */
import { Dict, Instance, type Class } from "../containers";
import type { Machine } from "../machine";
import { int, text, type External, type Value } from "../value";
import { module } from "./module";

const enumeration = (what: string): External => ({ kind: "external", what, derived: makeMembers });

/** What `auto()` leaves in the class. */
const next: External = { kind: "external", what: "enum.auto" };

function makeMembers(class_: Class, { journal }: Machine): void {
  const members: (readonly [string, Value])[] = [];
  for (const [name, value] of [...class_.members]) {
    if (name.startsWith("_") || value.kind === "function" || value.kind === "descriptor" || value.kind === "class")
      continue;
    const member = new Instance(class_);
    member.members.set("name", text(name), journal);
    member.members.set("value", value === next ? int(members.length + 1) : value, journal);
    class_.members.set(name, member, journal);
    members.push([name, member]);
  }
  class_.members.set("__members__", Dict.of(members), journal);
}

export const enumerations: External = module("enum", {
  Enum: enumeration("enum.Enum"),
  auto: () => next,
  unique: (args) => args.positional[0]!.value,
});
