/** Attributes: of instances, classes, modules, and the methods of builtin types. */
import { Arguments } from "./arguments";
import { call } from "./call";
import type { Class, Instance } from "./containers";
import { Raised, type Machine, type Site } from "./machine";
import { methodOf } from "./methods";
import { none, text, typeName, unknown, type Descriptor, type External, type Super, type Value } from "./value";

/** A function that is written here rather than in the text. */
export function builtin(
  what: string,
  run: (args: Arguments, site: Site, machine: Machine) => Value,
  more: Partial<External> = {},
): External {
  return { kind: "external", what, call: run, ...more };
}

/** What the user's classes in a line define under a name. */
export function classMember(class_: Class, name: string): Value | undefined {
  for (const one of class_.line) {
    const found = one.kind === "class" ? one.members.get(name) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** An attribute's value; undefined when there is certainly none. */
export function findAttribute(machine: Machine, object: Value, name: string, site: Site): Value | undefined {
  switch (object.kind) {
    case "unknown":
      return object;
    case "external":
      return object.attribute?.(name, site, machine);
    case "instance":
      return ofInstance(machine, object, name, site);
    case "class":
      return ofClass(machine, object, name, site);
    case "super":
      return ofSuper(machine, object, name, site);
    case "function":
      return name === "__name__" ? text(object.name) : undefined;
    case "descriptor":
      return name === "setter"
        ? builtin("setter", (args) => ({ ...object, setter: args.pick(0, "fset") }) satisfies Descriptor)
        : undefined;
    case "list":
      return object.attribute?.(name) ?? methodOf(object, name);
    default:
      return methodOf(object, name);
  }
}

export function attribute(machine: Machine, object: Value, name: string, site: Site): Value {
  const found = findAttribute(machine, object, name, site);
  if (found) return found;
  if (object.kind === "external" || object.kind === "instance" || object.kind === "super" || object.kind === "function")
    return unknown(`${nameOf(object)}.${name} is not known`, site.span);
  if (object.kind === "class") {
    if (object.line.some(({ kind }) => kind !== "class"))
      return unknown(`${object.name}.${name} is not known`, site.span);
    throw new Raised("AttributeError", `type object '${object.name}' has no attribute '${name}'`);
  }
  // What stands here as a plain number or list may be an array's when the program runs, and a method may have been decorated.
  if (name.startsWith("__") || ofArrays.has(name) || object.kind === "bound")
    return unknown(`${name} of a ${typeName(object)} is not followed`, site.span);
  throw new Raised("AttributeError", `'${typeName(object)}' object has no attribute '${name}'`);
}

/** Attributes that NumPy's numbers and arrays have, or its types. */
const ofArrays: ReadonlySet<string> = new Set([
  ..."T all any argmax argmin astype copy dtype flatten item max mean min ndim numpy ravel reshape shape size squeeze std sum".split(
    " ",
  ),
  ..."tobytes tolist transpose var as_numpy_dtype name".split(" "),
]);

const nameOf = (object: Value): string =>
  object.kind === "instance" ? object.class_.name : object.kind === "super" ? "super()" : typeName(object);

function ofInstance(machine: Machine, instance: Instance, name: string, site: Site): Value | undefined {
  const member = classMember(instance.class_, name);
  if (member?.kind === "descriptor" && member.form === "property")
    return call(machine, member.target, Arguments.of(instance), site);
  const own = instance.members.get(name);
  if (own) return own;
  if (member) return bind(member, instance, instance.class_);
  if (name === "__class__") return instance.class_;
  const native = instance.native?.attribute?.(name, site, machine);
  if (native) return native;
  if (name === "__init__") return harmless;
  if (instance.native ?? instance.class_.line.some(({ kind }) => kind !== "class")) return undefined;
  const fallback = classMember(instance.class_, "__getattr__");
  if (fallback?.kind === "function") return call(machine, fallback, Arguments.of(instance, text(name)), site);
  throw new Raised("AttributeError", `'${instance.class_.name}' object has no attribute '${name}'`);
}

const harmless = builtin("object.__init__", () => none);

/** A class's member as it is reached through an instance. */
function bind(member: Value, receiver: Value, class_: Class): Value {
  if (member.kind === "function") return { kind: "bound", receiver, target: member };
  if (member.kind !== "descriptor" || (member.target.kind !== "function" && member.target.kind !== "external"))
    return member;
  return member.form === "class" ? { kind: "bound", receiver: class_, target: member.target } : member.target;
}

function ofClass(machine: Machine, class_: Class, name: string, site: Site): Value | undefined {
  if (name === "__name__" || name === "__qualname__") return text(class_.name);
  const member = classMember(class_, name);
  if (member) return member.kind === "descriptor" ? bind(member, class_, class_) : member;
  for (const base of class_.line) {
    if (base.kind === "unknown") return base;
    if (base.kind !== "external") continue;
    const found = base.inherited?.(name, class_) ?? base.attribute?.(name, site, machine);
    if (found) return found;
  }
  return undefined;
}

function ofSuper(machine: Machine, { after, receiver }: Super, name: string, site: Site): Value | undefined {
  const class_ = receiver.kind === "class" ? receiver : receiver.class_;
  const { line } = class_;
  for (const base of line.slice(line.indexOf(after) + 1)) {
    if (base.kind === "unknown") return base;
    if (base.kind === "external") {
      const native = receiver.kind === "instance" ? receiver.native?.attribute?.(name, site, machine) : undefined;
      if (native) return native;
      continue;
    }
    const member = base.members.get(name);
    if (member?.kind === "descriptor" && member.form === "property")
      return call(machine, member.target, Arguments.of(receiver), site);
    if (member) return receiver.kind === "class" ? member : bind(member, receiver, class_);
  }
  return ["__init__", "__init_subclass__", "__setattr__", "__post_init__"].includes(name) ? harmless : undefined;
}

export function setAttribute(machine: Machine, object: Value, name: string, value: Value, site: Site): void {
  if (object.kind === "instance") {
    const member = classMember(object.class_, name);
    if (member?.kind === "descriptor" && member.form === "property") {
      if (member.setter) call(machine, member.setter, Arguments.of(object, value), site);
      return;
    }
    if (object.native?.assign?.(name, value, site, machine) === true) return;
  }
  if (object.kind === "instance" || object.kind === "class") {
    object.members.set(name, value, machine.journal);
  } else if (object.kind === "external") object.assign?.(name, value, site, machine);
}

export function deleteAttribute(machine: Machine, object: Value, name: string): void {
  if (object.kind !== "instance" && object.kind !== "class") return;
  object.members.set(name, undefined, machine.journal);
}
