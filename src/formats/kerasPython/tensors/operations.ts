/** Functions of `keras.ops`, `keras.activations` and TensorFlow on tensors: one row each. */
import { partSizes } from "../../../layers/operate/parts";
import { isList, type Config, type Literal } from "../../../model/literal";
import { isUnknown } from "../../../model/shape";
import type { Arguments, Given } from "../../../python/arguments";
import { List } from "../../../python/containers";
import { Raised, type Machine, type Site } from "../../../python/machine";
import { iterate } from "../../../python/items";
import { int, none, text, tuple, unknown, type External, type Value } from "../../../python/value";
import { isNumeric, toNumber } from "../../../python/numbers";
import { ArrayValue, constantOf } from "../arrays/array";
import { typeName } from "../arrays/arrayMethods";
import { step, type Trace } from "../arrays/trace";
import { thingsIn } from "../nested";
import { sizesOf, tensorOf } from "../numpy/making";
import { freeSize, ShapeValue, toLiteral, toShape, type Literate } from "../literal";
import { operate, optionOf } from "./operation";
import { traceOfOperation } from "../arrays/operationTraces";
import { isElementwise, shapeOfOperation } from "./operationRules";
import type { ShapeRule } from "../layers/layer";
import { signatures } from "../layers/signatures";
import { isShape, Tensor, tensorsIn, type KnownShape } from "./tensor";

const argumentNames: Readonly<Record<string, string>> = {
  ...signatures.activations,
  ...signatures.operations,
  // From `keras.ops.image`.
  extract_patches: "images size strides dilation_rate data_format padding",
  resize: "images size interpolation antialias data_format",
  pad_images: "images top_padding left_padding bottom_padding right_padding target_height target_width data_format",
  crop_images:
    "images top_cropping left_cropping bottom_cropping right_cropping target_height target_width data_format",
  gaussian_blur: "images kernel_size sigma data_format",
  rgb_to_grayscale: "images data_format",
  rgb_to_hsv: "images data_format",
  hsv_to_rgb: "images data_format",
  // TensorFlow's own.
  space_to_depth: "input block_size",
  depth_to_space: "input block_size",
  bias_add: "x bias data_format",
  clip_by_norm: "t clip_norm axes",
  band_part: "input num_lower num_upper",
  matmul: "x1 x2 transpose_a transpose_b",
  // From `keras.backend` of Keras 2.
  batch_dot: "x y axes",
  crop_to_bounding_box: "image offset_height offset_width target_height target_width",
  pad_to_bounding_box: "image offset_height offset_width target_height target_width",
  resize_with_pad: "image target_height target_width method antialias",
  resize_with_crop_or_pad: "image target_height target_width",
  gather: "params indices validate_indices axis",
  local_response_normalization: "input depth_radius bias alpha beta",
};

/** Classes of operations that are not their function's name with capitals. */
const classes: Readonly<Record<string, string>> = {
  abs: "Absolute",
  batch_normalization: "BatchNorm",
  hard_swish: "HardSilu",
  layer_normalization: "LayerNorm",
  rms_normalization: "RMSNorm",
  swish: "Silu",
};

/** The same for `keras.activations`, some of whose functions have classes of their own. */
const activationClasses: Readonly<Record<string, string>> = { relu: "ReLU", exponential: "Exp" };

/** The class that Keras has for a function. */
export const classOf = (name: string, module = ""): string =>
  (module === "keras.activations" ? activationClasses[name] : undefined) ??
  classes[name] ??
  name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** TensorFlow's names for functions and their arguments, where they are not those of `keras.ops`. */
const fromTensorflow: Readonly<Record<string, string>> = {
  clip_by_value: "clip",
  concat: "concatenate",
  range: "arange",
  lrn: "local_response_normalization",
  pow: "power",
  reduce_all: "all",
  reduce_any: "any",
  reduce_logsumexp: "logsumexp",
  reduce_max: "max",
  reduce_mean: "mean",
  reduce_min: "min",
  reduce_prod: "prod",
  reduce_std: "std",
  reduce_sum: "sum",
  reduce_variance: "var",
  l2_normalize: "normalize",
  truediv: "true_divide",
};
const otherNames: Readonly<Record<string, string>> = {
  keep_dims: "keepdims",
  perm: "axes",
  shape: "newshape",
  multiples: "repeats",
  equation: "subscripts",
  paddings: "pad_width",
  depth: "num_classes",
  size: "shape",
  sizes: "size",
};

