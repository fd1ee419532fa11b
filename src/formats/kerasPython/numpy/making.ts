/** Arrays that NumPy makes of numbers in the program: rows, constants, lists. */
import type { Arguments } from "../../../python/arguments";
import type { Settings } from "../../../model/recipe";
import { iterate } from "../../../python/items";
import type { Machine, Site } from "../../../python/machine";
import type { Run } from "../../../python/modules/module";
import { isNumeric, toNumber } from "../../../python/numbers";
import { float, indexOf, int, none, tuple, unknown, type Unknown, type Value } from "../../../python/value";
import { ArrayValue, constantOf, gatheredIn } from "../arrays/array";
import { astype, typeName } from "../arrays/arrayMethods";
import { toShape } from "../literal";
import { isShape, type KnownShape } from "../tensors/tensor";
import { Lost, Step, step, type Trace } from "../arrays/trace";

/** Longer constants are data that somebody typed in; what is in them is still known. */
const MOST_CONSTANTS = 20_000;

/** A shape as a recipe takes it. */
export const sizesOf = (shape: KnownShape): readonly number[] | undefined =>
  isShape(shape) && shape.every((dim) => typeof dim === "number") ? shape : undefined;

export const typeSetting = (value: Value | undefined): { readonly type?: string } => {
  const type = value && value.kind !== "none" ? typeName(value) : undefined;
  return type === undefined ? {} : { type };
};

/** An array of a shape that is given, all the same number. */
export const filled =
  (value: number | "given"): Run =>
  (args, { span }) => {
    const given = args.pick(0, "shape") ?? tuple([]);
    const shape = toShape(given);
    const sizes = sizesOf(shape);
    const wanted = value === "given" ? args.pick(1, "fill_value") : undefined;
    const filling = value === "given" ? (isNumeric(wanted) ? toNumber(wanted) : undefined) : value;
    const type = typeSetting(args.pick(value === "given" ? 2 : 1, "dtype"));
    const preset = value === "given" && wanted?.kind === "int" ? { type: "int64" } : {};
    const settings = { value: filling ?? 0, ...preset, ...type };
    const trace =
      filling === undefined
        ? undefined
        : sizes
          ? step("full", [], { shape: sizes, ...settings })
          : fullLater(given, settings);
    return new ArrayValue(shape, span, { trace });
  };

/** Where sizes are those of data. */
function fullLater(given: Value, settings: Settings): Trace | undefined {
  const items = given.kind === "tuple" || (given.kind === "list" && !given.unknown) ? given.items : [given];
  const later = items.filter((item) => item instanceof ArrayValue);
  const shape = items.map((item) => (item instanceof ArrayValue ? "of" : indexOf(item)));
  if (later.length === 0 || !shape.every((size) => size !== undefined)) return undefined;
  const of = later.map(({ trace }) => trace);
  return step("full", of, { ...settings, shape });
}

/** As another array, all the same number. */
export const filledLike =
  (value: number): Run =>
  (args, site, machine) => {
    const like = arrayOf(machine, args.positional[0]?.value ?? none, site);
    if (!(like instanceof ArrayValue)) return like;
    return like.with(like.shape, site, step("full", [like.trace], { value, ...typeSetting(args.pick(1, "dtype")) }));
  };

/** `np.array(…)`: numbers in lists become an array, with its numbers when it is a short row. */
export function arrayOf(machine: Machine, value: Value, site: Site): Value {
  if (value instanceof ArrayValue)
    return value.made === ArrayValue.prototype.made ? value : (value.attribute("values", site) ?? value);
  if (value.kind === "unknown" || isNumeric(value)) return value;
  const list = gatheredIn(value);
  if (list) return list;
  const rows = value.kind === "external" ? value.attribute?.("values", site, machine) : undefined;
  if (rows instanceof ArrayValue) return rows;
  if (value.kind !== "list" && value.kind !== "tuple" && value.kind !== "range" && value.kind !== "iterator")
    return unknown("this array is not followed", site.span);
  const items = iterate(machine, value, site);
  if ("kind" in items) return items;
  const shape = shapeOf(machine, items, site);
  const numbers = items.every(isNumeric) ? items : undefined;
  return new ArrayValue(shape, site.span, {
    numbers,
    trace: numbers ? undefined : traceOf(machine, items, shape, site),
  });
}

/** NumPy's arrays have no more axes. */
const MOST_AXES = 64;

function shapeOf(machine: Machine, items: readonly Value[], site: Site, axes = 1): KnownShape {
  const [first] = items;
  if (axes > MOST_AXES) return unknown(`an array has at most ${MOST_AXES} axes`, site.span);
  if (!first) return [0];
  if (isNumeric(first) || first.kind === "text") return [items.length];
  if (first instanceof ArrayValue) return isShape(first.shape) ? [items.length, ...first.shape] : first.shape;
  const inner = first.kind === "list" || first.kind === "tuple" ? iterate(machine, first, site) : undefined;
  if (!inner) return unknown("the shape of this array is not followed", site.span);
  if ("kind" in inner) return inner;
  const rest = shapeOf(machine, inner, site, axes + 1);
  return isShape(rest) ? [items.length, ...rest] : rest;
}

