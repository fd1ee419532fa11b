/** The classes in `keras.layers`: calling one makes a layer. */
import { layerByType } from "../../../layers/index";
import type { Argument } from "../../../model/graph";
import { type Literal } from "../../../model/literal";
import { Arguments, type Given } from "../../../python/arguments";
import { call } from "../../../python/call";
import type { Machine, Site } from "../../../python/machine";
import type { Instance } from "../../../python/containers";
import { builtin } from "../../../python/members";
import { none, tuple, unknown, type External, type Value } from "../../../python/value";
import { CustomLayer } from "./custom";
import type { Keras } from "../keras";
import { LambdaLayer } from "./lambda";
import { LayerObject } from "./layer";
import { droppedLayers, modernDataFormat, modernName } from "./legacy";
import { toLiteral } from "../literal";
import type { Name } from "../names";
import { classAliases, signatures } from "./signatures";

const named: Readonly<Record<string, string>> = { ...signatures.layers, ...droppedLayers };
/** By the names that Keras exports, and by those of the classes. */
const layerSignatures: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(classAliases).map(([name, type]) => [type, named[name] ?? ""])),
  ...named,
};

/** Every name that `keras.layers` has for a class of layers. */
export const layerNames: readonly string[] = Object.keys(named);

/** Arguments that every layer takes. */
const baseNames: ReadonlySet<string> = new Set([
  "name",
  "dtype",
  "trainable",
  "autocast",
  "activity_regularizer",
  "input_shape",
  "batch_input_shape",
  "input_dim",
  "input_length",
  "batch_size",
  "weights",
]);

/** The class that Keras prints for a name: `MaxPool2D` is `MaxPooling2D`. */
export const typeOf = (name: string): string => layerByType.get(name)?.type ?? classAliases[name] ?? name;

/** Makes the class that `keras.layers` has under a name. */
export function layerClass(keras: Keras, name: string): External {
  const type = typeOf(name);
  const made: External = {
    kind: "external",
    what: `keras.layers.${name}`,
    key: `keras.layers.${type}`,
    call: (args, site, machine) =>
      makeLayer(keras, type, keras.isOlder ? args : withKernelSize(name, args), site, machine),
    attribute: (member) => (member === "from_config" ? fromConfig(made) : undefined),
    inherited: (member, class_) => (member === "from_config" ? fromConfig(class_) : undefined),
    hasInstance: (value) => isLayerOf(type, value),
    instantiate: (instance: Instance, site, machine) => new CustomLayer(keras, instance, site, type, machine),
  };
  keras.classes.set(type, made);
  return made;
}

/** How many sizes of a kernel Keras 1 took one by one, by the name that its classes had. */
const separateSizes: Readonly<Record<string, number>> = {
  Convolution2D: 2,
  Convolution2DTranspose: 2,
  Convolution3D: 3,
  SeparableConvolution2D: 2,
};

/** `Convolution2D(32, 3, 3)` is `Conv2D(32, (3, 3))`, not one with strides. */
function withKernelSize(name: string, args: Arguments): Arguments {
  const count = separateSizes[name] ?? 0;
  const [first, ...rest] = args.positional;
  const sizes = rest.slice(0, count).map(({ value }) => value);
  if (count === 0 || !first || sizes.length < count || sizes.some(({ kind }) => kind !== "int")) return args;
  const size = { value: tuple(sizes, sizes[0]!.span), span: rest[0]!.span };
  return args.only([first, size, ...rest.slice(count)], args.named);
}

/** `Class.from_config(config)`: the config's entries are the arguments. */
const fromConfig = (class_: Value): External =>
  builtin("from_config", (args, site, machine) => {
    const config = args.pick(0, "config") ?? none;
    if (config.kind !== "dict")
      return config.kind === "unknown" ? config : unknown("this config is not followed", site.span);
    const named = [...config.entries.values()].flatMap(({ key, value }) =>
      key.kind === "text" ? [[key.value, { value, span: value.span }] as const] : [],
    );
    return call(machine, class_, new Arguments([], new Map(named), config.unknown), site);
  });

function isLayerOf(type: string, value: Value): boolean | undefined {
  if (value.kind === "unknown") return undefined;
  return value instanceof LayerObject && (type === "Layer" || value.type === type);
}

