import { Arguments, bindParameters } from "../arguments";
import { call } from "../call";
import { Dict, List, type Class } from "../containers";
import type { Journal } from "../journal";
import { Raised } from "../machine";
import { builtin, classMember } from "../members";
import type { Parameter } from "../syntax";
import { none, tuple, unknown, type Value } from "../value";
import { module, type Run } from "./module";

/** Fields in order, those of base classes first. */
const fieldsOf = (class_: Class): readonly string[] => [
  ...new Set([...class_.line].reverse().flatMap((one) => (one.kind === "class" ? one.fields : []))),
];

/** The marker that `field(default_factory=…)` leaves in the class. */
const factories = new WeakMap<object, Value>();

const field: Run = (args, { span }) => {
  const factory = args.named.get("default_factory")?.value;
  const preset = args.named.get("default")?.value;
  if (preset) return preset;
  const marker = builtin("dataclasses.field", () => none);
  if (factory) factories.set(marker, factory);
  return factory ? marker : unknown("this field has no default", span);
};

/** Gives a class an `__init__` that takes its fields. */
function decorate(class_: Class, journal: Journal): Class {
  const initialize = builtin(`${class_.name}.__init__`, (args, site, machine) => {
    const [self, ...given] = args.positional;
    if (self?.value.kind !== "instance") return none;
    const names = fieldsOf(class_);
    const parameters = names.map((name): Parameter => ({ name, kind: "normal", preset: undefined }));
    const presets = new Map<string, Value>();
    for (const name of names) {
      const preset = classMember(class_, name);
      const factory = preset && factories.get(preset);
      if (factory) presets.set(name, call(machine, factory, Arguments.of(), site));
      else if (preset) presets.set(name, preset);
    }
    const bound = bindParameters(class_.name, parameters, presets, new Arguments(given, args.named, args.rest), {
      rest: tuple,
      keywords: (values) => Dict.of(values),
    });
    if (typeof bound === "string") throw new Raised("TypeError", bound);
    for (const [name, value] of bound) self.value.members.set(name, value, machine.journal);
    const after = classMember(class_, "__post_init__");
    if (after?.kind === "function") call(machine, after, Arguments.of(self.value), site);
    return none;
  });
  if (!class_.members.get("__init__"))
    class_.members.set(
      "__init__",
      {
        kind: "descriptor",
        form: "property",
        target: bindable(initialize),
        setter: undefined,
      },
      journal,
    );
  return class_;
}

/** A property whose value is the function with the instance in it: how a method that is written here is bound. */
const bindable = (method: ReturnType<typeof builtin>): Value =>
  builtin(method.what, (args) => ({ kind: "bound", receiver: args.positional[0]?.value ?? none, target: method }));

export const dataclasses = module("dataclasses", {
  dataclass: (args, _, { journal }) => {
    const value = args.positional[0]?.value;
    if (value?.kind === "class") return decorate(value, journal);
    return builtin("dataclasses.dataclass", (inner) => {
      const class_ = inner.positional[0]?.value;
      return class_?.kind === "class" ? decorate(class_, journal) : (class_ ?? none);
    });
  },
  field,
  asdict: (args, { span }) => {
    const value = args.positional[0]?.value ?? none;
    if (value.kind !== "instance") return unknown("this is not a dataclass", span);
    return Dict.of(
      fieldsOf(value.class_).flatMap((name) => {
        const found = value.members.get(name);
        return found ? [[name, found] as const] : [];
      }),
      span,
    );
  },
  fields: (_, { span }) => {
    const list = new List([], span);
    list.unknown = unknown("the fields of a dataclass are not followed", span);
    return list;
  },
});
