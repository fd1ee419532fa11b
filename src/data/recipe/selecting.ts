/** Parts of arrays: slices, single places, masks, lists of places; and a part written anew. */
import { product } from "../../base/figures";
import { Trouble } from "../../base/trouble";
import type { Setting } from "../../model/recipe";
import { broadcastShapes, placesIn } from "./broadcast";
import { axisOf, isSet, listIn, numberIn, type Operation } from "./operation";
import {
  asNumbers,
  asRows,
  converted,
  notFor,
  numbers,
  room,
  type Lists,
  type Numbers,
  type Rows,
  type Stream,
  type Table,
  type Texts,
  type Value,
} from "./value";

/** One part of an index, as settings hold it. */
type Part =
  | { readonly kind: "slice"; readonly start: number | null; readonly stop: number | null; readonly step: number }
  | { readonly kind: "at"; readonly at: number }
  | { readonly kind: "new" }
  | { readonly kind: "rest" }
  | { readonly kind: "places"; readonly places: Float64Array; readonly shape: readonly number[] };

function partOf(setting: Setting, arrays: Value[], size: () => number): Part {
  if (typeof setting === "number") return { kind: "at", at: setting };
  if (setting === "new" || setting === "rest") return { kind: setting };
  if (setting === "array") {
    const array = asNumbers(arrays.shift(), "a selection");
    if (array.type !== "bool") return { kind: "places", places: Float64Array.from(array.data), shape: array.shape };
    if (array.data.length !== size())
      throw new Trouble(`A mask of ${array.data.length} does not go with an axis of ${size()}.`);
    const places = Float64Array.from(array.data.keys()).filter((i) => array.data[i] !== 0);
    return { kind: "places", places, shape: [places.length] };
  }
  // A bound may be computed: `x[: int(0.8 * len(x))]`.
  const bounds = (setting as readonly (number | "of" | null)[]).map((bound) =>
    bound === "of" ? Math.trunc(asNumbers(arrays.shift(), "a slice").data[0] ?? 0) : bound,
  );
  const [start = null, stop = null, step] = bounds;
  return { kind: "slice", start, stop, step: step ?? 1 };
}

/** The places along an axis that a slice picks. */
function sliced({ start, stop, step }: Extract<Part, { kind: "slice" }>, size: number): Float64Array {
  if (step === 0) throw new Trouble("A slice cannot have a step of zero.");
  const bound = (value: number | null, preset: number): number => {
    if (value === null) return preset;
    const at = value < 0 ? value + size : value;
    return step > 0 ? Math.max(0, Math.min(at, size)) : Math.max(-1, Math.min(at, size - 1));
  };
  const [first, end] = [bound(start, step > 0 ? 0 : size - 1), bound(stop, step > 0 ? size : -1)];
  const count = Math.max(0, Math.ceil((end - first) / step));
  return Float64Array.from({ length: count }, (_, i) => first + i * step);
}

function single(at: number, size: number): number {
  const place = at < 0 ? at + size : at;
  if (place < 0 || place >= size) throw new Trouble(`There is no place ${at} on an axis of ${size}.`);
  return place;
}

interface Selection {
  /** For each axis of the array, the places that are taken. */
  readonly places: readonly Float64Array[];
  /** The shape of the result. */
  readonly shape: readonly number[];
}

function selection(shape: readonly number[], index: readonly Setting[], arrays: readonly Value[]): Selection {
  const waiting = [...arrays];
  const used = index.filter((part) => part !== "new" && part !== "rest").length;
  if (used > shape.length) throw new Trouble(`There are more indices than axes: ${used} for ${shape.length}.`);
  const places: Float64Array[] = [];
  const out: number[] = [];
  let axis = 0;
  const all = (): void => {
    places.push(Float64Array.from({ length: shape[axis]! }, (_, i) => i));
    out.push(shape[axis++]!);
  };
  for (const setting of index) {
    const part = partOf(setting, waiting, () => shape[axis]!);
    if (part.kind === "rest") for (let skip = shape.length - used; skip > 0; skip--) all();
    else if (part.kind === "new") out.push(1);
    else if (part.kind === "at") places.push(Float64Array.of(single(part.at, shape[axis++]!)));
    else if (part.kind === "slice") {
      const picked = sliced(part, shape[axis++]!);
      places.push(picked);
      out.push(picked.length);
    } else {
      if (index.filter((one) => one === "array").length > 1)
        throw new Trouble("A selection by several lists at once is not followed.");
      const size = shape[axis++]!;
      places.push(part.places.map((at) => single(at, size)));
      out.push(...part.shape);
    }
  }
  while (axis < shape.length) all();
  return { places, shape: out };
}