/** The function behind an operation's class, or behind a name of TensorFlow's, with the names of its arguments. */
export function operationBehind(name: string): { readonly name: string; readonly args: readonly string[] } {
  const known = byClass.get(name) ?? fromTensorflow[name] ?? name;
  return { name: known, args: (argumentNames[known] ?? "").split(" ").filter((one) => one !== "" && one !== "*") };
}
const byClass: ReadonlyMap<string, string> = new Map([
  ...Object.keys(argumentNames).map((name) => [classOf(name), name] as const),
  ...Object.entries(activationClasses).map(([name, type]) => [type, name] as const),
]);

/** What an argument of a function is called under another name. */
export const otherNameOf = (name: string): string | undefined => otherNames[name];

/** Every name under which an operation is found in `keras.ops`, `tf`, `tf.math`, `tf.nn` and `keras.backend`. */
export const operationNames: readonly string[] = [...Object.keys(argumentNames), ...Object.keys(fromTensorflow)];

/** A function of tensors. With `activation`, it can also be given to a layer by itself. */
export function operationFunction(module: string, given: string): External {
  const name = fromTensorflow[given] ?? given;
  return {
    kind: "external",
    what: `${module}.${given}`,
    key: `function ${name}`,
    call: (args: Arguments, site: Site, machine: Machine) => applied(module, name, args, site, machine),
    attribute: (member: string) => (member === "__name__" ? text(name) : undefined),
    literal: () => name,
  } as Literate;
}

/** Shapes of arrays that are made from nothing. */
const makers: ReadonlySet<string> = new Set(["zeros", "ones", "empty", "full"]);
/** Functions that make an array of what is written as a list, with the same numbers. */
const keepers: ReadonlySet<string> = new Set(["convert_to_tensor", "cast"]);

/** Functions that take several tensors in a list. */
const structural: ReadonlySet<string> = new Set([
  ..."add_n append broadcast_arrays concatenate dstack einsum hstack meshgrid stack vstack".split(" "),
]);

/** The array that lists of numbers are; undefined when these are none, or not all known. */
function written(value: Value, site: Site, machine: Machine): ArrayValue | undefined {
  if ((value.kind !== "list" && value.kind !== "tuple") || !onlyNumbers(value)) return undefined;
  const made = tensorOf(machine, value, site);
  return made instanceof ArrayValue ? made : undefined;
}

function onlyNumbers(value: Value): boolean {
  const things = [...thingsIn(value)];
  return things.length > 0 && things.every(isNumeric);
}

/** How the numbers of an array of one number come about. */
function filledTrace(name: string, shape: KnownShape, bound: ReadonlyMap<string, Given>): Trace | undefined {
  const sizes = sizesOf(shape);
  const given = bound.get("fill_value")?.value ?? bound.get("value")?.value;
  const value = name === "full" ? (isNumeric(given) ? toNumber(given) : undefined) : name === "ones" ? 1 : 0;
  const type = typeName(bound.get("dtype")?.value) ?? "float32";
  return sizes && value !== undefined ? step("full", [], { shape: sizes, value, type }) : undefined;
}

