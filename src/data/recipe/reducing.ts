/** Sums, means, extremes: of all numbers, or along axes. */
import { isWhole, type ElementType } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import { axisOf, isSet, wholeIn, wholesIn, type Given, type Operation } from "./operation";
import { asNumbers, numbers, room, tableToNumbers, type Numbers, type Table } from "./value";

interface Reduction {
  /** Of the numbers that fall together. */
  readonly of: (values: Float64Array, settings: Given["settings"]) => number;
  readonly type: (type: ElementType) => ElementType;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: Float64Array, ddof: number): number => {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - ddof);
};
const extreme = (values: Float64Array, better: (a: number, b: number) => boolean): number => {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (better(values[i]!, values[best]!) || Number.isNaN(values[i]!)) best = i;
  return best;
};
const quantile = (values: Float64Array, part: number): number => {
  const sorted = values.slice().sort();
  const at = part * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
};
const floating = (type: ElementType): ElementType => (isWhole(type) ? "float64" : type);
const counting = (type: ElementType): ElementType =>
  !isWhole(type) ? type : type.startsWith("uint") ? "uint64" : "int64";
const same = (type: ElementType): ElementType => type;
const place = (): ElementType => "int64";

const reductions: Readonly<Record<string, Reduction>> = {
  sum: { of: (values) => values.reduce((sum, value) => sum + value, 0), type: counting },
  prod: { of: (values) => values.reduce((all, value) => all * value, 1), type: counting },
  mean: { of: mean, type: floating },
  var: { of: (values, settings) => variance(values, wholeIn(settings, "ddof") ?? 0), type: floating },
  std: { of: (values, settings) => Math.sqrt(variance(values, wholeIn(settings, "ddof") ?? 0)), type: floating },
  median: { of: (values) => quantile(values, 0.5), type: floating },
  max: { of: (values) => values[extreme(values, (a, b) => a > b)]!, type: same },
  min: { of: (values) => values[extreme(values, (a, b) => a < b)]!, type: same },
  argmax: { of: (values) => extreme(values, (a, b) => a > b), type: place },
  argmin: { of: (values) => extreme(values, (a, b) => a < b), type: place },
  any: { of: (values) => Number(values.some((value) => value !== 0)), type: () => "bool" },
  all: { of: (values) => Number(values.every((value) => value !== 0)), type: () => "bool" },
};

export const reducing: readonly Operation[] = Object.entries(reductions).map(([name, reduction]) => ({
  name,
  run(given: Given) {
    const [value] = given.of;
    if (value?.kind === "table") return ofColumns(name, value, reduction, given);
    const array = asNumbers(value, `“${name}”`);
    const axes = wholesIn(given.settings, "axis")?.map((axis) => axisOf(axis, array.shape.length));
    const kept = isSet(given.settings, "keepdims");
    const result = reduced(array, axes ?? [...array.shape.keys()], reduction, given.settings);
    if (!kept) return result;
    const taken = new Set(axes ?? [...array.shape.keys()]);
    return { ...result, shape: array.shape.map((size, axis) => (taken.has(axis) ? 1 : size)) };
  },
}));

/** A number for each column; what is not there is left aside, as pandas does. */
function ofColumns(name: string, table: Table, reduction: Reduction, { settings }: Given): Numbers {
  const found = table.columns.map((column, i) => {
    const { data } = asNumbers(column, `“${name}” of the column “${table.names[i]!}”`);
    return reduction.of(
      Float64Array.from(data).filter((value) => !Number.isNaN(value)),
      settings,
    );
  });
  if (wholeIn(settings, "axis") === 1) return reduced(tableToNumbers(table, name), [1], reduction, settings);
  return numbers("float64", [found.length], Float64Array.from(found));
}

function reduced(
  array: Numbers,
  axes: readonly number[],
  { of, type }: Reduction,
  settings: Given["settings"],
): Numbers {
  const { shape, data } = array;
  const taken = new Set(axes);
  const kept = [...shape.keys()].filter((axis) => !taken.has(axis));
  const inner = [...shape.keys()].filter((axis) => taken.has(axis));
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((all, size) => all * size, 1));
  const offsets = (over: readonly number[]): Float64Array => {
    let all = Float64Array.of(0);
    for (const axis of over) {
      const next = new Float64Array(all.length * shape[axis]!);
      for (let i = 0; i < all.length; i++)
        for (let k = 0; k < shape[axis]!; k++) next[i * shape[axis]! + k] = all[i]! + k * strides[axis]!;
      all = next;
    }
    return all;
  };
  const out = room(
    type(array.type),
    kept.map((axis) => shape[axis]!),
  );
  const [starts, steps] = [offsets(kept), offsets(inner)];
  if (steps.length === 0) throw new Trouble("There are no numbers to take together.");
  const skips = isSet(settings, "skipsMissing");
  const values = new Float64Array(steps.length);
  for (let i = 0; i < starts.length; i++) {
    for (let k = 0; k < steps.length; k++) values[k] = data[starts[i]! + steps[k]!]!;
    out.data[i] = of(skips ? values.filter((value) => !Number.isNaN(value)) : values, settings);
  }
  return out;
}
