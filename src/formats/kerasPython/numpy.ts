/** NumPy, as far as model files use it to make sizes: arrays with shapes, and small ones with their numbers. */
import type { Arguments } from "../../python/arguments";
import { iterate } from "../../python/items";
import type { Machine, Site } from "../../python/machine";
import { builtins } from "../../python/builtins";
import { math } from "../../python/modules/math";
import { module, type Run } from "../../python/modules/module";
import { isNumeric, toNumber } from "../../python/numbers";
import { binary } from "../../python/operate";
import { float, indexOf, int, none, tuple, unknown, type External, type Unknown, type Value } from "../../python/value";
import type { Shape } from "../../model/shape";
import { ArrayValue, reshaped } from "./array";
import { toShape } from "./literal";
import { isShape, type KnownShape } from "./tensor";

/** An array of a shape that is given. */
const filled: Run = (args, { span }) => new ArrayValue(toShape(args.pick(0, "shape") ?? tuple([])), span);

/** Random numbers of a shape that comes as `size`, or one after the other. */
const randomSized: Run = (args, { span }) => {
  const size =
    args.named.get("size")?.value ??
    args.named.get("shape")?.value ??
    args.positional[args.positional.length - 1]?.value;
  return size && size.kind !== "float"
    ? new ArrayValue(toShape(size), span)
    : unknown("random numbers are known only at run time", span);
};
const randomEach: Run = (args, { span }) =>
  args.positional.length === 0
    ? unknown("random numbers are known only at run time", span)
    : new ArrayValue(toShape(tuple(args.positional.map(({ value }) => value))), span);

/** `np.array(…)`: numbers in lists become an array, with its numbers when it is a short row. */
function arrayOf(machine: Machine, value: Value, site: Site): Value {
  if (value instanceof ArrayValue || value.kind === "unknown" || isNumeric(value)) return value;
  if (value.kind !== "list" && value.kind !== "tuple" && value.kind !== "range" && value.kind !== "iterator")
    return unknown("this array is not followed", site.span);
  const items = iterate(machine, value, site);
  if ("kind" in items) return items;
  const shape = shapeOf(machine, items, site);
  const numbers = items.every(isNumeric) ? items : undefined;
  return new ArrayValue(shape, site.span, undefined, numbers);
}

function shapeOf(machine: Machine, items: readonly Value[], site: Site): KnownShape {
  const [first] = items;
  if (!first) return [0];
  if (isNumeric(first) || first.kind === "text") return [items.length];
  if (first instanceof ArrayValue) return isShape(first.shape) ? [items.length, ...first.shape] : first.shape;
  const inner = first.kind === "list" || first.kind === "tuple" ? iterate(machine, first, site) : undefined;
  if (!inner) return unknown("the shape of this array is not followed", site.span);
  if ("kind" in inner) return inner;
  const rest = shapeOf(machine, inner, site);
  return isShape(rest) ? [items.length, ...rest] : rest;
}

/** A function of all numbers of a sequence. */
const total =
  (operator: "+" | "*", start: number): Run =>
  (args, site, machine) => {
    const value = args.positional[0]?.value ?? none;
    if (value instanceof ArrayValue && !value.numbers)
      return unknown("the numbers in an array are known only at run time", site.span);
    if (isNumeric(value)) return value;
    const items = iterate(machine, value, site);
    if ("kind" in items) return items;
    return items.reduce<Value>((sum, item) => binary(machine, operator, sum, item, site), int(start));
  };

/** A function of each number. */
const each =
  (name: string): Run =>
  (args, site, machine) => {
    const value = args.positional[0]?.value ?? none;
    if (value instanceof ArrayValue) return new ArrayValue(value.shape, site.span, value.origin);
    const run = math.attribute?.(name, site, machine);
    const result = run?.kind === "external" ? run.call?.(args, site, machine) : undefined;
    // NumPy rounds to floats.
    if (result?.kind === "int" && (name === "ceil" || name === "floor")) return float(Number(result.value), site.span);
    return result ?? unknown(`np.${name} of this is not followed`, site.span);
  };

const same: Run = (args, site, machine) => arrayOf(machine, args.positional[0]?.value ?? none, site);