export function makeLayer(keras: Keras, type: string, args: Arguments, site: Site, machine: Machine): LayerObject {
  if (type === "Lambda") return LambdaLayer.make(keras, args, site, machine);
  const { values, hidden } = layerArguments(type, args);
  addDefaults(keras, type, values);
  const made = new LayerObject({
    keras,
    type,
    name: nameFrom(keras, type, values["name"], machine),
    args: values,
    site,
    opaque: hidden,
    callables: new Map(
      [...args.named].flatMap(([key, { value }]) => (value.kind === "function" ? [[key, value]] : [])),
    ),
  });
  keras.layers.push(made);
  return made;
}

/** What a layer takes from the file's settings, and what Keras 2 did not ask for. */
export function addDefaults(keras: Keras, type: string, values: Record<string, Argument>): void {
  if (keras.isOlder && /^AveragePooling/.test(type)) values["pool_size"] ??= { value: 2 };
  const format = keras.imageDataFormat;
  if (format === "channels_last" || !layerByType.get(type)?.params["data_format"]) return;
  // In Keras 2 layers along one axis had a default of their own.
  if (keras.isOlder && /1D$/.test(type)) return;
  if (values["data_format"] === undefined || values["data_format"].value === null)
    values["data_format"] = { value: format ?? { unknown: "where the channels are is not known" } };
}

/** The name that a layer is given, or the next automatic one. */
export function nameFrom(keras: Keras, type: string, given: Argument | undefined, machine: Machine): Name {
  return typeof given?.value === "string" ? given.value : keras.name(type, machine);
}

/** The names of a class's arguments, in the order in which they may be given without them. */
export function positionsOf(type: string): readonly string[] {
  const names = (layerSignatures[type] ?? "").split(" ").filter((name) => name !== "");
  return names.includes("*") ? names.slice(0, names.indexOf("*")) : names;
}

/** The names of all arguments that Keras's own class takes. */
export const argumentsKnown = (type: string): readonly string[] =>
  (layerSignatures[type] ?? "").split(" ").filter((name) => name !== "" && name !== "*");

/** A call's arguments under Keras 3's names, and why some may be missing. */
export function layerArguments(
  type: string,
  args: Arguments,
): { readonly values: Record<string, Argument>; readonly hidden: string | undefined } {
  const names = (layerSignatures[type] ?? "").split(" ").filter((name) => name !== "");
  const { bound } = args.under(names);
  const values: Record<string, Argument> = {};
  const known = layerByType.get(type)?.params;
  for (const [given, argument] of bound) {
    const name = names.includes(given) ? given : modernName(type, given);
    // What Keras takes and `layers/` does not describe changes neither shapes nor numbers.
    if (known && !Object.hasOwn(known, name) && !baseNames.has(name) && names.includes(name)) continue;
    values[name] = argumentOf(name, argument);
  }
  mergeKernelSizes(values);
  return { values, hidden: args.rest && `its arguments are not all known: ${args.rest.reason}` };
}

export function argumentOf(name: string, { value, span }: Given): Argument {
  let literal = toLiteral(value);
  if (name === "data_format" && typeof literal === "string") literal = modernDataFormat[literal] ?? literal;
  return { value: literal, ...(span && { span }) };
}

/** Keras 1: `nb_row` and `nb_col`, or `nb_row` in the place of `kernel_size`. */
export function mergeKernelSizes(values: Record<string, Argument>): void {
  const { nb_row: rows, nb_col: columns } = values;
  if (!rows || !columns) return;
  delete values["nb_row"];
  delete values["nb_col"];
  const size: Literal = [rows.value, columns.value];
  values["kernel_size"] = { value: size, ...(rows.span && { span: rows.span }) };
}

/** The shape of a sample that a first layer says its input has, as an input's arguments; undefined when it says none. */
export const impliedInput = (layer: LayerObject): Readonly<Record<string, Argument>> | undefined =>
  layer.implied ?? impliedShape(layer.type, layer.args);

/** The same of a layer's arguments. */
export function impliedShape(
  type: string,
  args: Readonly<Record<string, Argument>>,
): Readonly<Record<string, Argument>> | undefined {
  const {
    input_shape: shape,
    batch_input_shape: whole,
    input_dim: size,
    input_length: length,
    batch_size: batch,
  } = args;
  const more = batch ? { batch_size: batch } : {};
  if (whole) return { batch_shape: whole };
  if (shape) return { shape, ...more };
  if (type === "Embedding") return length ? { shape: { ...length, value: [length.value] }, ...more } : undefined;
  if (size) return { shape: { ...size, value: length ? [length.value, size.value] : [size.value] }, ...more };
  return undefined;
}
