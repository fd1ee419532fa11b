/** Calls: of functions, classes, and whatever else can be called. */
import { bindParameters, type Arguments } from "./arguments";
import { Dict, Instance, Iterator, List, type Class } from "./containers";
import { evaluate } from "./evaluate";
import { executeBlock } from "./execute";
import { join } from "./explore";
import { Raised, spanOf, tooDeep, type Machine, type Site } from "./machine";
import { attribute, classMember } from "./members";
import { Scope } from "./scope";
import type { Block, FunctionDefinition, Lambda } from "./syntax";
import { none, tuple, typeName, unknown, type External, type Function, type Unknown, type Value } from "./value";

export function call(machine: Machine, callee: Value, args: Arguments, site: Site): Value {
  machine.step();
  switch (callee.kind) {
    case "function":
      return nested(machine, site, () => callFunction(machine, callee, args, site));
    case "bound":
      return call(machine, callee.target, args.after(callee.receiver), site);
    case "class":
      return nested(machine, site, () => instantiate(machine, callee, args, site));
    case "external":
      return (
        callee.call?.(args, site, machine) ??
        passOn(machine, unknown(`what ${callee.what} gives is not known`, site.span), args, site)
      );
    case "instance": {
      const method = classMember(callee.class_, "__call__");
      if (method?.kind === "function") return call(machine, method, args.after(callee), site);
      return (
        callee.native?.call?.(args, site, machine) ??
        unknown(`what calling ${callee.class_.name} gives is not known`, site.span)
      );
    }
    case "unknown":
      return passOn(machine, callee, args, site);
    case "descriptor":
      return call(machine, callee.target, args, site);
    default:
      throw new Raised("TypeError", `'${typeName(callee)}' object is not callable`);
  }
}

function nested(machine: Machine, site: Site, go: () => Value): Value {
  if (!machine.down()) return tooDeep(site.span);
  try {
    return go();
  } finally {
    machine.up();
  }
}

/** A function that is not known may do anything with what it is given; some things can still say what becomes of them. */
function passOn(machine: Machine, callee: Unknown, args: Arguments, site: Site): Value {
  for (const { value } of args.all) {
    const things = value.kind === "list" || value.kind === "tuple" ? value.items : [value];
    for (const thing of things) {
      const result = thing.kind === "external" ? thing.passedTo?.(callee, args, site, machine) : undefined;
      if (result) return result;
    }
  }
  return callee;
}

export function makeFunction(machine: Machine, definition: FunctionDefinition | Lambda, scope: Scope): Function {
  const presets = new Map<string, Value>();
  for (const { name, preset } of definition.parameters) if (preset) presets.set(name, evaluate(machine, preset, scope));
  return {
    kind: "function",
    name: definition.kind === "lambda" ? "<lambda>" : definition.name,
    parameters: definition.parameters,
    presets,
    body: definition.body,
    scope,
    definition,
    owner: scope.kind === "class" ? scope.owner : undefined,
    span: spanOf(definition),
  };
}

function callFunction(machine: Machine, callee: Function, args: Arguments, site: Site): Value {
  const { definition } = callee;
  machine.isCalled(definition);
  const bound = bindParameters(callee.name, callee.parameters, callee.presets, args, {
    rest: (values) => tuple(values, site.span),
    keywords: (values, rest) => {
      const dict = Dict.of(values, site.span);
      dict.unknown = rest;
      return dict;
    },
  });
  if (typeof bound === "string") throw new Raised("TypeError", bound);
  const scope = new Scope("function", callee.name, callee.scope);
  scope.call = { callee, receiver: callee.parameters[0] && bound.get(callee.parameters[0].name) };
  for (const [name, value] of bound) scope.members.set(name, value, machine.journal);
  if (definition.kind === "lambda") return evaluate(machine, definition.body, scope);
  if (definition.generator) return generated(machine, callee, definition, scope, site);
  let completion = executeBlock(machine, definition.body, scope);
  if (completion?.kind === "fork") {
    const worlds = completion.worlds.map((world) => ({
      ...world,
      ending: world.ending?.kind === "return" ? world.ending : ({ kind: "return", value: none } as const),
    }));
    completion = join(machine, completion.why, worlds);
  }
  const value = completion?.kind === "return" ? completion.value : none;
  for (const one of value.kind === "tuple" ? value.items : [value]) {
    const thing = one.kind === "instance" ? one.native : one;
    if (thing?.kind === "external") thing.returned?.(callee.name, scope);
  }
  return value;
}

/** A generator goes on only when it is asked, which is as good as at once where it ends soon. */
function generated(
  machine: Machine,
  { name }: Function,
  { body }: FunctionDefinition,
  scope: Scope,
  { span }: Site,
): Value {
  const later = unknown(`the values of the generator ${name} come at run time`, span);
  // `while` in a generator is `while True` but for few.
  const endless = body.findIndex(({ kind }) => kind === "while");
  if (endless >= 0)
    return machine.bounded(
      () => round(machine, body, endless, scope, later),
      () => later,
    );
  return machine.bounded(
    () => {
      const yielded = new List([], span);
      scope.yielded = yielded;
      const completion = executeBlock(machine, body, scope);
      if (completion?.kind === "fork") return completion.why;
      return yielded.unknown ?? new Iterator([...yielded.items], span);
    },
    () => later,
  );
}

/** What a generator that goes on for ever yields in one round, as long as nothing is left to the next. */
function round(machine: Machine, body: Block, at: number, scope: Scope, later: Unknown): Value {
  const loop = body[at];
  if (loop?.kind !== "while" || !machine.surroundings.round) return later;
  const values = machine.journal.attempt((): Value => {
    if (executeBlock(machine, body.slice(0, at), scope)) return later;
    const yielded = new List([], later.span);
    scope.yielded = yielded;
    return executeBlock(machine, loop.body, scope) ? later : yielded;
  }).result;
  return machine.surroundings.round(values, later, machine);
}

function instantiate(machine: Machine, class_: Class, args: Arguments, site: Site): Value {
  const outside = class_.line.find(
    (base): base is External => base.kind === "external" && base.instantiate !== undefined,
  );
  const unseen = class_.line.find((base): base is Unknown => base.kind === "unknown");
  const instance = new Instance(class_, site.span);
  instance.native = outside?.instantiate?.(instance, site, machine);
  const initialize = attribute(machine, instance, "__init__", site);
  if (initialize.kind === "unknown" && !unseen) return initialize;
  if (initialize.kind !== "unknown") call(machine, initialize, args, site);
  return instance;
}
