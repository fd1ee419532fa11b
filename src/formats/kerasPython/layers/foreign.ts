/** Layers of other libraries, and those that Keras dropped: not in the engine, but with shapes and weights that follow from a rule. */
import type { NodeWeight } from "../../../model/graph";
import type { Literal } from "../../../model/literal";
import type { Dim, Shape } from "../../../model/shape";
import type { Arguments } from "../../../python/arguments";
import { Dict } from "../../../python/containers";
import type { Machine, Site } from "../../../python/machine";
import type { External, Value } from "../../../python/value";
import type { Keras } from "../keras";
import { LayerObject, type LayerMaking } from "./layer";
import { argumentOf, nameFrom } from "./layerClass";
import { isShape, keyOfShapes, Tensor, type KnownShape, type LayerCall, type Within } from "../tensors/tensor";

/** What such a layer makes of inputs of known shapes. */
export interface Outcome {
  /** One shape, or those of several outputs by name. */
  readonly shape: Shape | Readonly<Record<string, Shape>>;
  /** By name; undefined when it is not known which there are. */
  readonly weights: Readonly<Record<string, Shape>> | undefined;
  /** Those that are never trained. */
  readonly fixed?: boolean;
}

/** A layer's rule: undefined where shapes or arguments are not enough to tell. */
export interface ForeignRule {
  readonly type: string;
  /** Where it is from, as messages name it. */
  readonly from: string;
  /** The arguments' names in their order. */
  readonly positions: readonly string[];
  /** What it begins with being trainable, where that is not so. */
  readonly frozen?: boolean;
  readonly outcome: (inputs: readonly Shape[], given: Given, roles: Roles) => Outcome | undefined;
}

/** The names under which a call is given its inputs, where it is. */
export type Roles = readonly (string | undefined)[];

/** The arguments of a layer, as far as they are known. */
export interface Given {
  literal(name: string): Literal | undefined;
  number(name: string, preset?: number): number | undefined;
  flag(name: string, preset: boolean): boolean | undefined;
  /** Whether the file is for Keras 2. */
  readonly isOlder: boolean;
}

class ForeignLayer extends LayerObject {
  private readonly followed = new Map<string, Outcome | undefined>();

  constructor(
    made: LayerMaking,
    private readonly rule: ForeignRule,
    private readonly given: Given,
  ) {
    super(made);
  }

  private outcome(inputs: readonly KnownShape[], roles: Roles): Outcome | undefined {
    return inputs.every(isShape) ? this.rule.outcome(inputs, this.given, roles) : undefined;
  }

  protected override results(made: LayerCall, machine: Machine): Value {
    const shapes = made.inputs.map(({ shape }) => shape);
    const outcome = this.outcome(shapes, made.roles ?? []);
    this.followed.set(keyOfShapes(shapes), outcome);
    if (!outcome || isOne(outcome.shape)) return super.results(made, machine);
    const entries = Object.entries(outcome.shape).map(
      ([name, shape], i) => [name, new Tensor(made, i, shape)] as const,
    );
    return Dict.of(entries, made.site.span);
  }

  override shapeFrom(inputs: readonly KnownShape[]): KnownShape {
    return this.withinOf(inputs)?.shape ?? super.shapeFrom(inputs);
  }

  override withinOf(inputs: readonly KnownShape[]): Within | undefined {
    const outcome = this.followed.get(keyOfShapes(inputs)) ?? this.outcome(inputs, []);
    if (!outcome) return undefined;
    const [first] = isOne(outcome.shape) ? [outcome.shape] : Object.values(outcome.shape);
    const weights =
      outcome.weights &&
      Object.entries(outcome.weights).map(([name, shape]): NodeWeight => ({ name, shape, trainable: !outcome.fixed }));
    return first && { shape: first, weights };
  }
}

const isOne = (shape: Outcome["shape"]): shape is Shape => Array.isArray(shape);

/** The class that makes layers by a rule. */
export const foreignClass = (keras: Keras, rule: ForeignRule): External => ({
  kind: "external",
  what: `${rule.from}.${rule.type}`,
  key: `${rule.from}.${rule.type}`,
  call: (args, site, machine) => makeForeign(keras, rule, args, site, machine),
});

function makeForeign(keras: Keras, rule: ForeignRule, args: Arguments, site: Site, machine: Machine): LayerObject {
  const { bound } = args.under(rule.positions);
  const values = Object.fromEntries([...bound].map(([name, given]) => [name, argumentOf(name, given)]));
  const { type } = rule;
  const name = nameFrom(keras, type, values["name"], machine);
  const opaque = args.rest
    ? `its arguments are not all known: ${args.rest.reason}`
    : `${type} is a layer of ${rule.from}`;
  const literal = (one: string): Literal | undefined => values[one]?.value ?? undefined;
  const layer = new ForeignLayer({ keras, type, name, args: values, site, opaque }, rule, {
    literal,
    number: (one, preset) => (values[one] === undefined ? preset : numberOf(values[one].value)),
    isOlder: keras.isOlder,
    flag: (one, preset) => (values[one] === undefined ? preset : booleanOf(values[one].value)),
  });
  const trainable = values["trainable"]?.value;
  if (trainable === false || (trainable === undefined && rule.frozen)) layer.freeze(false, machine);
  return layer;
}

const numberOf = (value: Literal): number | undefined => (typeof value === "number" ? value : undefined);
const booleanOf = (value: Literal): boolean | undefined => (typeof value === "boolean" ? value : undefined);

/** The last size of a shape, when it is a number. */
export function widthOf(shape: Shape | undefined): number | undefined {
  const last: Dim | undefined = shape?.[shape.length - 1];
  return typeof last === "number" ? last : undefined;
}