function applied(module: string, name: string, args: Arguments, site: Site, machine: Machine): Value {
  const { bound, extra } = args.under((argumentNames[name] ?? "").split(" "));
  // Keras takes the numbers one by one, which it cannot while a layer is only written down.
  const times = module === "keras.ops" && name === "tile" ? bound.get("repeats")?.value : undefined;
  if (times instanceof Tensor || times instanceof ArrayValue)
    throw new Raised("TypeError", "tile() takes the numbers of a tensor one by one, which come only at run time");
  if (name === "prod" && args.positional[0]) {
    const sizes = productOf(args.positional[0].value, site, machine);
    if (sizes) return sizes;
  }
  if (name === "shape") return shapeValue(args, site, machine);
  const [first] = args.positional;
  if (name === "arange") return rangeValue(args, site);
  if (name === "linspace" || name === "logspace") {
    const count = toLiteral(bound.get("num")?.value ?? int(50));
    const dim = typeof count === "number" ? count : { unknown: "how many numbers these are is not known" };
    if (bound.get("start")?.value instanceof Tensor) return unknown(`what ${name} gives is not followed`, site.span);
    return new ArrayValue([dim], site.span);
  }
  if (makers.has(name)) {
    const shape = toShape(bound.get("shape")?.value ?? first?.value ?? unknown(""));
    return new ArrayValue(shape, site.span, { trace: filledTrace(name, shape, bound) });
  }
  const literal = (wanted: string): Literal | undefined => {
    const found = bound.get(wanted) ?? [...bound].find(([other]) => otherNames[other] === wanted)?.[1];
    return found && toLiteral(found.value);
  };
  const values = [...bound.values(), ...extra].flatMap(({ value }) => tensorsIn(value));
  const tensors = values.filter((value) => value instanceof Tensor);
  const rule: ShapeRule = (inputs) => {
    const rest = [...inputs];
    const shapes = values.flatMap((value): readonly KnownShape[] => {
      if (value instanceof Tensor) return [rest.shift()!];
      return value instanceof ArrayValue ? [value.shape] : [];
    });
    return shapeOfOperation(name, { shapes, literal });
  };
  if (tensors.length === 0 && first && keepers.has(name) && /^(?:list|tuple|range)$/.test(first.value.kind))
    return tensorOf(machine, first.value, site, bound.get("dtype")?.value);
  if (tensors.length === 0 && keepers.has(name) && isNumeric(first?.value)) {
    const isWhole = /int|bool/.test(typeName(bound.get("dtype")?.value) ?? "");
    const value = toNumber(first.value);
    const trace = constantOf([isWhole ? Math.trunc(value) : value], isWhole, []);
    return new ArrayValue([], site.span, { trace });
  }
  if (tensors.length === 0) {
    const array = first && written(first.value, site, machine);
    // What is written as lists in lists is an array for all that takes a single tensor.
    if (array && !structural.has(name))
      return applied(
        module,
        name,
        args.only([{ ...first, value: array }, ...args.positional.slice(1)], args.named),
        site,
        machine,
      );
    return arrayFrom(name, values, bound, rule, site);
  }
  if (parting.has(name)) return severalFrom(module, name, tensors, bound, site, machine);
  const options = optionsOf(name, bound);
  if (pairs.has(name)) {
    rule.others = (inputs) => [rule(inputs)];
    return twoFrom(operate(classOf(name, module), tensors, rule, site, machine, options), site);
  }
  if (name === "linear" || name === "identity" || name === "convert_to_tensor") return tensors[0]!;
  return operate(classOf(name, module), tensors, rule, site, machine, options);
}

/** All arguments by Keras's names. */
function optionsOf(name: string, bound: ReadonlyMap<string, Given>): Config {
  const own = (argumentNames[name] ?? "").split(" ");
  return Object.fromEntries(
    [...bound].map(([given, { value }]) => [
      own.includes(given) ? given : (otherNames[given] ?? given),
      optionOf(value),
    ]),
  );
}

/** The product of plain numbers, as of the sizes in a shape. */
function productOf(value: Value, site: Site, machine: Machine): Value | undefined {
  if (value instanceof Tensor || value instanceof ArrayValue || value.kind === "unknown") return undefined;
  const items =
    value instanceof ShapeValue || value.kind === "tuple" || value.kind === "list" ? iterate(machine, value, site) : [];
  if ("kind" in items || items.length === 0) return undefined;
  const numbers = items.map((item) => (item.kind === "int" ? item.value : undefined));
  if (numbers.includes(undefined)) return undefined;
  return int(
    (numbers as bigint[]).reduce((product, number) => product * number, 1n),
    site.span,
  );
}

/** Without tensors, functions make arrays of arrays, and give nothing that is known otherwise. */
function arrayFrom(
  name: string,
  values: readonly Value[],
  bound: ReadonlyMap<string, Given>,
  rule: (inputs: readonly KnownShape[]) => KnownShape,
  site: Site,
): Value {
  const array = values.find((value) => value instanceof ArrayValue);
  const hidden = values.find((value) => value.kind === "unknown");
  if (values.includes(freeSize))
    return new ArrayValue(unknown("how many these are is known only at run time"), site.span);
  if (array) return new ArrayValue(rule([]), site.span, { trace: traceOfOperation(name, values, bound, site) });
  if (values.length > 0 && values.every(isNumeric) && isElementwise(name)) {
    // as if the first were an array
    const [one, ...others] = values.map((value) => numberAsArray(value, site));
    return new ArrayValue([], site.span, { trace: traceOfOperation(name, [one!, ...others], bound, site) });
  }
  return hidden ?? unknown(`what ${name} gives is known only at run time`, site.span);
}

const numberAsArray = (value: Value, { span }: Site): Value =>
  isNumeric(value)
    ? new ArrayValue([], span, { trace: constantOf([toNumber(value)], value.kind !== "float", []) })
    : value;