/** Where the numbers that are selected lie, in order. */
function* offsets(shape: readonly number[], places: readonly Float64Array[]): Generator<number> {
  const strides = shape.map((_, axis) => product(shape.slice(axis + 1)));
  const count = product(places.map(({ length }) => length));
  const index = places.map(() => 0);
  for (let i = 0; i < count; i++) {
    let at = 0;
    for (let axis = 0; axis < index.length; axis++) at += places[axis]![index[axis]!]! * strides[axis]!;
    yield at;
    for (let axis = index.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < places[axis]!.length) break;
      index[axis] = 0;
    }
  }
}

/** Whole rows, which lie together. */
export function rowsAt(value: Rows, places: ArrayLike<number>): Rows {
  const shape = [places.length, ...value.shape.slice(1)];
  const size = product(value.shape.slice(1));
  if (value.kind !== "numbers")
    return {
      ...value,
      shape,
      data: Array.from(places).flatMap((place) =>
        (value.data as readonly never[]).slice(place * size, (place + 1) * size),
      ),
    };
  const out = room(value.type, shape);
  for (let row = 0; row < places.length; row++)
    if (size === 1) out.data[row] = value.data[places[row]!]!;
    else out.data.set(value.data.subarray(places[row]! * size, (places[row]! + 1) * size), row * size);
  return out;
}

/** Rows of anything that has some. */
export function samplesAt(value: Value, places: ArrayLike<number>): Value {
  if (value.kind === "table")
    return {
      ...value,
      rows: places.length,
      columns: value.columns.map((column) => rowsAt(column, places) as Numbers | Texts),
    };
  if (value.kind === "stream")
    return {
      ...value,
      shape: [places.length, ...value.shape.slice(1)],
      fill: (indices, into) =>
        value.fill(
          Uint32Array.from(indices, (index) => places[index]!),
          into,
        ),
    } satisfies Stream;
  return rowsAt(asRows(value, "a selection"), places);
}

export const countOf = (value: Value): number =>
  value.kind === "table" ? value.rows : value.kind === "bundle" ? 0 : (value.shape[0] ?? 1);

/** `x[index]`. */
const index: Operation = {
  name: "index",
  run({ of: [value, ...arrays], settings }) {
    const parts = listIn(settings, "index") ?? [];
    const [first] = parts;
    if (value?.kind === "table" || value?.kind === "stream") {
      const { places } = selection([countOf(value)], parts.slice(0, 1), arrays);
      if (typeof first === "number") throw notFor("A single row", value);
      return samplesAt(value, places[0]!);
    }
    const rows = asRows(value, "an index");
    if (
      rows.kind === "numbers" &&
      arrays.some((array) => array.kind === "numbers" && array.type === "bool" && array.shape.length > 1)
    ) {
      const mask = asNumbers(arrays[0], "a mask");
      const taken = rows.data.filter((_: number, i: number) => mask.data[i] !== 0) as Numbers["data"];
      return numbers(rows.type, [taken.length], taken);
    }
    const { places, shape } = selection(rows.shape, parts, arrays);
    const whole = places.slice(1).every((one, axis) => one.length === rows.shape[axis + 1] && isInOrder(one));
    if (whole && places[0]) return { ...rowsAt(rows, places[0]), shape };
    const found = offsets(rows.shape, places);
    if (rows.kind !== "numbers")
      return { ...rows, shape, data: Array.from(found, (at) => rows.data[at]!) } as Texts | Lists;
    const out = room(rows.type, shape);
    let to = 0;
    for (const at of found) out.data[to++] = rows.data[at]!;
    return out;
  },
};

