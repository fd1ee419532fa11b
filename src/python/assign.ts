/** Names and places that take values. */
import { evaluate } from "./evaluate";
import { iterate, setItem } from "./items";
import { List } from "./containers";
import { Raised, siteOf, type Machine } from "./machine";
import { setAttribute } from "./members";
import type { Scope } from "./scope";
import type { Expression } from "./syntax";
import { unknown, type Value } from "./value";

export function bindName(machine: Machine, name: string, value: Value, scope: Scope): void {
  const target = scope.target(name);
  target.members.set(name, value, machine.journal);
  if (value.kind === "external") value.bound?.(name, target.enclosing);
  else if (value.kind === "instance") value.native?.bound?.(name, target.enclosing);
}

/** Gives a value to a target: a name, an attribute, an element, or several at once. */
export function assign(machine: Machine, target: Expression, value: Value, scope: Scope): void {
  switch (target.kind) {
    case "name":
      bindName(machine, target.name, value, scope);
      break;
    case "attribute":
      {
        const object = evaluate(machine, target.object, scope);
        const holder = target.object.kind === "name" ? withMember(object, target.name, value) : undefined;
        if (holder && target.object.kind === "name") bindName(machine, target.object.name, holder, scope);
        else setAttribute(machine, object, target.name, value, siteOf(target));
      }
      break;
    case "subscript":
      setItem(
        machine,
        evaluate(machine, target.object, scope),
        evaluate(machine, target.index, scope),
        value,
        siteOf(target),
      );
      break;
    case "tuple":
    case "list":
      unpack(machine, target.elements, value, target, scope);
      break;
    case "starred":
      assign(machine, target.value, value, scope);
      break;
    default:
  }
}

/** A module that also holds what the file puts into it, as in `tf.model = …`; undefined for what is no module, or keeps it by itself. */
function withMember(object: Value, name: string, value: Value): Value | undefined {
  if (object.kind !== "external" || object.assign || !object.everything) return undefined;
  return {
    ...object,
    attribute: (asked, site, machine) => (asked === name ? value : object.attribute?.(asked, site, machine)),
  };
}

function unpack(machine: Machine, targets: readonly Expression[], value: Value, whole: Expression, scope: Scope): void {
  const site = siteOf(whole);
  const star = targets.findIndex(({ kind }) => kind === "starred");
  const values = iterate(machine, value, site, star < 0 ? targets.length : undefined);
  if ("kind" in values) {
    for (const target of targets) assign(machine, target, values, scope);
    return;
  }
  if (star < 0 ? values.length !== targets.length : values.length < targets.length - 1)
    throw new Raised("ValueError", `cannot unpack ${values.length} values into ${targets.length}`);
  const after = star < 0 ? 0 : targets.length - star - 1;
  for (const [i, target] of targets.entries())
    if (i === star) assign(machine, target, new List(values.slice(star, values.length - after), site.span), scope);
    else
      assign(
        machine,
        target,
        values[star >= 0 && i > star ? values.length - targets.length + i : i] ??
          unknown("there is no such element", site.span),
        scope,
      );
}
