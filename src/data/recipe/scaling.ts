/** Columns brought to a scale, as scikit-learn's scalers do. */
import { product } from "../../base/figures";
import { isWhole } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import { axisOf, isSet, listIn, textIn, wholesIn, type Operation } from "./operation";
import { asNumbers, room, tableToNumbers, type Numbers, type Value } from "./value";

/** Scalers of scikit-learn, of the data and of those that they were fitted on. */
const scale: Operation = {
  name: "scale",
  run({ of: [value, fitted], settings }) {
    const model = columnMajor(asScaled(fitted ?? value));
    const array = asScaled(value);
    const width = array.shape[1]!;
    const kind = textIn(settings, "kind");
    const [low, high] = (listIn(settings, "range") ?? [0, 1]) as readonly [number, number];
    const changes = model.map((column) => scaling(kind, column, low, high));
    if (model.length !== width)
      throw new Trouble(`The scaler was fitted on ${model.length} columns; these are ${width}.`);
    const out = room(isWhole(array.type) ? "float64" : array.type, array.shape);
    const back = isSet(settings, "inverse");
    for (let i = 0; i < out.data.length; i++) {
      const { factor, offset } = changes[i % width]!;
      out.data[i] = back ? (array.data[i]! - offset) / factor : array.data[i]! * factor + offset;
    }
    return out;
  },
};

const asScaled = (value: Value | undefined): Numbers => {
  const array = value?.kind === "table" ? tableToNumbers(value, "scaling") : asNumbers(value, "scaling");
  if (array.shape.length !== 2) throw new Trouble("A scaler takes an array of two axes: samples and columns.");
  return array;
};

const columnMajor = ({ data, shape: [rows = 0, width = 0] }: Numbers): readonly Float64Array[] =>
  Array.from({ length: width }, (_, column) =>
    Float64Array.from({ length: rows }, (_unused, row) => data[row * width + column]!),
  );

function scaling(kind: string, column: Float64Array, low: number, high: number): { factor: number; offset: number } {
  const values = column.filter((value) => !Number.isNaN(value));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (kind === "standard") {
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    const factor = deviation === 0 ? 1 : 1 / deviation;
    return { factor, offset: -mean * factor };
  }
  if (kind === "min-max") {
    const factor = (high - low) / (most === least ? 1 : most - least);
    return { factor, offset: low - least * factor };
  }
  if (kind === "max-abs") return { factor: 1 / (Math.max(Math.abs(least), Math.abs(most)) || 1), offset: 0 };
  if (kind === "robust") {
    const sorted = values.slice().sort();
    const at = (part: number): number => {
      const place = part * (sorted.length - 1);
      const below = Math.floor(place);
      return sorted[below]! + (place - below) * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!);
    };
    const factor = 1 / (at(0.75) - at(0.25) || 1);
    return { factor, offset: -at(0.5) * factor };
  }
  throw new Trouble(`A scaler of the kind “${kind}” is not known.`);
}

/** Each row divided by its length. */
const normalizeRows: Operation = {
  name: "normalize_rows",
  run({ of: [value] }) {
    const array = asScaled(value);
    const width = array.shape[1]!;
    const out = room(isWhole(array.type) ? "float64" : array.type, array.shape);
    for (let start = 0; start < array.data.length; start += width) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += array.data[start + i]! ** 2;
      const length = Math.sqrt(sum) || 1;
      for (let i = 0; i < width; i++) out.data[start + i] = array.data[start + i]! / length;
    }
    return out;
  },
};

/** Means and variances for `Normalization`: of all numbers, or for each place along an axis. */
const moments: Operation = {
  name: "moments",
  run({ of: [value], settings }) {
    const { data, shape } = asNumbers(value, "Normalization");
    const [axis] = wholesIn(settings, "axes") ?? [];
    const at = axis === undefined ? undefined : axisOf(axis, shape.length);
    const inner = at === undefined ? 1 : product(shape.slice(at + 1));
    const width = at === undefined ? 1 : shape[at]!;
    const out = room("float64", [2, width]);
    const each = data.length / width;
    const place = (i: number): number => Math.floor(i / inner) % width;
    for (let i = 0; i < data.length; i++) out.data[place(i)] = out.data[place(i)]! + data[i]! / each;
    for (let i = 0; i < data.length; i++)
      out.data[width + place(i)] = out.data[width + place(i)]! + (data[i]! - out.data[place(i)]!) ** 2 / each;
    return out;
  },
};

/** `Normalization` called with data: of these, and the means and variances. The last axis has its own, or none. */
const normalize: Operation = {
  name: "normalize",
  run({ of: [value, fitted] }) {
    const { data, shape } = asNumbers(value, "Normalization");
    const found = asNumbers(fitted, "Normalization");
    const width = found.shape[1] ?? 1;
    if (width !== 1 && width !== shape.at(-1))
      throw new Trouble(`Normalization has ${width} means, and the last axis of the data ${shape.at(-1) ?? 0}.`);
    const out = room("float32", shape);
    for (let i = 0; i < data.length; i++) {
      const deviation = Math.max(Math.sqrt(found.data[width + (i % width)]!), 1e-7);
      out.data[i] = (data[i]! - found.data[i % width]!) / deviation;
    }
    return out;
  },
};

export const scalingOperations: readonly Operation[] = [scale, normalizeRows, moments, normalize];