const isInOrder = (places: Float64Array): boolean => places.every((place, i) => place === i);

/** `x[index] = value`: a new array with that part written anew. */
const put: Operation = {
  name: "put",
  run({ of: [value, ...rest], settings }) {
    const array = asNumbers(value, "an assignment");
    const scalar = numberIn(settings, "value");
    const parts = listIn(settings, "index") ?? [];
    const arrays = scalar === undefined ? rest.slice(0, -1) : rest;
    const out = room(array.type, array.shape);
    out.data.set(array.data);
    const masks = arrays[0];
    if (masks?.kind === "numbers" && masks.type === "bool" && masks.shape.length > 1) {
      if (scalar === undefined) throw new Trouble("Several numbers at the places of a mask are not followed.");
      for (let i = 0; i < out.data.length; i++) if (masks.data[i] !== 0) out.data[i] = scalar;
      return out;
    }
    const { places, shape } = selection(array.shape, parts, arrays);
    const given = scalar === undefined ? converted(asNumbers(rest.at(-1), "an assignment"), array.type) : undefined;
    if (given) broadcastShapes(given.shape, shape);
    const from = given && placesIn(given.shape, shape);
    let i = 0;
    for (const at of offsets(array.shape, places)) {
      out.data[at] = given ? given.data[from ? from(i) : i]! : scalar!;
      i++;
    }
    return out;
  },
};

/** `np.take`, or rows by a permutation. */
const take: Operation = {
  name: "take",
  run({ of: [value, places], settings }) {
    const wanted = asNumbers(places, "take");
    const axis = numberIn(settings, "axis") ?? 0;
    if (axis !== 0 || value?.kind === "table") throw notFor("take along another axis", value);
    const rows = asRows(value, "take");
    const size = rows.shape[0] ?? 1;
    const taken = rowsAt(
      rows,
      wanted.data.map((at) => single(at, size)),
    );
    return { ...taken, shape: [...wanted.shape, ...rows.shape.slice(1)] };
  },
};

/** The size of an axis, as a number of the program: `x.shape[0]`, `len(x)`. */
const size: Operation = {
  name: "size",
  run({ of: [value], settings }) {
    if (!value || value.kind === "bundle") throw notFor("A size", value);
    const shape = value.kind === "table" ? [value.rows, value.columns.length] : value.shape;
    const axis = numberIn(settings, "axis");
    const found = axis === undefined ? product(shape) : shape[axisOf(axis, shape.length)]!;
    return numbers("int64", [], Float64Array.of(found));
  },
};

/** The last or first part of the samples: `take`, `skip`, and slices whose bound is a fraction of the length. */
const part: Operation = {
  name: "part",
  run({ of: [value], settings }) {
    if (!value) throw notFor("A part", value);
    const count = countOf(value);
    const bound = (name: string, preset: number): number => {
      const given = numberIn(settings, name);
      if (given === undefined) return preset;
      const at = isSet(settings, "fraction") ? Math.trunc(given * count) : given;
      return Math.max(0, Math.min(count, at < 0 ? at + count : at));
    };
    const [start, stop] = [bound("start", 0), bound("stop", count)];
    return samplesAt(
      value,
      Float64Array.from({ length: Math.max(0, stop - start) }, (_, i) => start + i),
    );
  },
};

export const selecting: readonly Operation[] = [index, put, take, size, part];

/** Columns of a table by name or place. */
export const columnNamed = (table: Table, name: string): number => {
  const at = table.names.indexOf(name);
  if (at >= 0) return at;
  const list = `${table.names.slice(0, 20).join(", ")}${table.names.length > 20 ? ", …" : ""}`;
  throw new Trouble(`There is no column “${name}”; there are ${list}.`);
};
