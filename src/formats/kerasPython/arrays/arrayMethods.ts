/** Methods of arrays: `x.astype("float32")`, `x.reshape(…)`, `x.mean(axis=0)`. */
import type { Settings } from "../../../model/recipe";
import type { Shape } from "../../../model/shape";
import type { Arguments } from "../../../python/arguments";
import { List } from "../../../python/containers";
import type { Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { isNumeric, toNumber } from "../../../python/numbers";
import { indexOf, int, none, tuple, unknown, type External, type Value } from "../../../python/value";
import { ArrayValue, reshaped } from "./array";
import { isShape, type KnownShape } from "../tensors/tensor";
import { Lost, step, type Trace } from "./trace";

type Method = (array: ArrayValue, args: Arguments, site: Site) => Value;

/** The name of a type of numbers, however it is given: a text, `np.float32`, `tf.float32`, `float`. */
export function typeName(value: Value | undefined): string | undefined {
  if (value?.kind === "text") return value.value;
  if (value?.kind !== "external") return undefined;
  return value.what.replace(/^.*\./, "").replace(/_$/, "");
}

export const astype = (array: ArrayValue, wanted: Value | undefined, site: Site): ArrayValue => {
  const type = typeName(wanted);
  const trace =
    type === undefined
      ? new Lost("this type of numbers is not followed", site.span)
      : step("astype", [array.trace], { type });
  return array.with(array.shape, site, trace);
};

export function reshape(array: ArrayValue, wanted: Value, site: Site): ArrayValue {
  return array.with(reshaped(array.shape, wanted), site, reshapeTrace(array, wanted, site));
}

function reshapeTrace(array: ArrayValue, wanted: Value, { span }: Site): Trace {
  const items = wanted.kind === "tuple" || wanted.kind === "list" ? wanted.items : [wanted];
  const sizes = items.map((item) => indexOf(item));
  if (sizes.every((size) => size !== undefined)) return step("reshape", [array.trace], { shape: sizes });
  // Sizes of data are known when they are read.
  const later = items.filter((_, i) => sizes[i] === undefined);
  if (later.every((item) => item instanceof ArrayValue))
    return step("reshape", [array.trace, ...later.map((item) => item.trace)], {
      shape: sizes.map((size) => size ?? "of"),
    });
  return new Lost("the shape that this is brought to is not known", span);
}

/** Axes as they are given: none for all. */
export function axesIn(value: Value | undefined): readonly number[] | undefined | Lost {
  if (!value || value.kind === "none") return undefined;
  const items = value.kind === "tuple" || value.kind === "list" ? value.items : [value];
  const axes = items.map((item) => indexOf(item));
  return axes.every((axis) => axis !== undefined) ? axes : new Lost("this axis is not known", value.span);
}

/** What is left of a shape when axes are taken together. */
export function withoutAxes(shape: KnownShape, axes: readonly number[] | undefined, keep: boolean): KnownShape {
  if (!isShape(shape)) return axes === undefined && !keep ? [] : shape;
  const taken = new Set(axes?.map((axis) => (axis < 0 ? axis + shape.length : axis)) ?? shape.keys());
  return keep ? shape.map((dim, i) => (taken.has(i) ? 1 : dim)) : shape.filter((_, i) => !taken.has(i));
}

/** Sums, means and the like, along an axis or of all. */
export function reduce(does: string, array: ArrayValue, args: Arguments, site: Site, more: Settings = {}): ArrayValue {
  const axes = axesIn(args.pick(0, "axis"));
  const kept = (args.named.get("keepdims") ?? args.named.get("keep_dims"))?.value;
  const keep = kept?.kind === "bool" && kept.value;
  const ddof = args.named.get("ddof")?.value;
  if (axes instanceof Lost) return new ArrayValue(unknown(axes.why, site.span), site.span, { trace: axes });
  const settings = {
    // pandas leaves aside what is missing.
    ...(array.what === "a column" && { skipsMissing: true }),
    ...(axes && { axis: axes }),
    ...(keep && { keepdims: true }),
    ...more,
    ...(isNumeric(ddof) && { ddof: toNumber(ddof) }),
  };
  return new ArrayValue(withoutAxes(array.shape, axes, keep), site.span, {
    trace: step(does, [array.trace], settings),
  });
}

const reductions = ["max", "min", "mean", "std", "var", "sum", "prod", "any", "all", "argmax", "argmin", "median"];

export const scalar = (value: Value | undefined): number | undefined =>
  isNumeric(value) ? toNumber(value) : undefined;

export function clip(array: ArrayValue, least: Value | undefined, most: Value | undefined, site: Site): ArrayValue {
  const bounds = [least, most].map((bound) => (bound?.kind === "none" ? undefined : bound));
  const trace = bounds.every((bound) => bound === undefined || isNumeric(bound))
    ? step("clip", [array.trace], {
        ...(bounds[0] && { least: scalar(bounds[0])! }),
        ...(bounds[1] && { most: scalar(bounds[1])! }),
      })
    : new Lost("the bounds are not known", site.span);
  return array.with(array.shape, site, trace);
}

export function transpose(array: ArrayValue, axes: Value | undefined, site: Site): ArrayValue {
  const { shape } = array;
  const order = axesIn(axes);
  if (order instanceof Lost) return array.with(unknown(order.why, site.span), site, order);
  const moved = !isShape(shape) ? shape : order ? order.map((axis) => shape.at(axis) ?? null) : [...shape].reverse();
  return array.with(moved, site, step("transpose", [array.trace], order ? { axes: order } : {}));
}

const flat: Method = (array, _, site) => reshape(array, tuple([int(-1)]), site);
const same: Method = (array, _, site) => array.with(array.shape, site, array.trace);

const methods: Readonly<Record<string, Method>> = {
  astype: (array, args, site) => astype(array, args.pick(0, "dtype"), site),
  copy: same,
  numpy: same,
  toarray: same,
  todense: same,
  clip: (array, args, site) =>
    clip(
      array,
      args.pick(0, "min") ?? args.named.get("a_min")?.value,
      args.pick(1, "max") ?? args.named.get("a_max")?.value,
      site,
    ),
  round: (array, args, site) =>
    array.with(array.shape, site, step("round", [array.trace], { decimals: indexOf(args.pick(0, "decimals")) ?? 0 })),
  reshape: (array, args, site) => {
    const [first] = args.positional;
    const named = args.named.get("newshape")?.value ?? args.named.get("shape")?.value;
    const wanted =
      named ??
      (args.positional.length === 1 && first && first.value.kind !== "int"
        ? first.value
        : tuple(args.positional.map(({ value }) => value)));
    return reshape(array, wanted, site);
  },
  flatten: flat,
  ravel: flat,
  transpose: (array, args, site) => {
    const [first] = args.positional;
    const single = args.positional.length === 1 && first?.value.kind !== "int";
    return transpose(
      array,
      args.positional.length === 0
        ? undefined
        : single
          ? first!.value
          : tuple(args.positional.map(({ value }) => value)),
      site,
    );
  },
  squeeze: (array, args, site) => {
    const axes = axesIn(args.pick(0, "axis"));
    if (axes instanceof Lost) return array.with(unknown(axes.why, site.span), site, axes);
    return squeeze(array, axes, site);
  },
  swapaxes: (array, args, site) => {
    const axes = [args.pick(0, "axis1"), args.pick(1, "axis2")].map((axis) => indexOf(axis));
    const [a, b] = axes;
    if (a === undefined || b === undefined || !isShape(array.shape))
      return array.with(
        unknown("this shape is not known", site.span),
        site,
        new Lost("these axes are not known", site.span),
      );
    const shape: Shape[number][] = [...array.shape];
    const [i, j] = [a, b].map((axis) => (axis < 0 ? axis + shape.length : axis)) as [number, number];
    [shape[i], shape[j]] = [shape[j]!, shape[i]!];
    return array.with(shape, site, step("swapaxes", [array.trace], { axes: [a, b] }));
  },
  item: (array, _, site) => array.with([], site, step("reshape", [array.trace], { shape: [] })),
  fill: () => none,
};

export function squeeze(array: ArrayValue, axes: readonly number[] | undefined, site: Site): ArrayValue {
  const { shape } = array;
  const at = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
  const kept = isShape(shape)
    ? shape.filter((dim, i) => (axes ? !axes.some((axis) => at(axis, shape.length) === i) : dim !== 1))
    : shape;
  return array.with(kept, site, step("squeeze", [array.trace], axes ? { axis: axes } : {}));
}

export function expandDims(array: ArrayValue, axis: Value | undefined, site: Site): ArrayValue {
  const axes = axesIn(axis);
  if (axes instanceof Lost || axes === undefined)
    return array.with(
      unknown("this axis is not known", site.span),
      site,
      new Lost("this axis is not known", site.span),
    );
  const { shape } = array;
  let wide: KnownShape = shape;
  if (isShape(shape)) {
    const dims: Shape[number][] = [...shape];
    for (const one of axes) dims.splice(one < 0 ? one + dims.length + 1 : one, 0, 1);
    wide = dims;
  }
  return array.with(wide, site, step("expand_dims", [array.trace], { axis: axes }));
}

/** What an array answers to a name; undefined when it is none of its own. */
export function arrayMethod(array: ArrayValue, name: string): External | undefined {
  if (reductions.includes(name)) return builtin(name, (args, site) => reduce(name, array, args, site));
  if (Object.hasOwn(methods, name)) return builtin(name, (args, site) => methods[name]!(array, args, site));
  if (name === "tolist")
    return builtin(name, (_, at) => {
      if (array.numbers) return new List([...array.numbers], at.span);
      const list = new List([], at.span);
      list.unknown = unknown("the numbers in an array are known only at run time", at.span);
      return list;
    });
  return undefined;
}
