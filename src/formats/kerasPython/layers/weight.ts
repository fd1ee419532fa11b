/** Weights that the file itself makes: `self.add_weight(…)`, `tf.Variable(…)`. */
import type { NodeWeight } from "../../../model/graph";
import type { Arguments } from "../../../python/arguments";
import type { Instance } from "../../../python/containers";
import type { Site } from "../../../python/machine";
import { tuple, unknown, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { toShape } from "../literal";
import { isShape, type KnownShape } from "../tensors/tensor";

export class WeightValue extends ArrayValue {
  constructor(
    shape: KnownShape,
    readonly name: string,
    readonly trainable: boolean,
    span: Site["span"],
    /** TensorFlow's own variable, which Keras 3 does not count among a layer's weights. */
    readonly ofTensorflow = false,
  ) {
    super(shape, span);
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
  return new WeightValue(
    args.rest ?? (shape.kind === "none" ? [] : toShape(shape)),
    name?.kind === "text" ? name.value : "variable",
    !(trainable?.kind === "bool" && !trainable.value),
    site.span,
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
  return new WeightValue(
    given && given.kind !== "none" ? toShape(given) : shapeOfValue(bound.get(names[0]!)?.value, site),
    name?.kind === "text" ? name.value : "variable",
    !(trainable?.kind === "bool" && !trainable.value),
    site.span,
    ofTensorflow,
  );
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

/** As a graph has them; undefined when the size of one is not known. */
export function asNodeWeights(weights: readonly WeightValue[]): readonly NodeWeight[] | undefined {
  const used = new Map<string, number>();
  const made: NodeWeight[] = [];
  for (const { name, shape, trainable } of weights) {
    if (!isShape(shape) || !shape.every((dim) => typeof dim === "number")) return undefined;
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    made.push({ name: count === 0 ? name : `${name}_${count}`, shape, trainable });
  }
  return made;
}
