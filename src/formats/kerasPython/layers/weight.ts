/** Weights that the file itself makes: `self.add_weight(…)`, `tf.Variable(…)`. */
import type { NodeWeight } from "../../../model/graph";
import type { KerasObject, Literal } from "../../../model/literal";
import type { Arguments } from "../../../python/arguments";
import type { Instance } from "../../../python/containers";
import type { Unknown } from "../../../python/value";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { none, tuple, unknown, type Side, type Value } from "../../../python/value";
import { isNumeric, toNumber } from "../../../python/numbers";
import { ArrayValue } from "../arrays/array";
import type { Keras } from "../keras";
import { toLiteral, toShape } from "../literal";
import { inputTensor } from "../opaque";
import { operate, optionOf } from "../tensors/operation";
import { isShape, nextSerial, rowOf, Tensor, type KnownShape } from "../tensors/tensor";
import { LayerObject } from "./layer";

/** Numbers that an initializer gives when it is asked for a shape. */
export class InitialValues extends ArrayValue {
  constructor(
    shape: KnownShape,
    span: Site["span"],
    readonly by: KerasObject,
  ) {
    super(shape, span);
  }
}

/** How a weight begins, and what holds it; null for what is not given. */
interface Held {
  readonly initializer: Literal;
  readonly regularizer: Literal;
  readonly constraint: Literal;
}

/** Hears of what a `call` does beside its result. */
export type Effects = (effect: Tensor, machine: Machine) => void;

/** Changes of a weight, by the operator that makes the new value of the old. */
const changes: Readonly<Record<string, string | undefined>> = {
  assign: undefined,
  assign_add: "+",
  assign_sub: "-",
};

export class WeightValue extends ArrayValue {
  /** What stands for it while a `call` is followed; it is another one after `assign`. */
  private inside: { readonly row: Tensor; readonly effects: Effects } | undefined;

  constructor(
    shape: KnownShape,
    readonly name: string,
    readonly trainable: boolean,
    private readonly site: Site,
    readonly held: Held,
    /** TensorFlow's own variable, which Keras 3 does not count among a layer's weights. */
    readonly ofTensorflow = false,
  ) {
    super(shape, site.span);
  }

  get row(): Tensor | undefined {
    return this.inside?.row;
  }

  /** From now on it is a row of what is followed, under the name that it has among the layer's weights. */
  enter(name: string, keras: Keras, effects: Effects, machine: Machine): void {
    machine.journal.touch(this);
    const { shape, site } = this;
    const type = "Variable";
    const layer = new LayerObject({ keras, type, name, args: {}, site, operation: () => shape });
    const call = { layer, inputs: [], site, training: undefined, options: { weight: name }, serial: nextSerial() };
    this.inside = { row: new Tensor(call, 0, shape), effects };
  }

  leave(machine: Machine): void {
    machine.journal.touch(this);
    this.inside = undefined;
  }

  override save(): unknown {
    return { now: super.save(), inside: this.inside };
  }

  override load(state: unknown): void {
    const { now, inside } = state as { readonly now: unknown; readonly inside: WeightValue["inside"] };
    super.load(now);
    this.inside = inside;
  }

  override merge(states: readonly unknown[], why: Unknown): void {
    const all = states as readonly { readonly now: unknown; readonly inside: WeightValue["inside"] }[];
    super.merge(
      all.map(({ now }) => now),
      why,
    );
    const [first] = all.map(({ inside }) => inside);
    this.inside = first;
    if (first && all.some(({ inside }) => inside?.row !== first.row)) {
      const { keras, site } = first.row.source.layer;
      this.inside = { ...first, row: inputTensor(keras, why, site) };
    }
  }

  override attribute(name: string, site: Site): Value | undefined {
    const { inside } = this;
    if (!inside) return super.attribute(name, site);
    if (Object.hasOwn(changes, name)) return this.changed(name, inside);
    if (name === "value") return inside.row;
    if (name === "read_value") return builtin("Variable.read_value", () => inside.row);
    return inside.row.attribute(name) ?? super.attribute(name, site);
  }

  /** `assign(value)` and its like: what reads it afterwards reads the new value. */
  private changed(name: string, { row, effects }: NonNullable<WeightValue["inside"]>): Value {
    return builtin(`Variable.${name}`, (args, site, machine) => {
      const [given] = args.positional;
      const value = given?.value ?? args.pick(0, "value") ?? none;
      const by = changes[name];
      const next = rowOf(by === undefined ? value : (row.operate(by, value, "left", site, machine) ?? value));
      const tensors = next instanceof Tensor ? [row, next] : [row];
      const { weight } = row.source.options!;
      const options = { weight: weight!, variable: optionOf(row), value: optionOf(next) };
      const made = operate("Assign", tensors, () => this.shape, site, machine, options);
      if (!(made instanceof Tensor)) return none;
      machine.journal.touch(this);
      this.inside = { row: made, effects };
      effects(made, machine);
      return this;
    });
  }