const shapeAfter =
  (change: (shape: Shape, args: Arguments) => KnownShape | undefined): Run =>
  (args, site, machine) => {
    const value = arrayOf(machine, args.positional[0]?.value ?? none, site);
    if (!(value instanceof ArrayValue))
      return value.kind === "unknown" ? value : unknown("this is not followed", site.span);
    const shape = isShape(value.shape) ? change(value.shape, args) : value.shape;
    const known = shape ?? unknown("this shape is not known", site.span);
    return new ArrayValue(known, site.span, value.origin, undefined, undefined, value.range);
  };

/** One number for all, or along an axis. */
const gathered: Run = (args, { span }) => {
  const value = args.positional[0]?.value;
  const axis = indexOf(args.pick(1, "axis"));
  if (!(value instanceof ArrayValue) || !isShape(value.shape) || axis === undefined)
    return unknown("the numbers in an array are known only at run time", span);
  const at = axis < 0 ? axis + value.shape.length : axis;
  return new ArrayValue(
    value.shape.filter((_, i) => i !== at),
    span,
  );
};

const joined: Run = (args, site, machine) => {
  const items = iterate(machine, args.positional[0]?.value ?? tuple([]), site);
  if ("kind" in items) return items;
  const shapes = items.map((item) =>
    item instanceof ArrayValue ? item.shape : unknown("this is not an array", site.span),
  );
  const hidden = shapes.find((shape): shape is Unknown => !isShape(shape));
  if (hidden) return new ArrayValue(hidden, site.span);
  const known = shapes as readonly Shape[];
  const axis = indexOf(args.pick(1, "axis")) ?? 0;
  const [first = []] = known;
  const at = axis < 0 ? axis + first.length : axis;
  const sizes = known.map((shape) => shape[at]);
  const sum = sizes.every((size) => typeof size === "number") ? sizes.reduce((a, b) => a + b, 0) : null;
  return new ArrayValue(
    first.map((dim, i) => (i === at ? sum : dim)),
    site.span,
  );
};

const row = (values: readonly number[], whole: boolean, site: Site): ArrayValue =>
  new ArrayValue(
    [values.length],
    site.span,
    undefined,
    values.map((value) => (whole ? int(value) : float(value))),
  );

const MOST = 10_000;

const linspace: Run = (args, site) => {
  const [start, stop] = [args.pick(0, "start"), args.pick(1, "stop")];
  const count = indexOf(args.pick(2, "num")) ?? 50;
  if (!isNumeric(start) || !isNumeric(stop) || count > MOST) return unknown("these numbers are not known", site.span);
  const [a, b] = [toNumber(start), toNumber(stop)];
  return row(
    Array.from({ length: Math.max(0, count) }, (_, i) => (count === 1 ? a : a + ((b - a) * i) / (count - 1))),
    false,
    site,
  );
};

const arange: Run = (args, site) => {
  const given = args.positional.map(({ value }) => value);
  if (!given.every(isNumeric)) return unknown("these numbers are not known", site.span);
  const [a = 0, b, step = 1] = given.map(toNumber);
  const [from, to] = b === undefined ? [0, a] : [a, b];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(count) || count > MOST) return unknown("these are too many numbers to be followed", site.span);
  return row(
    Array.from({ length: count }, (_, i) => from + i * step),
    given.every(({ kind }) => kind === "int"),
    site,
  );
};

/** An archive of arrays: `np.load("file.npz")["x_train"]`. */
const load: Run = (args, site) => {
  const file = args.pick(0, "file");
  if (file?.kind !== "text") return unknown("which file is loaded is not known", site.span);
  const hidden = unknown(`the shape of the array in ${file.value} is not read here`, site.span);
  const origin = { source: file.value, options: {}, span: site.span };
  const array = new ArrayValue(hidden, site.span, origin);
  if (!file.value.endsWith(".npz")) return array;
  return {
    kind: "external",
    what: `np.load(${JSON.stringify(file.value)})`,
    item: () => array,
    attribute: (name) => (name === "__enter__" ? builtinOf(array) : undefined),
  };
};
const builtinOf = (value: Value): External => ({ kind: "external", what: "enter", call: () => value });

