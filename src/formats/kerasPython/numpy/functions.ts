/** NumPy's functions of arrays: of each number, along axes, of shapes, of several arrays. */
import type { Settings } from "../../../model/recipe";
import type { Dim, Shape } from "../../../model/shape";
import type { Arguments } from "../../../python/arguments";
import { builtins } from "../../../python/builtins";
import { iterate } from "../../../python/items";
import type { Machine, Site } from "../../../python/machine";
import { math } from "../../../python/modules/math";
import type { Run } from "../../../python/modules/module";
import { isNumeric, toNumber } from "../../../python/numbers";
import { binary } from "../../../python/operate";
import type { BinaryOperator } from "../../../python/syntax";
import { float, indexOf, int, none, tuple, unknown, type Unknown, type Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { axesIn, clip, expandDims, reduce, reshape, scalar, squeeze, transpose } from "../arrays/arrayMethods";
import { broadcast } from "../tensors/shapes";
import { isShape, type KnownShape } from "../tensors/tensor";
import { Lost, step, type Trace } from "../arrays/trace";
import { arrayOf, firstArray } from "./making";

const notKnown = (why: string, { span }: Site): Unknown => unknown(why, span);

/** A function of each number. */
export const each =
  (does: string, settings: Settings = {}): Run =>
  (args, site, machine) => {
    const value = firstArray(args, site, machine);
    if (value instanceof ArrayValue) return value.with(value.shape, site, step(does, [value.trace], settings));
    const run = math.attribute?.(does === "abs" ? "fabs" : does, site, machine);
    const result = run?.kind === "external" ? run.call?.(args, site, machine) : undefined;
    // NumPy rounds to floats.
    if (result?.kind === "int" && (does === "ceil" || does === "floor")) return float(Number(result.value), site.span);
    return result ?? (value.kind === "unknown" ? value : notKnown(`np.${does} of this is not followed`, site));
  };

export const absolute: Run = (args, site, machine) => {
  const value = firstArray(args, site, machine);
  if (value instanceof ArrayValue) return value.with(value.shape, site, step("abs", [value.trace]));
  const make = builtins.get("abs");
  return (make?.kind === "external" ? make.call?.(args, site, machine) : undefined) ?? value;
};

/** An operator as a function: `np.add(x, y)`. */
export const operator =
  (symbol: BinaryOperator): Run =>
  (args, site, machine) => {
    const [a, b] = args.positional.map(({ value }) => arrayOf(machine, value, site));
    return a && b ? binary(machine, symbol, a, b, site) : notKnown("this needs two arrays", site);
  };

/** `np.maximum(x, 0)`: of two arrays, or of one and a number; of plain numbers as the builtin has it. */
export const larger =
  (does: "maximum" | "minimum", plain: "max" | "min"): Run =>
  (args, site, machine) => {
    const [a, b] = args.positional.map(({ value }) => arrayOf(machine, value, site));
    if (a instanceof ArrayValue && b) return paired(does, a, b, "right", site);
    if (b instanceof ArrayValue && a) return paired(does, b, a, "left", site);
    const make = builtins.get(plain);
    return (
      (make?.kind === "external" ? make.call?.(args, site, machine) : undefined) ??
      notKnown("this is not followed", site)
    );
  };

function paired(does: string, array: ArrayValue, other: Value, side: "left" | "right", site: Site): Value {
  if (isNumeric(other))
    return array.with(
      array.shape,
      site,
      step(does, [array.trace], { [side]: toNumber(other), ...(other.kind === "float" && { float: true }) }),
    );
  if (!(other instanceof ArrayValue))
    return array.with(
      array.shape,
      site,
      new Lost(other.kind === "unknown" ? other.reason : "this is not followed", site.span),
    );
  const shape = isShape(array.shape) && isShape(other.shape) ? broadcast(array.shape, other.shape) : undefined;
  return array.with(shape ?? notKnown("the shape is not known", site), site, step(does, [array.trace, other.trace]));
}

/** A function of all numbers, or along an axis; of plain numbers in a list as the builtin has it. */
export const along =
  (does: string, plain?: "max" | "min" | "sum" | "prod", settings: Settings = {}): Run =>
  (args, site, machine) => {
    const value = args.positional[0]?.value ?? args.named.get("a")?.value ?? none;
    const items =
      value.kind === "list" || value.kind === "tuple" || (value instanceof ArrayValue && value.numbers)
        ? iterate(machine, value, site)
        : undefined;
    if (plain && (isNumeric(value) || (items && !("kind" in items) && items.every(isNumeric))))
      return plainly(plain, isNumeric(value) ? [value] : (items as readonly Value[]), site, machine);
    const array = arrayOf(machine, value, site);
    if (!(array instanceof ArrayValue))
      return array.kind === "unknown" ? array : notKnown("the numbers in an array are known only at run time", site);
    return reduce(does, array, args.only(args.positional.slice(1), args.named), site, settings);
  };

function plainly(name: "max" | "min" | "sum" | "prod", items: readonly Value[], site: Site, machine: Machine): Value {
  if (name === "sum" || name === "prod")
    return items.reduce<Value>(
      (sum, item) => binary(machine, name === "sum" ? "+" : "*", sum, item, site),
      int(name === "sum" ? 0 : 1),
    );
  const best = name === "max" ? Math.max : Math.min;
  const numbers = items.filter(isNumeric);
  const found = best(...numbers.map(toNumber));
  return numbers.find((one) => toNumber(one) === found) ?? notKnown("there are no numbers", site);
}

/** `np.sort(x, axis)`. */
export const sorted: Run = (args, site, machine) => {
  const value = firstArray(args, site, machine);
  if (!(value instanceof ArrayValue))
    return value.kind === "unknown" ? value : notKnown("what is sorted here is not followed", site);
  const axis = indexOf(args.pick(1, "axis") ?? int(-1));
  const trace =
    axis === undefined
      ? new Lost("this way of sorting is not followed", site.span)
      : step("sort", [value.trace], { axis });
  return value.with(value.shape, site, trace);
};

/** Functions of one array that are methods too. */
const ofArray =
  (go: (array: ArrayValue, args: Arguments, site: Site) => Value): Run =>
  (args, site, machine) => {
    const array = firstArray(args, site, machine);
    if (array instanceof ArrayValue) return go(array, args, site);
    return array.kind === "unknown" ? array : notKnown("this is not followed", site);
  };

export const functions: Readonly<Record<string, Run>> = {
  reshape: (args, site, machine) => {
    const value = firstArray(args, site, machine);
    const wanted = args.pick(1, "newshape") ?? args.named.get("shape")?.value ?? none;
    return value instanceof ArrayValue ? reshape(value, wanted, site) : value;
  },
  ravel: ofArray((array, _, site) => reshape(array, tuple([int(-1)]), site)),
  expand_dims: ofArray((array, args, site) => expandDims(array, args.pick(1, "axis"), site)),
  squeeze: ofArray((array, args, site) => {
    const axes = axesIn(args.pick(1, "axis"));
    return axes instanceof Lost ? notKnown(axes.why, site) : squeeze(array, axes, site);
  }),
  transpose: ofArray((array, args, site) => transpose(array, args.pick(1, "axes"), site)),
  swapaxes: ofArray((array, args, site) =>
    array.attribute("swapaxes", site)!.kind === "external" ? swapped(array, args, site) : array,
  ),
  moveaxis: ofArray((array, args, site) => {
    const [from, to] = [indexOf(args.pick(1, "source")), indexOf(args.pick(2, "destination"))];
    if (from === undefined || to === undefined || !isShape(array.shape))
      return notKnown("these axes are not known", site);
    const shape: Dim[] = [...array.shape];
    const [moved] = shape.splice(from, 1);
    shape.splice(to < 0 ? to + array.shape.length : to, 0, moved!);
    return array.with(shape, site, step("moveaxis", [array.trace], { from, to }));
  }),
  shape: ofArray((array, _, site) => array.attribute("shape", site)!),
  ndim: ofArray((array, _, site) => array.attribute("ndim", site)!),
  size: ofArray((array, _, site) => array.attribute("size", site)!),
  copy: ofArray((array, _, site) => array.with(array.shape, site, array.trace)),
  clip: ofArray((array, args, site) => clip(array, args.pick(1, "a_min"), args.pick(2, "a_max"), site)),
  round: ofArray((array, args, site) =>
    array.with(array.shape, site, step("round", [array.trace], { decimals: indexOf(args.pick(1, "decimals")) ?? 0 })),
  ),
  flip: ofArray((array, args, site) => {
    const axes = axesIn(args.pick(1, "axis"));
    return array.with(
      array.shape,
      site,
      axes instanceof Lost ? axes : step("flip", [array.trace], axes ? { axis: axes } : {}),
    );
  }),
  fliplr: ofArray((array, _, site) => array.with(array.shape, site, step("flip", [array.trace], { axis: 1 }))),
  flipud: ofArray((array, _, site) => array.with(array.shape, site, step("flip", [array.trace], { axis: 0 }))),
  tile: ofArray((array, args, site) => {
    const times = axesIn(args.pick(1, "reps"));
    if (times instanceof Lost || !times) return notKnown("how often this is repeated is not known", site);
    const shape = !isShape(array.shape)
      ? array.shape
      : Array.from(
          { length: Math.max(times.length, array.shape.length) },
          (_, i, rank = Math.max(times.length, (array.shape as Shape).length)): Dim => {
            const own = (array.shape as Shape)[i - rank + (array.shape as Shape).length] ?? 1;
            const by = times[i - rank + times.length] ?? 1;
            return typeof own === "number" ? own * by : own;
          },
        );
    return array.with(shape, site, step("tile", [array.trace], { times }));
  }),
  repeat: ofArray((array, args, site) => {
    const times = indexOf(args.pick(1, "repeats"));
    const axis = indexOf(args.pick(2, "axis"));
    if (times === undefined) return notKnown("how often this is repeated is not known", site);
    const sizes = isShape(array.shape) ? array.shape : undefined;
    const all = sizes?.every((dim) => typeof dim === "number") ? sizes.reduce((a, b) => a * b, 1) : null;
    const shape: KnownShape = !sizes
      ? array.shape
      : axis === undefined
        ? [all === null ? null : all * times]
        : sizes.map((dim, i) =>
            i === (axis < 0 ? axis + sizes.length : axis) && typeof dim === "number" ? dim * times : dim,
          );
    return array.with(shape, site, step("repeat", [array.trace], { times, ...(axis !== undefined && { axis }) }));
  }),
  pad: ofArray((array, args, site) => {
    const given = args.pick(1, "pad_width");
    const mode = args.pick(2, "mode");
    const rank = isShape(array.shape) ? array.shape.length : undefined;
    const pairs = padsIn(given, rank);
    const value = scalar(args.named.get("constant_values")?.value) ?? 0;
    if (!pairs || !isShape(array.shape) || (mode && !(mode.kind === "text" && mode.value === "constant")))
      return array.with(
        notKnown("the shape is not known", site),
        site,
        new Lost("this way of padding is not followed", site.span),
      );
    const shape = array.shape.map((dim, i) => (typeof dim === "number" ? dim + pairs[i]![0] + pairs[i]![1] : dim));
    return array.with(
      shape,
      site,
      step("pad", [array.trace], { before: pairs.map(([a]) => a), after: pairs.map(([, b]) => b), value }),
    );
  }),
  take: ofArray((array, args, site) => {
    const places = args.pick(1, "indices");
    return places instanceof ArrayValue && indexOf(args.pick(2, "axis")) === 0
      ? array.with(array.shape, site, step("take", [array.trace, places.trace]))
      : notKnown("what is taken here is not known", site);
  }),
  unique: ofArray((array, args, site) => {
    const more = ["return_counts", "return_index", "return_inverse"].some((name) => args.named.has(name));
    if (more) return notKnown("what np.unique gives besides is not followed", site);
    if (array.numbers?.every(isNumeric)) {
      const different = [...new Map(array.numbers.map((value) => [toNumber(value), value])).entries()];
      const numbers = different.sort(([a], [b]) => a - b).map(([, value]) => value);
      return array.made([numbers.length], site.span, { numbers });
    }
    return array.made(
      [array.classes ?? { unknown: "how many different values there are is known only at run time" }],
      site.span,
      {
        trace: step("unique", [array.trace]),
      },
    );
  }),
  where: (args, site, machine) => {
    const [condition, a, b] = args.positional.map(({ value }) => arrayOf(machine, value, site));
    if (!(condition instanceof ArrayValue) || !a || !b)
      return notKnown("the places that np.where gives are known only at run time", site);
    const sides = { left: a, right: b };
    const of: Trace[] = [condition.trace];
    const settings: Record<string, number | boolean> = {};
    let shape: KnownShape = condition.shape;
    for (const [side, value] of Object.entries(sides)) {
      if (isNumeric(value)) {
        settings[side] = toNumber(value);
        if (value.kind === "float") settings[`${side}Float`] = true;
      } else if (value instanceof ArrayValue) {
        of.push(value.trace);
        shape =
          isShape(shape) && isShape(value.shape)
            ? (broadcast(shape, value.shape) ?? notKnown("the shape is not known", site))
            : value.shape;
      } else return condition.with(shape, site, new Lost("what np.where gives is not followed", site.span));
    }
    return condition.with(shape, site, step("where", of, settings));
  },
  isin: ofArray((array, args, site) => {
    const values = args.pick(1, "test_elements");
    const items = values?.kind === "list" || values?.kind === "tuple" ? values.items : undefined;
    if (!items?.every(isNumeric))
      return array.with(array.shape, site, new Lost("these values are not known", site.span));
    return array.with(array.shape, site, step("isin", [array.trace], { values: items.map(toNumber) }));
  }),
  dot: operator("@"),
  matmul: operator("@"),
};

function swapped(array: ArrayValue, args: Arguments, site: Site): Value {
  const method = array.attribute("swapaxes", site);
  const rest = args.only(args.positional.slice(1), args.named);
  return method?.kind === "external" ? method.call!(rest, site, undefined as never) : array;
}

function padsIn(
  given: Value | undefined,
  rank: number | undefined,
): readonly (readonly [number, number])[] | undefined {
  if (rank === undefined || !given) return undefined;
  const whole = indexOf(given);
  if (whole !== undefined) return Array.from({ length: rank }, () => [whole, whole] as const);
  const items = given.kind === "tuple" || given.kind === "list" ? given.items : [];
  const pairs = items.map((item): readonly [number, number] | undefined => {
    const [a, b] =
      item.kind === "tuple" || item.kind === "list"
        ? item.items.map((one) => indexOf(one))
        : [indexOf(item), indexOf(item)];
    return a === undefined || b === undefined ? undefined : [a, b];
  });
  return pairs.length === rank && pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

/** Arrays as one. */
const several = (args: Arguments, site: Site, machine: Machine): readonly ArrayValue[] | Unknown => {
  const items = iterate(machine, args.positional[0]?.value ?? tuple([]), site);
  if ("kind" in items) return items;
  const arrays = items.map((item) => arrayOf(machine, item, site));
  const hidden = arrays.find((item) => !(item instanceof ArrayValue));
  if (hidden) return hidden.kind === "unknown" ? hidden : notKnown("this is not an array", site);
  return arrays.filter((item) => item instanceof ArrayValue);
};

export const joined =
  (does: string, preset = 0): Run =>
  (args, site, machine) => {
    const arrays = several(args, site, machine);
    if ("kind" in arrays) return arrays;
    const given = args.pick(1, "axis");
    const axis = does === "concatenate" && given ? indexOf(given) : preset;
    const [first] = arrays;
    if (axis === undefined || !first) return notKnown("the axis is not known", site);
    const trace = step(
      does,
      arrays.map((array) => array.trace),
      does === "concatenate" ? { axis } : {},
    );
    const hidden = arrays.find(({ shape }) => !isShape(shape));
    if (hidden) return first.with(hidden.shape, site, trace);
    const shapes = arrays.map(({ shape }) => shape as Shape).map((shape) => widened(shape, does));
    return first.with(joinedShape(shapes, axis), site, trace);
  };

/** Rows and columns get the axis that they lack. */
function widened(shape: Shape, does: string): Shape {
  if (shape.length !== 1) return shape;
  if (does === "vstack") return [1, ...shape];
  return does === "column_stack" ? [...shape, 1] : shape;
}

export function joinedShape(shapes: readonly Shape[], axis: number): Shape {
  const [first = []] = shapes;
  // hstack of rows of numbers puts them behind each other.
  const at = first.length === 1 ? 0 : axis < 0 ? axis + first.length : axis;
  const sizes = shapes.map((shape) => shape[at]);
  const sum = sizes.every((size) => typeof size === "number") ? sizes.reduce((a, b) => a + b, 0) : null;
  return first.map((dim, i) => (i === at ? sum : dim));
}

export const stacked: Run = (args, site, machine) => {
  const arrays = several(args, site, machine);
  if ("kind" in arrays) return arrays;
  const axis = args.pick(1, "axis") ? indexOf(args.pick(1, "axis")) : 0;
  const [first] = arrays;
  if (axis === undefined || !first) return notKnown("the axis is not known", site);
  const trace = step(
    "stack",
    arrays.map((array) => array.trace),
    { axis },
  );
  if (!isShape(first.shape)) return first.with(first.shape, site, trace);
  const shape: Dim[] = [...first.shape];
  shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, arrays.length);
  return first.with(shape, site, trace);
};

/** `np.c_[x, y]`: columns beside each other. */
export const columns = (index: Value, site: Site, machine: Machine): Value => {
  const items = index.kind === "tuple" ? index.items : [index];
  const arrays = items.map((item) => arrayOf(machine, item, site));
  if (!arrays.every((item) => item instanceof ArrayValue)) return notKnown("this is not followed", site);
  const trace = step(
    "column_stack",
    arrays.map((array) => array.trace),
  );
  const shapes = arrays.map(({ shape }) => shape);
  const known = shapes.every(isShape)
    ? joinedShape(
        shapes.map((shape) => widened(shape, "column_stack")),
        1,
      )
    : notKnown("the shape is not known", site);
  return arrays[0]!.with(known, site, trace);
};

/** Parts of an array: `np.array_split` and the like are not followed; halves and thirds are. */
export const splitInto: Run = (args, site, machine) => {
  const array = firstArray(args, site, machine);
  const count = indexOf(args.pick(1, "indices_or_sections"));
  const axis = args.pick(2, "axis") ? indexOf(args.pick(2, "axis")) : 0;
  if (
    !(array instanceof ArrayValue) ||
    count === undefined ||
    axis !== 0 ||
    !isShape(array.shape) ||
    typeof array.shape[0] !== "number" ||
    count > 1000
  )
    return notKnown("how this is split is not followed", site);
  const size = array.shape[0] / count;
  if (!Number.isInteger(size)) return notKnown("this cannot be split evenly", site);
  const rest = array.shape.slice(1);
  return tuple(
    Array.from({ length: count }, (_, i) =>
      array.with([size, ...rest], site, step("index", [array.trace], { index: [[i * size, (i + 1) * size, 1]] })),
    ),
    site.span,
  );
};
