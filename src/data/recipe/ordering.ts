/** Rows in another order, moved along, or brought to the same length as vectors. */
import { product } from "../../base/figures";
import { isWhole } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import { axisOf, wholeIn, type Operation } from "./operation";
import { asNumbers, room, texts, type Column, type Numbers, type Value } from "./value";

/** The places of numbers that lie along an axis, one line after the other. */
function* linesAlong({ shape }: Numbers, axis: number): Generator<Float64Array> {
  const stride = product(shape.slice(axis + 1));
  const size = shape[axis]!;
  for (let outer = 0; outer < product(shape.slice(0, axis)); outer++)
    for (let inner = 0; inner < stride; inner++)
      yield Float64Array.from({ length: size }, (_, i) => (outer * size + i) * stride + inner);
}

/** `np.sort`. What is not a number comes last. */
const sort: Operation = {
  name: "sort",
  run({ of: [value], settings }) {
    if (value?.kind === "texts")
      return texts(
        value.shape,
        [...value.data].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : a === b ? 0 : 1)),
      );
    const array = asNumbers(value, "sort");
    const out = room(array.type, array.shape);
    for (const places of linesAlong(array, axisOf(wholeIn(settings, "axis") ?? -1, array.shape.length))) {
      const sorted = Float64Array.from(places, (place) => array.data[place]!).sort();
      for (const [i, place] of places.entries()) out.data[place] = sorted[i]!;
    }
    return out;
  },
};

/** `column.shift(n)`: rows further down; where none come from there is nothing. */
function shifted(column: Column, by: number): Column {
  if (column.shape.length !== 1) throw new Trouble("Only columns are shifted.");
  const count = column.shape[0]!;
  const from = (i: number): number => i - by;
  const isThere = (i: number): boolean => from(i) >= 0 && from(i) < count;
  if (column.kind === "texts")
    return texts(
      column.shape,
      Array.from({ length: count }, (_, i) => (isThere(i) ? column.data[from(i)]! : null)),
    );
  const type = by === 0 || !isWhole(column.type) ? column.type : "float64";
  const out = room(type, column.shape);
  for (let i = 0; i < count; i++) out.data[i] = isThere(i) ? column.data[from(i)]! : NaN;
  return out;
}

const shift: Operation = {
  name: "shift",
  run({ of: [value], settings }): Value {
    const by = wholeIn(settings, "by") ?? 1;
    if (value?.kind === "table") return { ...value, columns: value.columns.map((column) => shifted(column, by)) };
    return shifted(value?.kind === "texts" ? value : asNumbers(value, "shift"), by);
  },
};

/** `keras.utils.normalize`: lines along an axis divided by their length; those of length zero stay. */
const unitNorm: Operation = {
  name: "unit_norm",
  run({ of: [value], settings }) {
    const array = asNumbers(value, "normalize");
    const order = wholeIn(settings, "order") ?? 2;
    const out = room(isWhole(array.type) ? "float64" : array.type, array.shape);
    for (const places of linesAlong(array, axisOf(wholeIn(settings, "axis") ?? -1, array.shape.length))) {
      let sum = 0;
      for (const place of places) sum += Math.abs(array.data[place]!) ** order;
      const length = order === 2 ? Math.sqrt(sum) : sum ** (1 / order);
      for (const place of places) out.data[place] = array.data[place]! / (length === 0 ? 1 : length);
    }
    return out;
  },
};

export const ordering: readonly Operation[] = [sort, shift, unitNorm];
