/** What Keras serializes, as a graph holds it: initializers, layers within layers, tuples, types. Nothing in it is ever run. */
import { layerByType } from "../../layers/index";
import { Misfit } from "../../layers/param";
import type { Argument } from "../../model/graph";
import { isKerasObject, isList, type Config, type Literal } from "../../model/literal";
import { argumentsKnown, mergeKernelSizes, typeOf } from "../kerasPython/layers/layerClass";
import { modernDataFormat, modernName } from "../kerasPython/layers/legacy";
import { itemsOf, member, membersOf, spanOf, textOf, type Json } from "./tree";

export function literalOf(node: Json): Literal {
  switch (node.type) {
    case "string":
    case "boolean":
    case "null":
      return node.value as Literal;
    case "number":
      return shortest(Number(node.value));
    case "array":
      return itemsOf(node).map(literalOf);
    case "object":
      return objectOf(node);
    case "property":
      return { unknown: "this JSON is broken" };
  }
}

/** Keras keeps rates with the digits of their 32 bits: 0.10000000149011612 was 0.1. */
function shortest(value: number): number {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return value;
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}

function objectOf(node: Json): Literal {
  const name = textOf(member(node, "class_name"));
  const config = member(node, "config");
  switch (name) {
    case undefined:
      return withoutClass(node);
    case "__tuple__":
      return itemsOf(member(node, "items")).map(literalOf);
    case "__numpy__":
    case "__tensor__": {
      const value = member(config, "value");
      return value ? literalOf(value) : { unknown: "these numbers are missing" };
    }
    case "__slice__": {
      const part = (key: string): Literal => literalOrNull(member(config, key));
      return { class_name: "slice", config: { lower: part("start"), upper: part("stop"), step: part("step") } };
    }
    case "__ellipsis__":
      return { class_name: "Ellipsis", config: {} };
    case "__lambda__":
      return { unknown: "the code that lies in the file is never run" };
    case "function":
      return functionOf(node, textOf(config));
    case "DTypePolicy":
    case "Policy":
      return literalOrNull(member(config, "name"));
    default:
      if (name.startsWith("__")) return { unknown: `${name} is not followed` };
  }
  if (isForeign(node)) return { unknown: `${name} is a class of the program that wrote this file` };
  const type = typeOf(name);
  if (layerByType.has(type)) {
    const args = Object.entries(argumentsOf(type, config));
    return { class_name: type, config: Object.fromEntries(args.map(([key, { value }]) => [key, value])) };
  }
  const entries = [...membersOf(config)].map(([key, value]) => [key, literalOf(value)] as const);
  return { class_name: name, config: Object.fromEntries(entries) };
}

const literalOrNull = (node: Json | undefined): Literal => (node ? literalOf(node) : null);

function withoutClass(node: Json): Literal {
  const entries = [...membersOf(node)].map(([key, value]) => [key, literalOf(value)] as const);
  const config = Object.fromEntries(entries);
  // As Keras 1 wrote regularizers.
  if (config["name"] === "WeightRegularizer" && config["l1"] !== undefined && config["l2"] !== undefined)
    return { class_name: "L1L2", config: { l1: config["l1"], l2: config["l2"] } };
  return { class_name: "dict", config };
}

/** A function of Keras is known by its name; another only to the program that wrote the file. */
function functionOf(node: Json, name: string | undefined): Literal {
  const module = textOf(member(node, "module"));
  if (name !== undefined && module?.startsWith("keras")) return name;
  return { unknown: `${name ?? "this"} is a function of the program that wrote this file` };
}

/** Whether an object is of a class that Keras itself does not have: it says a module that is not Keras's, or none at all. */
export function isForeign(node: Json): boolean {
  const module = member(node, "module");
  return module !== undefined && !/^(?:keras|keras_core|tf_keras|builtins|tensorflow)\b/.test(textOf(module) ?? "");
}

/** Names that Keras writes into a config and that say nothing about shapes, numbers or training. */
const silent: ReadonlySet<string> = new Set([
  ...["input_length", "rms_scaling", "data_format", "unroll", "vocabulary_size", "oov_method"],
  ...["quantization_config", "zero_output_for_mask", "implementation", "time_major", "input_dtype", "consume_less"],
  ...["forget_bias_init", "mode", "renorm", "virtual_batch_size", "ragged", "sparse", "optional"],
]);

const ofInputs: ReadonlySet<string> = new Set(["shape", "batch_size", "batch_shape", "dtype", "name"]);
const olderOfInputs: Readonly<Record<string, string>> = { input_shape: "shape", batch_input_shape: "batch_shape" };

/** A layer's arguments under Keras 3's names, each with the place of its value. */
export function argumentsOf(type: string, config: Json | undefined, isOlder = true): Record<string, Argument> {
  const args: Record<string, Argument> = {};
  const known = layerByType.get(type)?.params;
  const names = argumentsKnown(type);
  for (const [given, node] of membersOf(config)) {
    const name =
      type === "InputLayer" ? (olderOfInputs[given] ?? given) : names.includes(given) ? given : modernName(type, given);
    if (type === "InputLayer" ? !ofInputs.has(name) || node.type === "null" : isLeftOut(type, name, names, isOlder))
      continue;
    args[name] = { value: fitted(known?.[name], name, literalOf(node)), span: spanOf(node) };
  }
  mergeKernelSizes(args);
  return args;
}

/** What Keras writes and `layers/` does not describe. A name that nobody knows stays, to be told; of older files nobody knows all. */
function isLeftOut(type: string, name: string, names: readonly string[], isOlder: boolean): boolean {
  const known = layerByType.get(type)?.params;
  if (!known || Object.hasOwn(known, name) || isBase(name)) return false;
  return names.includes(name) || silent.has(name) || isOlder;
}

const base: ReadonlySet<string> = new Set([
  "name",
  "dtype",
  "trainable",
  "batch_input_shape",
  "input_shape",
  "input_dim",
]);
/** With the sizes of a kernel, which Keras 1 gave one by one. */
const isBase = (name: string): boolean => base.has(name) || name === "nb_row" || name === "nb_col";

/** A value as the parameter takes it: what older versions wrote otherwise, and what only the writing program knows. */
function fitted(param: { parse(value: Literal): unknown } | undefined, name: string, value: Literal): Literal {
  if (name === "data_format" && typeof value === "string") return modernDataFormat[value] ?? value;
  const plain = isKerasObject(value) ? withoutNothing(value) : value;
  if (!param || !(param.parse(plain) instanceof Misfit)) return plain;
  const [only] = isList(plain) ? plain : [];
  if (isList(plain) && plain.length === 1 && !(param.parse(only!) instanceof Misfit)) return only!;
  if (isKerasObject(plain) && plain.class_name !== "dict")
    return { unknown: `${plain.class_name} is not a class that is followed here` };
  return plain;
}

/** Keras writes every argument of an initializer, with null for those that are not given. */
function withoutNothing({ class_name, config }: { readonly class_name: string; readonly config: Config }): Literal {
  if (class_name === "dict" || layerByType.has(class_name)) return { class_name, config };
  return { class_name, config: Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null)) };
}
