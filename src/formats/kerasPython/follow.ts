/** Follows a file of Python and finds the models that it makes. */
import { Arguments, type Given } from "../../python/arguments";
import { call } from "../../python/call";
import type { Class } from "../../python/containers";
import { isElsewhere, moduleElsewhere } from "../../python/elsewhere";
import { Exhausted, Raised, type Machine, type Site } from "../../python/machine";
import { classMember } from "../../python/members";
import { everlasting } from "../../python/footprint";
import { guarded, Run } from "../../python/run";
import type { Scope } from "../../python/scope";
import type { Module } from "../../python/syntax";
import { unknown, type External, type Function, type Value } from "../../python/value";
import { draw, type Drawn } from "./models/graph";
import type { ColumnsOf } from "./arrays/columns";
import { builtinsOnData, each, part, round } from "./arrays/looped";
import { Keras } from "./keras";
import { ModelObject } from "./models/model";
import { withUnused } from "./models/unused";
import { modulesFor } from "./modules/index";
import { readDirectives } from "./training/directive";

/** One model of a file. */
export interface FoundModel extends Drawn {
  readonly model: ModelObject;
}

export interface Following {
  readonly machine: Machine;
  readonly scope: Scope;
  readonly models: readonly FoundModel[];
}

/** Finds the module that another file of the user's is; undefined when there is none. */
export type Imports = (path: string) => Module | undefined;

/** What a file reaches beside itself. */
export interface Outside {
  readonly imports?: Imports;
  readonly columnsOf?: ColumnsOf;
}

/** The readings of one file, each of which takes over from the one before what a change has not reached. */
export class Follower {
  private readonly keras = new Keras();
  private readonly run: Run;
  private outside: Outside = {};
  private readonly own = new OwnModules(this.keras);

  constructor() {
    const { keras, own } = this;
    const known = modulesFor(keras, (path, settings) => this.outside.columnsOf?.(path, settings));
    this.run = new Run(
      {
        module: (path, site, at) => {
          const found = known(path);
          return found ? everlasting(found) : own.find(path, site, at);
        },
        builtins: builtinsOnData,
        each,
        round,
        part,
      },
      {
        begin: () => {
          keras.begin();
          own.begin();
        },
        open: () => keras.open(),
      },
    );
  }

  /** Something was done that cannot be taken back: the next reading needs another one of these. */
  get isSpoiled(): boolean {
    return this.run.machine.isSpoiled;
  }

  follow(module: Module, outside: Outside = {}): Following {
    this.outside = outside;
    this.own.imports = outside.imports;
    this.run.follow(module);
    this.keras.settle();
    return found(module, this.run, this.keras);
  }
}

export const follow = (module: Module, outside?: Outside): Following => new Follower().follow(module, outside);

function found(module: Module, run: Run, keras: Keras): Following {
  const { machine, scope } = run;
  const made = [...keras.models.list, ...uncalled(run, keras)];
  const attributes = attributeModels(scope);
  const tooLarge = new Set<ModelObject>();
  machine.refill(DRAWINGS);
  const drawn = made.flatMap((model) => drawnAlone(model, machine, tooLarge, attributes.get(model)) ?? []);
  const inside = new Set(
    drawn.flatMap(({ model, calls }) =>
      [...calls.values()].map(({ layer }) => layer).filter((layer) => layer !== model),
    ),
  );
  const outer = drawn.filter(({ model }) => model.isBound || attributes.has(model) || !inside.has(model));
  const kept = new Set(drawn.flatMap(({ calls }) => [...calls.values()]));
  const models = withUnused(module, named(distinct(outer)), keras, kept);
  return { machine, scope, models: readDirectives(module, models) };
}

/** Drawing all models may take so many times the steps of the text. */
const DRAWINGS = 2;

/** One model with half of the steps that are left; one that cannot be drawn is told, and the others are. */
function drawnAlone(
  model: ModelObject,
  machine: Machine,
  tooLarge: Set<ModelObject>,
  name: string | undefined,
): FoundModel | undefined {
  let found: FoundModel | undefined;
  guarded(machine, model.span, () => {
    found = machine.bounded(
      () => ({ model, ...draw(model, machine, { name, tooLarge }) }),
      () => {
        tooLarge.add(model);
        throw new Exhausted();
      },
    );
  });
  return found;
}

/** Models that objects of the file's own classes hold: `gan.generator`. */
function attributeModels(scope: Scope): ReadonlyMap<ModelObject, string> {
  const found = new Map<ModelObject, string>();
  const seen = new Set<Value>();
  const look = (value: Value, name: string): void => {
    if (seen.has(value)) return;
    seen.add(value);
    const model = value.kind === "instance" ? value.native : value;
    if (model instanceof ModelObject) {
      if (!model.isBound && !found.has(model)) found.set(model, name);
    } else if (value.kind === "list" || value.kind === "tuple")
      value.items.forEach((item, i) => {
        look(item, `${name}[${i}]`);
      });
  };
  for (const [variable, value] of scope.members)
    // The parts of a model are in its graph.
    if (value.kind === "instance" && !(value.native instanceof ModelObject))
      for (const [name, member] of value.members) look(member, `${variable}.${name}`);
  return found;
}

