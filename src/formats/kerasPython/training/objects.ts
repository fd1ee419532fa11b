/** Optimizers, losses, initializers and the like: things that a graph keeps as Keras itself serializes them. */
import type { KerasObject, Literal } from "../../../model/literal";
import type { Arguments } from "../../../python/arguments";
import { birth, type Mutable } from "../../../python/journal";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import type { Instance } from "../../../python/containers";
import { none, text, unknown, type External, type Unknown, type Value } from "../../../python/value";
import { toLiteral, toShape, type Literate } from "../literal";
import { classAliases, signatures } from "../layers/signatures";
import { InitialValues } from "../layers/weight";
import { optimizerOfOlder, optimizersInSmallLetters } from "./older";

export type ObjectTable =
  "optimizers" | "schedules" | "losses" | "metrics" | "initializers" | "regularizers" | "constraints" | "callbacks";

/** Names that Keras 2 had for arguments. */
const older: Readonly<Record<string, string>> = { lr: "learning_rate", l: "l2" };

/** A class of such things. Calling one gives the thing with the arguments that it was given. */
export function objectClass(table: ObjectTable, name: string): External {
  const type = classAliases[name] ?? name;
  const names = (signatures[table] as Readonly<Record<string, string>>)[name]?.split(" ") ?? [];
  const literal = (): Literal => ({ class_name: type, config: {} });
  return {
    kind: "external",
    what: `keras.${table}.${name}`,
    key: `keras.${table}.${type}`,
    call: (args, site) => new KerasThing(table, type, configOf(names, args), site, args),
    hasInstance: (value) => (value.kind === "unknown" ? undefined : value instanceof KerasThing && value.type === type),
    instantiate: (instance: Instance) => ownThing(instance),
    // A class without its parentheses: `kernel_initializer=HeNormal`.
    literal,
  } as Literate;
}

/** `keras.optimizers.adam`, which Keras 1 and 2 have beside `Adam`: with their order of arguments, and their presets. */
export function smallLetteredOptimizer(name: string): External {
  const { type, order, presets } = optimizersInSmallLetters[name]!;
  const plain = objectClass("optimizers", type);
  const made = (config: Readonly<Record<string, Literal>>): KerasObject =>
    optimizerOfOlder({ class_name: type, config: { ...presets, ...config } });
  return {
    ...plain,
    what: `keras.optimizers.${name}`,
    call: (args, site) => new KerasThing("optimizers", type, made(configOf(order, args)).config, site, args),
    literal: () => made({}),
  } as Literate;
}

function configOf(names: readonly string[], args: Arguments): Readonly<Record<string, Literal>> {
  const { bound } = args.under(names);
  const config: Record<string, Literal> = {};
  for (const [name, { value }] of bound) config[older[name] ?? name] = toLiteral(value);
  if (args.rest) config["?"] = { unknown: args.rest.reason };
  return config;
}

export class KerasThing implements Literate, Mutable {
  readonly kind = "external";
  readonly born = birth();
  /** Names given to `exclude_from_weight_decay`. */
  private excluded: Literal = null;

  constructor(
    private readonly table: ObjectTable,
    readonly type: string,
    private readonly config: Readonly<Record<string, Literal>>,
    readonly site: Site,
    /** As they were given, for what a literal cannot hold. */
    readonly args: Arguments,
  ) {}

  get what(): string {
    return this.type;
  }
  get span(): Site["span"] {
    return this.site.span;
  }

  literal(): KerasObject {
    const more = this.excluded === null ? {} : { exclude_from_weight_decay: this.excluded };
    return { class_name: this.type, config: { ...this.config, ...more } };
  }

  save(): unknown {
    return this.excluded;
  }

  load(state: unknown): void {
    this.excluded = state as Literal;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    const [first] = states as readonly Literal[];
    this.excluded = states.every((state) => state === first) ? first! : { unknown: why.reason };
  }

  attribute(name: string, site: Site, machine: Machine): Value | undefined {
    if (name === "exclude_from_weight_decay" && this.table === "optimizers")
      return builtin(`${this.type}.${name}`, (args) => {
        machine.journal.touch(this);
        const given = args.pick(1, "var_names");
        this.excluded = given ? toLiteral(given) : { unknown: "which weights are left out is known only at run time" };
        return none;
      });
    return name === "name" ? text(this.type) : unknown(`${this.type}.${name} is known only at run time`, site.span);
  }

  assign(): boolean {
    return true;
  }

  call(args: Arguments, site: Site): Value {
    // An initializer gives numbers of the shape that it is asked for.
    const shape = args.pick(0, "shape");
    if (this.table === "initializers" && shape) return new InitialValues(toShape(shape), site.span, this.literal());
    return unknown(`what a ${this.type} gives is known only at run time`, site.span);
  }
}

/** An instance of a class of the user's own that derives from one of Keras's. */
const ownThing = (instance: Instance): Literate => ({
  kind: "external",
  what: instance.class_.name,
  literal: () => ({ unknown: `${instance.class_.name} is a class of this file` }),
  attribute: (name, site) => unknown(`${instance.class_.name}.${name} is not followed`, site.span),
});

/** A function that is named by itself: `loss=keras.losses.mean_squared_error`. */
export const namedFunction = (module: string, name: string): External =>
  ({
    kind: "external",
    what: `${module}.${name}`,
    key: `function ${name}`,
    call: (_: Arguments, site: Site) => unknown(`what ${name} gives is known only at run time`, site.span),
    attribute: (member: string) => (member === "__name__" ? text(name) : undefined),
    literal: () => name,
  }) as Literate;