  override operate(operator: string, other: Value | undefined, side: Side, site: Site, machine: Machine) {
    return this.row
      ? this.row.operate(operator, other, side, site, machine)
      : super.operate(operator, other, side, site, machine);
  }

  override item(index: Value, site: Site, machine: Machine): Value {
    return this.row ? this.row.item(index, site, machine) : super.item(index, site, machine);
  }
}

const positions = ["shape", "initializer", "dtype", "trainable"];

/** `add_weight(shape, initializer, dtype, trainable)`, or with a name in front, as Keras 2 has it. */
export function addedWeight(args: Arguments, site: Site): WeightValue {
  const named = args.positional[0]?.value.kind === "text";
  const { bound } = args.under(named ? ["name", ...positions] : positions);
  const shape = bound.get("shape")?.value ?? tuple([]);
  const trainable = bound.get("trainable")?.value;
  const name = bound.get("name")?.value;
  const literal = (argument: string): Literal => toLiteral(bound.get(argument)?.value ?? none);
  return new WeightValue(
    args.rest ?? (shape.kind === "none" ? [] : toShape(shape)),
    name?.kind === "text" ? name.value : "variable",
    !(trainable?.kind === "bool" && !trainable.value),
    site,
    {
      initializer: literal("initializer"),
      regularizer: literal("regularizer"),
      constraint: literal("constraint"),
    },
  );
}

/** `tf.Variable(value, trainable)`. */
export const tensorflowVariable = (args: Arguments, site: Site): WeightValue =>
  variable(args, ["initial_value", "trainable"], site, true);

/** `keras.Variable(initializer, shape, dtype, trainable)`. */
export const kerasVariable = (args: Arguments, site: Site): WeightValue =>
  variable(args, ["initializer", "shape", "dtype", "trainable"], site, false);

function variable(args: Arguments, names: readonly string[], site: Site, ofTensorflow: boolean): WeightValue {
  const { bound } = args.under(names);
  const given = (bound.get("shape") ?? args.named.get("shape"))?.value;
  const trainable = (bound.get("trainable") ?? args.named.get("trainable"))?.value;
  const name = args.named.get("name")?.value;
  const first = bound.get(names[0]!)?.value;
  return new WeightValue(
    given && given.kind !== "none" ? toShape(given) : shapeOfValue(first, site),
    name?.kind === "text" ? name.value : "variable",
    !(trainable?.kind === "bool" && !trainable.value),
    site,
    {
      initializer: beginsWith(first),
      regularizer: toLiteral(args.named.get("regularizer")?.value ?? none),
      constraint: toLiteral(args.named.get("constraint")?.value ?? none),
    },
    ofTensorflow,
  );
}

/** First values as an initializer. */
function beginsWith(value: Value | undefined): Literal {
  if (value instanceof InitialValues) return value.by;
  if (isNumeric(value)) return { class_name: "Constant", config: { value: toNumber(value) } };
  if (value instanceof ArrayValue) return { class_name: "Given", config: { values: optionOf(value) } };
  return toLiteral(value ?? none);
}

function shapeOfValue(value: Value | undefined, site: Site): KnownShape {
  if (value instanceof ArrayValue) return value.shape;
  if (value?.kind === "int" || value?.kind === "float" || value?.kind === "bool") return [];
  return value?.kind === "unknown" ? value : unknown("the shape of this variable is not known", site.span);
}

/** The weights among the attributes of an instance, each once: those of TensorFlow only where Keras 2 looks for them. */
export function weightsOf(instance: Instance, isOlder: boolean): readonly WeightValue[] {
  const found = new Set<WeightValue>();
  const look = (value: Value, depth: number): void => {
    if (value instanceof WeightValue) {
      if (isOlder || !value.ofTensorflow) found.add(value);
    } else if (depth > 4) return;
    else if (value.kind === "list" || value.kind === "tuple") for (const item of value.items) look(item, depth + 1);
    else if (value.kind === "dict") for (const entry of value.entries.values()) look(entry.value, depth + 1);
  };
  for (const [, value] of instance.members) look(value, 0);
  return [...found];
}

/** Each with its name among all: the second `kernel` is `kernel_1`. */
export function namedWeights(weights: readonly WeightValue[]): ReadonlyMap<string, WeightValue> {
  const used = new Map<string, number>();
  return new Map(
    weights.map((weight) => {
      const count = used.get(weight.name) ?? 0;
      used.set(weight.name, count + 1);
      return [count === 0 ? weight.name : `${weight.name}_${count}`, weight];
    }),
  );
}

/** As a graph has them; undefined when the size of one is not known. */
export function asNodeWeights(weights: readonly WeightValue[]): readonly NodeWeight[] | undefined {
  const made: NodeWeight[] = [];
  for (const [name, { shape, trainable, held }] of namedWeights(weights)) {
    if (!isShape(shape) || !shape.every((dim) => typeof dim === "number")) return undefined;
    const given = Object.fromEntries(Object.entries(held).filter(([, value]) => value !== null));
    made.push({ name, shape, trainable, ...given });
  }
  return made;
}