/** `arange(stop)`, `arange(start, stop, step)`: as many numbers as there are, when that is known. */
function rangeValue(args: Arguments, site: Site): Value {
  const { bound } = args.under(["start", "stop", "step"]);
  const stop = bound.get("stop") ?? bound.get("limit") ?? bound.get("start");
  const start = (bound.has("stop") || bound.has("limit") ? bound.get("start") : undefined)?.value;
  const stride = (bound.get("step") ?? bound.get("delta"))?.value;
  const [from, to, by] = [start ? toLiteral(start) : 0, toLiteral(stop?.value ?? none), stride ? toLiteral(stride) : 1];
  if (typeof from === "number" && typeof to === "number" && typeof by === "number" && by !== 0)
    return new ArrayValue([Math.max(0, Math.ceil((to - from) / by))], site.span, {
      trace: step("arange", [], {
        start: from,
        stop: to,
        step: by,
        type: typeName(args.named.get("dtype")?.value) ?? (isFloat(start, stride, stop?.value) ? "float32" : "int32"),
      }),
    });
  // A free size, as that of a batch, gives a free size.
  return new ArrayValue([to === null ? null : { unknown: "how many numbers these are is not known" }], site.span);
}

const isFloat = (...values: readonly (Value | undefined)[]): boolean => values.some((value) => value?.kind === "float");

function shapeValue(args: Arguments, site: Site, machine: Machine): Value {
  const value = args.positional[0]?.value;
  const shape = value?.kind === "external" ? value.attribute?.("shape", site, machine) : undefined;
  if (shape instanceof ShapeValue && value instanceof Tensor && value.source.layer.keras.isInside)
    return new ShapeValue(shape.shape, true);
  return shape ?? unknown("this has no shape", site.span);
}

/** Functions that give two tensors of one shape. */
const pairs: ReadonlySet<string> = new Set(["fft", "fft2", "ifft2", "moments", "rfft", "slogdet", "top_k"]);

const twoFrom = (result: Value, site: Site): Value =>
  result instanceof Tensor ? tuple([result, new Tensor(result.source, 1, result.shape)], site.span) : result;

/** Functions that give several tensors, and the axis of those that have one of their own. */
const parting: ReadonlyMap<string, number | undefined> = new Map([
  ["split", undefined],
  ["array_split", undefined],
  ["hsplit", 1],
  ["dsplit", 2],
  ["unstack", undefined],
]);

/** One row that gives several tensors. */
function severalFrom(
  module: string,
  name: string,
  tensors: readonly Tensor[],
  bound: ReadonlyMap<string, Given>,
  site: Site,
  machine: Machine,
): Value {
  const [tensor] = tensors as readonly [Tensor];
  const given = bound.get("indices_or_sections") ?? bound.get("num_or_size_splits") ?? bound.get("num");
  const axisGiven = bound.get("axis");
  const axis = parting.get(name) ?? (axisGiven ? toLiteral(axisGiven.value) : 0);
  const written = given && toLiteral(given.value);
  // TensorFlow lists sizes, Keras the places where the parts after the first begin
  const isSizes = module.startsWith("tf") && written !== undefined && isList(written);
  const wanted = isSizes ? beginsOf(written) : written;
  const options = { ...optionsOf(name, bound), ...(isSizes && { indices_or_sections: wanted! }) };
  /** Of each part. */
  const shapesOf = (whole: KnownShape): readonly KnownShape[] | undefined => {
    if (!isShape(whole) || typeof axis !== "number") return undefined;
    const at = axis < 0 ? axis + whole.length : axis;
    const size = whole[at];
    if (name === "unstack")
      return typeof (wanted ?? size) === "number"
        ? Array.from({ length: Number(wanted ?? size) }, () => whole.filter((_, i) => i !== at))
        : undefined;
    if (size === undefined || isUnknown(size)) return undefined;
    const parts = partSizes(wanted, size, name === "array_split");
    return parts?.map((part) => whole.map((dim, i) => (i === at ? part : dim)));
  };
  const why = "how many tensors this gives is not known";
  const rule: ShapeRule = ([whole]) => shapesOf(whole!)?.[0] ?? unknown(why, site.span);
  rule.others = ([whole]) => shapesOf(whole!)?.slice(1) ?? [];
  const result = operate(classOf(name), tensors, rule, site, machine, options);
  if (!(result instanceof Tensor)) return result;
  const shapes = shapesOf(tensor.shape);
  if (!shapes || shapes.length > 1000) return unknown(why, site.span);
  return new List(
    shapes.map((shape, i) => new Tensor(result.source, i, shape)),
    site.span,
  );
}

/** Where parts of these sizes begin, but for the first. */
function beginsOf(sizes: readonly Literal[]): Literal {
  let at = 0;
  return sizes.slice(0, -1).map((size) => (typeof size === "number" && size >= 0 ? (at += size) : null));
}
