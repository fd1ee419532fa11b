/** What a step of a recipe gives: an array of numbers or texts, lists of different lengths, a table, or several things by name. */
import { product, showBytes } from "../../base/figures";
import { isWhole, type ElementType, type NumberArray, type NumberData } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import type { Indices, InputBuffer, Samples } from "../dataset";

export interface Numbers extends NumberArray {
  readonly kind: "numbers";
}

/** Texts, where NumPy and pandas would have an array of objects or of text. An absent one is null. */
export interface Texts {
  readonly kind: "texts";
  readonly shape: readonly number[];
  readonly data: readonly (string | null)[];
}

/** A list for each sample, such as the words of a review. */
export interface Lists {
  readonly kind: "lists";
  readonly shape: readonly number[];
  readonly data: readonly ArrayLike<number>[];
}

/** Columns of the same length, in order. */
export interface Table {
  readonly kind: "table";
  readonly names: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: number;
}
export type Column = Numbers | Texts;

/** Several things by name, such as the arrays of an archive; read when they are asked for. */
export interface Bundle {
  readonly kind: "bundle";
  readonly get: (name: string) => Promise<Value>;
}

/** Pictures and the like, made when a batch wants them. */
export interface Stream {
  readonly kind: "stream";
  /** With the axis of samples. */
  readonly shape: readonly number[];
  readonly type: "uint8" | "float32";
  /** Writes these samples one after the other. */
  readonly fill: (places: Indices, into: InputBuffer) => void | Promise<void>;
  /** What it comes to hold, and what reading takes. */
  readonly memory: Pick<Samples, "growsBytes" | "readingBytes">;
  /** What was skipped or changed. */
  readonly warnings: () => readonly string[];
}

export type Value = Numbers | Texts | Lists | Table | Bundle | Stream;
/** What has an axis of samples. */
export type Rows = Numbers | Texts | Lists;

export const numbers = (type: ElementType, shape: readonly number[], data: NumberData): Numbers => ({
  kind: "numbers",
  type,
  shape,
  data,
});
export const texts = (shape: readonly number[], data: readonly (string | null)[]): Texts => ({
  kind: "texts",
  shape,
  data,
});

/** More numbers than this are kept in single precision, which is what a model takes. */
const MOST_DOUBLES = 2 ** 23;

type Maker = new (count: number) => NumberData;
const makers: Readonly<Record<ElementType, Maker>> = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: Float64Array,
  int64: Float64Array,
  float16: Float32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Room for numbers of a type, zeros at first. `limitBytes` is what one array may take. */
export function room(type: ElementType, shape: readonly number[], limitBytes = 2 ** 31): Numbers {
  const count = product(shape);
  const Make = type === "float64" && count > MOST_DOUBLES ? Float32Array : makers[type];
  const bytes = count * (Make === Float64Array ? 8 : new Make(1).byteLength);
  if (!Number.isSafeInteger(count) || bytes > limitBytes)
    throw new Trouble(
      `An array of shape (${shape.join(", ")}) needs ${showBytes(bytes)} of memory; the limit is ${showBytes(limitBytes)}.`,
    );
  return numbers(type, shape, new Make(count));
}

/** Numbers of a type from any others: rounded to whole ones towards zero, wrapped round where they do not fit, as NumPy does. */
export function converted(array: NumberArray, type: ElementType): Numbers {
  const { data, shape } = array;
  if (type === array.type) return numbers(type, shape, data);
  const out = room(type, shape);
  if (type === "bool") for (let i = 0; i < data.length; i++) out.data[i] = data[i] === 0 ? 0 : 1;
  else if (isWhole(type) && !isWhole(array.type))
    for (let i = 0; i < data.length; i++) out.data[i] = Math.trunc(data[i]!);
  else out.data.set(data);
  return out;
}

const kinds: Readonly<Record<Value["kind"], string>> = {
  numbers: "an array",
  texts: "texts",
  lists: "lists of different lengths",
  table: "a table",
  bundle: "several arrays",
  stream: "pictures that are read one by one",
};

/** Expected trouble: an operation has no meaning for what it was given. */
export const notFor = (what: string, value: Value | undefined): Trouble =>
  new Trouble(`${what} is not possible with ${value ? kinds[value.kind] : "nothing"}.`);

/** An array of numbers; a table of numbers is one too. */
export function asNumbers(value: Value | undefined, what: string): Numbers {
  if (value?.kind === "numbers") return value;
  if (value?.kind === "table") return tableToNumbers(value, what);
  if (value?.kind === "texts") {
    const read = Float64Array.from(value.data, (text) => (text === null || text.trim() === "" ? NaN : Number(text)));
    const odd = value.data.find((text, i) => text !== null && text.trim() !== "" && Number.isNaN(read[i]));
    if (odd === undefined || odd === null) return numbers("float64", value.shape, read);
    throw new Trouble(`${what} needs numbers, and there is the text “${odd.slice(0, 40)}”.`);
  }
  throw notFor(what, value);
}

export function asRows(value: Value | undefined, what: string): Rows {
  if (value?.kind === "numbers" || value?.kind === "texts" || value?.kind === "lists") return value;
  if (value?.kind === "table") return tableToNumbers(value, what);
  throw notFor(what, value);
}

/** The type that holds numbers of both, as `numpy.result_type` gives it. */
export function promoted(a: ElementType, b: ElementType): ElementType {
  if (a === b) return a;
  const [low, high] = order.indexOf(a) < order.indexOf(b) ? [a, b] : [b, a];
  if (low === "bool") return high;
  if (!isWhole(high)) {
    if (!isWhole(low)) return high;
    const needed = bits(low) <= 8 ? 16 : bits(low) <= 16 ? 32 : 64;
    return `float${Math.max(needed, bits(high))}` as ElementType;
  }
  const signed = (type: ElementType): boolean => type.startsWith("int");
  if (signed(low) === signed(high)) return bits(low) > bits(high) ? low : high;
  const [whole, natural] = signed(low) ? [low, high] : [high, low];
  if (bits(whole) > bits(natural)) return whole;
  return bits(natural) >= 64 ? "float64" : (`int${bits(natural) * 2}` as ElementType);
}
const order: readonly ElementType[] = [
  "bool",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "uint64",
  "int64",
  "float16",
  "float32",
  "float64",
];
const bits = (type: ElementType): number => Number(/\d+$/.exec(type)?.[0] ?? 1);

/** The numbers of a table, a row for each of its rows. */
export function tableToNumbers({ names, columns, rows }: Table, what: string): Numbers {
  const read = columns.map((column, i) => asNumbers(column, `${what}: column “${names[i]!}”`));
  const type = read.map(({ type }) => type).reduce(promoted, read[0]?.type ?? "float64");
  const out = room(type, [rows, columns.length]);
  for (const [i, { data }] of read.entries())
    for (let row = 0; row < rows; row++) out.data[row * columns.length + i] = data[row]!;
  return out;
}