/** Types of numbers: `np.int32(5)` is 5. */
const numberType = (name: "int" | "float"): External => ({
  kind: "external",
  what: `np.${name}`,
  call: (args, site, machine) => {
    const value = args.positional[0]?.value ?? none;
    if (value instanceof ArrayValue) return value;
    const make = builtins.get(name);
    return (make?.kind === "external" ? make.call?.(args, site, machine) : undefined) ?? value;
  },
  hasInstance: (value) => (value.kind === "unknown" ? undefined : false),
});

const integers = numberType("int");
const floats = numberType("float");

const random = module("np.random", {
  seed: () => none,
  rand: randomEach,
  randn: randomEach,
  random: randomSized,
  random_sample: randomSized,
  normal: randomSized,
  uniform: randomSized,
  randint: randomSized,
});

export const numpy = module("np", {
  pi: float(Math.PI),
  e: float(Math.E),
  inf: float(Infinity),
  newaxis: none,
  random,
  array: same,
  asarray: same,
  ascontiguousarray: same,
  zeros: filled,
  ones: filled,
  empty: filled,
  full: filled,
  zeros_like: same,
  ones_like: same,
  prod: total("*", 1),
  product: total("*", 1),
  sum: total("+", 0),
  ceil: each("ceil"),
  floor: each("floor"),
  sqrt: each("sqrt"),
  log: each("log"),
  log2: each("log2"),
  exp: each("exp"),
  abs: (args, site, machine) => {
    const value = args.positional[0]?.value ?? none;
    const make = builtins.get("abs");
    return value instanceof ArrayValue
      ? value
      : ((make?.kind === "external" ? make.call?.(args, site, machine) : undefined) ?? value);
  },
  maximum: builtins.get("max")!,
  minimum: builtins.get("min")!,
  max: builtins.get("max")!,
  min: builtins.get("min")!,
  linspace,
  arange,
  load,
  concatenate: joined,
  vstack: joined,
  reshape: (args, site, machine) => {
    const value = arrayOf(machine, args.positional[0]?.value ?? none, site);
    const wanted = args.pick(1, "newshape") ?? args.named.get("shape")?.value ?? none;
    if (!(value instanceof ArrayValue)) return value;
    return new ArrayValue(reshaped(value.shape, wanted), site.span, value.origin, undefined, undefined, value.range);
  },
  expand_dims: shapeAfter((shape, args) => {
    const axis = indexOf(args.pick(1, "axis"));
    if (axis === undefined) return undefined;
    const at = axis < 0 ? axis + shape.length + 1 : axis;
    return [...shape.slice(0, at), 1, ...shape.slice(at)];
  }),
  squeeze: shapeAfter((shape, args) => {
    const axis = indexOf(args.pick(1, "axis"));
    return shape.filter((dim, i) => (axis === undefined ? dim !== 1 : i !== (axis < 0 ? axis + shape.length : axis)));
  }),
  transpose: shapeAfter((shape, args) => {
    const axes = args.pick(1, "axes");
    if (!axes) return [...shape].reverse();
    const order = axes.kind === "tuple" || axes.kind === "list" ? axes.items.map((item) => indexOf(item)) : [];
    return order.every((i) => i !== undefined) ? order.map((i) => shape[i]!) : undefined;
  }),
  shape: (args, site, machine) => {
    const value = arrayOf(machine, args.positional[0]?.value ?? none, site);
    return value instanceof ArrayValue ? value.attribute("shape", site)! : value;
  },
  copy: same,
  mean: gathered,
  median: gathered,
  std: gathered,
  var: gathered,
  unique: (args, { span }) => {
    const value = args.positional[0]?.value;
    const classes = value instanceof ArrayValue ? value.classes : undefined;
    return new ArrayValue(
      [classes ?? { unknown: "how many different values there are is known only at run time" }],
      span,
    );
  },
  int8: integers,
  int16: integers,
  int32: integers,
  int64: integers,
  uint8: integers,
  int_: integers,
  float16: floats,
  float32: floats,
  float64: floats,
  float_: floats,
  ndarray: {
    kind: "external",
    what: "np.ndarray",
    hasInstance: (value) => (value.kind === "unknown" ? undefined : value instanceof ArrayValue),
  },
});
