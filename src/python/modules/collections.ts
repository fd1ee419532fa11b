import { bindParameters } from "../arguments";
import { Dict } from "../containers";
import { iterate } from "../items";
import { Raised, type Machine, type Site } from "../machine";
import { builtin } from "../members";
import { builtins } from "../builtins";
import type { Parameter } from "../syntax";
import { int, none, text, tuple, unknown, type External, type Value } from "../value";
import { dictMethods } from "../methods/dict";
import { module } from "./module";
import { item } from "../items";

/** A tuple whose places have names. */
function named(type: string, names: readonly string[], values: readonly Value[]): External {
  const all = tuple(values);
  const dict = (): Dict => Dict.of(names.map((name, i) => [name, values[i]!] as const));
  const members: Readonly<Record<string, Value>> = {
    _fields: tuple(names.map((name) => text(name))),
    _asdict: builtin(`${type}._asdict`, dict),
    _replace: builtin(`${type}._replace`, (args) =>
      named(
        type,
        names,
        names.map((name, i) => args.named.get(name)?.value ?? values[i]!),
      ),
    ),
  };
  return {
    kind: "external",
    what: type,
    attribute: (name) => values[names.indexOf(name)] ?? members[name],
    iterate: () => values,
    item: (index, site, machine) => item(machine, all, index, site),
  };
}

function makeType(type: string, names: readonly string[], presets: readonly Value[]): External {
  const parameters = names.map((name): Parameter => ({ name, kind: "normal", preset: undefined }));
  const known = new Map(presets.map((value, i) => [names[names.length - presets.length + i]!, value]));
  return builtin(type, (args) => {
    const bound = bindParameters(type, parameters, known, args, { rest: tuple, keywords: (values) => Dict.of(values) });
    if (typeof bound === "string") throw new Raised("TypeError", bound);
    return named(
      type,
      names,
      names.map((name) => bound.get(name) ?? none),
    );
  });
}

/** Names given as a list, or as one text with spaces or commas between them. */
function namesIn(machine: Machine, value: Value, site: Site): readonly string[] | undefined {
  if (value.kind === "text") return value.value.split(/[\s,]+/).filter((name) => name !== "");
  const items = iterate(machine, value, site);
  if ("kind" in items) return undefined;
  return items.flatMap((one) => {
    const name = one.kind === "tuple" ? one.items[0] : one;
    return name?.kind === "text" ? [name.value] : [];
  });
}

const toCount = (value: Value | undefined): bigint => (value?.kind === "int" ? value.value : 0n);

export const collections = module("collections", {
  OrderedDict: builtins.get("dict")!,
  defaultdict: (args, site, machine) => {
    const [missing, entries] = args.positional.map(({ value }) => value);
    const made = new Dict(site.span, missing?.kind === "none" ? undefined : missing);
    if (missing?.kind === "unknown") made.unknown = missing;
    const more = args.only(entries ? [{ value: entries, span: site.span }] : [], args.named);
    dictMethods["update"]!(made, more, site, machine);
    return made;
  },
  deque: builtins.get("list")!,
  Counter: (args, site, machine) => {
    const made = new Dict(site.span, builtins.get("int"));
    const [counted] = args.positional;
    if (counted?.value.kind === "dict") dictMethods["update"]!(made, args, site, machine);
    else if (counted) {
      const values = iterate(machine, counted.value, site);
      if ("kind" in values) return values;
      for (const value of values) made.set(value, int(Number(toCount(made.get(value))) + 1));
    }
    return made;
  },
  namedtuple: (args, site, machine) => {
    const [type = none, fields = none] = args.positional.map(({ value }) => value);
    const names = namesIn(machine, args.named.get("field_names")?.value ?? fields, site);
    const presets = args.named.get("defaults")?.value;
    const values = presets ? iterate(machine, presets, site) : [];
    if (!names || "kind" in values) return unknown("the names in this tuple are not known", site.span);
    return makeType(type.kind === "text" ? type.value : "tuple", names, values);
  },
});