/** The modules that are other files. */
class OwnModules {
  imports: Imports | undefined;
  /** Undefined while a module is followed: what imports it in a circle does not find it. */
  private readonly found = new Map<string, External | undefined>();

  constructor(private readonly keras: Keras) {}

  begin(): void {
    this.found.clear();
  }

  find(path: string, { span }: Site, machine: Machine): External | undefined {
    if (!this.imports) return undefined;
    const known = this.found.get(path);
    const module = known ? undefined : this.imports(path);
    if (!known && !module) {
      machine.presume(() => !this.imports?.(path));
      return undefined;
    }
    // That file may be another at the next reading.
    machine.irregular();
    if (!module || this.found.has(path)) return known;
    this.found.set(path, undefined);
    const before = this.keras.models.list;
    const made = moduleElsewhere(machine, module, path, span);
    // Models that the other file makes for itself are listed there.
    this.keras.models.list = before;
    this.found.set(path, made);
    return made;
  }
}

/** Models of functions that nobody calls: with defaults for what they take, and unknowns where there are none. */
function uncalled(run: Run, keras: Keras): readonly ModelObject[] {
  const { machine, scope } = run;
  const found: ModelObject[] = [];
  for (const [, value] of scope.members) {
    const callable = value.kind === "function" ? value : value.kind === "class" ? initializer(value) : undefined;
    if (machine.isExhausted) break;
    if (!callable || machine.called.has(callable.definition) || isElsewhere(callable.definition)) continue;
    found.push(...run.aside(value, () => calledAlone(machine, value, callable, keras)));
  }
  return found;
}

/** The models that a function makes, and nothing else of what it does. */
function calledAlone(machine: Machine, value: Value, callable: Function, keras: Keras): readonly ModelObject[] {
  const found: ModelObject[] = [];
  guarded(machine, callable.span ?? { start: 0, end: 0 }, () => {
    machine.bounded(
      () => {
        const { result } = machine.journal.attempt(() => {
          const before = new Set(keras.models.list);
          try {
            call(machine, value, presumed(callable, value.kind === "class"), {
              span: callable.span ?? { start: 0, end: 0 },
            });
          } catch (error) {
            // With what it is really given it may well go on.
            if (!(error instanceof Raised)) throw error;
          }
          return keras.models.list.filter((model) => !before.has(model));
        });
        found.push(...result);
      },
      () => undefined,
    );
  });
  return found;
}

/** How a class of models is made, when it is one. */
function initializer(class_: Class): Function | undefined {
  const model = class_.line.some((base) => base.kind === "external" && /^keras\.(?:Model|Sequential)$/.test(base.what));
  const method = model ? classMember(class_, "__init__") : undefined;
  return method?.kind === "function" ? method : undefined;
}

/** Arguments for a function that is not called: unknowns for what has no default. */
function presumed(callee: Function, method: boolean): Arguments {
  const named = new Map<string, Given>();
  for (const { name, kind } of callee.parameters.slice(method ? 1 : 0)) {
    if (callee.presets.has(name) || kind === "rest" || kind === "keywords") continue;
    const value: Value = unknown(
      `“${name}” is a parameter of ${callee.name}, which is not called in this file`,
      callee.span,
    );
    named.set(name, { value, span: callee.span });
  }
  return new Arguments([], named);
}

/** Without models that are the same as one before: a function that is called twice, a loop that is followed more than once. */
function distinct(models: readonly FoundModel[]): readonly FoundModel[] {
  const places = new Map<string, number>();
  const placeOf = ({ graph: { name, span } }: FoundModel): string => `${name} ${span?.start}`;
  for (const model of models) places.set(placeOf(model), (places.get(placeOf(model)) ?? 0) + 1);
  const seen = new Set<string>();
  return models.filter((model) => {
    if (places.get(placeOf(model)) === 1) return true;
    const { graph } = model;
    const shape = graph.nodes.map(({ type, args, inputs }) => [type, args, inputs.length]);
    const key = JSON.stringify([graph.name, graph.span, graph.training, shape]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Names that tell models apart: a variable that is bound again gives `model#2`. */
function named(models: readonly FoundModel[]): readonly FoundModel[] {
  const used = new Map<string, number>();
  return models.map((found) => {
    const { name } = found.graph;
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return count === 1 ? found : { ...found, graph: { ...found.graph, name: `${name}#${count}` } };
  });
}