/** Numbers in lists in lists, or arrays one beside the other. */
function traceOf(machine: Machine, items: readonly Value[], shape: KnownShape, site: Site): Trace {
  if (items.length > 0 && items.every((item) => item instanceof ArrayValue))
    return step(
      "stack",
      items.map((item) => item.trace),
      { axis: 0, list: true },
    );
  const sizes = sizesOf(shape);
  const values: (number | string)[] = [];
  let whole = true;
  let looked = 0;
  const go = (all: readonly Value[], axes = 1): boolean =>
    all.every((item) => {
      if (values.length > MOST_CONSTANTS || looked++ > 2 * MOST_CONSTANTS || axes > MOST_AXES) return false;
      if (isNumeric(item) || item.kind === "text") {
        if (item.kind === "float") whole = false;
        values.push(item.kind === "text" ? item.value : toNumber(item));
        return true;
      }
      if (item instanceof ArrayValue && item.numbers) return go(item.numbers, axes + 1);
      const inner = item.kind === "list" || item.kind === "tuple" ? iterate(machine, item, site) : undefined;
      return inner !== undefined && !("kind" in inner) && go(inner, axes + 1);
    });
  if (!sizes || !go(items) || values.length !== sizes.reduce((all, size) => all * size, 1))
    return rowsOf(machine, items, site);
  return constantOf(values, whole, sizes);
}

/** Rows of numbers that differ in their length. */
function rowsOf(machine: Machine, items: readonly Value[], site: Site): Trace {
  const lost = new Lost("what is in this array is not followed", site.span);
  if (items.length === 0 || items.length > 1000) return lost;
  const rows = items.map((item): Trace => {
    const inner = item.kind === "list" || item.kind === "tuple" ? iterate(machine, item, site) : undefined;
    if (!inner || "kind" in inner || !inner.every(isNumeric)) return lost;
    return constantOf(
      inner.map(toNumber),
      inner.every(({ kind }) => kind !== "float"),
    );
  });
  return step("stack", rows, { axis: 0, list: true });
}

/** `np.array(x, dtype=…)`. */
export const asArray: Run = (args, site, machine) => {
  const made = arrayOf(machine, args.positional[0]?.value ?? args.named.get("object")?.value ?? none, site);
  const type = args.pick(1, "dtype");
  return made instanceof ArrayValue && type && type.kind !== "none" ? astype(made, type, site) : made;
};

/** As TensorFlow keeps what is written as lists: in 32 bits. */
export function tensorOf(machine: Machine, value: Value, site: Site, type?: Value): Value {
  const made = arrayOf(machine, value, site);
  if (!(made instanceof ArrayValue)) return made;
  if (type && type.kind !== "none") return astype(made, type, site);
  const { trace } = made;
  const isWritten = !(value instanceof ArrayValue) && trace instanceof Step && trace.does === "constant";
  if (!isWritten) return made;
  const settings = { ...trace.settings, type: trace.settings["type"] === "int64" ? "int32" : "float32" };
  return new ArrayValue(made.shape, site.span, { trace: new Step("constant", [], settings), numbers: made.numbers });
}

const MOST_NUMBERS = 10_000;

const row = (values: readonly number[], whole: boolean, site: Site, trace: Trace): ArrayValue =>
  new ArrayValue([values.length], site.span, {
    numbers: values.map((value) => (whole ? int(value) : float(value))),
    trace,
  });

const hidden = (why: string, site: Site): Unknown => unknown(why, site.span);

export const linspace: Run = (args, site) => {
  const [start, stop] = [args.pick(0, "start"), args.pick(1, "stop")];
  const wanted = args.pick(2, "num");
  const count = wanted ? indexOf(wanted) : 50;
  if (!isNumeric(start) || !isNumeric(stop) || count === undefined) return hidden("these numbers are not known", site);
  const [a, b] = [toNumber(start), toNumber(stop)];
  const endpoint = args.named.get("endpoint")?.value;
  const open = endpoint?.kind === "bool" && !endpoint.value;
  const trace = new Step("linspace", [], {
    start: a,
    stop: b,
    count,
    ...(open && { endpoint: false }),
    ...typeSetting(args.named.get("dtype")?.value),
  });
  if (count > MOST_NUMBERS) return new ArrayValue([count], site.span, { trace });
  const steps = open ? count : count - 1;
  return row(
    Array.from({ length: Math.max(0, count) }, (_, i) => (count === 1 ? a : a + ((b - a) * i) / steps)),
    false,
    site,
    trace,
  );
};

export const arange: Run = (args, site) => {
  const given = args.positional.map(({ value }) => value);
  for (const name of ["start", "stop", "step"]) {
    const value = args.named.get(name)?.value;
    if (value) given.push(value);
  }
  if (given.length === 0 || !given.every(isNumeric)) return hidden("these numbers are not known", site);
  const [a = 0, b, by = 1] = given.map(toNumber);
  const [from, to] = b === undefined ? [0, a] : [a, b];
  const count = Math.max(0, Math.ceil((to - from) / by));
  const whole = given.every(({ kind }) => kind !== "float");
  if (!Number.isFinite(count)) return hidden("these are too many numbers to be followed", site);
  const trace = new Step("arange", [], {
    start: from,
    stop: to,
    step: by,
    type: whole ? "int64" : "float64",
    ...typeSetting(args.named.get("dtype")?.value),
  });
  if (count > MOST_NUMBERS) return new ArrayValue([count], site.span, { trace });
  return row(
    Array.from({ length: count }, (_, i) => from + i * by),
    whole,
    site,
    trace,
  );
};

/** `np.eye(n)`. */
export const eye: Run = (args, site) => {
  const size = indexOf(args.pick(0, "N"));
  if (size === undefined) return hidden("the size of this array is not known", site);
  return new ArrayValue([size, size], site.span, {
    trace: new Step("eye", [], { size, ...typeSetting(args.named.get("dtype")?.value) }),
  });
};

/** The first argument as an array, for functions that take one. */
export function firstArray(args: Arguments, site: Site, machine: Machine): Value {
  return arrayOf(
    machine,
    args.positional[0]?.value ?? args.named.get("a")?.value ?? args.named.get("x")?.value ?? none,
    site,
  );
}
