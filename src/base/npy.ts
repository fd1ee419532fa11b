/**
 * NumPy's `.npy`: one array in a file, its type and shape in a small Python dictionary in front (numpy/lib/format.py describes the
 * format). Nothing but numbers is read: no pickles, no records, no text.
 */
import { ByteReader } from "./bytes";
import { exactProduct, showBytes, showCount } from "./figures";
import { decodeNumbers, elementTypes, typeOfData, type ElementType, type NumberArray } from "./numbers";
import { Trouble } from "./trouble";

/** What the front of a file says. */
export interface NpyHeader {
  readonly type: ElementType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** How many numbers. */
  readonly count: number;
  /** Where they begin. */
  readonly offset: number;
}

/** Enough of a file to hold its header. */
export const NPY_HEADER_BYTES = 12 + 10_000;
const LONGEST_HEADER = 10_000;
const MOST_AXES = 32;
const MAGIC = "\x93NUMPY";

/** `fileBytes` is the whole file's size, which may be more than `start` holds. */
export function readNpyHeader(start: Uint8Array, fileBytes: number): NpyHeader {
  const reader = new ByteReader(start, "little-endian");
  if (start.length < MAGIC.length || reader.latin1(MAGIC.length) !== MAGIC)
    throw new Trouble("Not a NumPy .npy file: it does not begin with \\x93NUMPY.");
  const major = reader.u8();
  const minor = reader.u8();
  if (major < 1 || major > 3)
    throw new Trouble(`A .npy file of version ${major}.${minor}; versions 1 to 3 can be read.`);
  const length = major === 1 ? reader.u16() : reader.u32();
  if (length > LONGEST_HEADER)
    throw new Trouble(`The header says it has ${showCount(length)} bytes; the limit is ${showCount(LONGEST_HEADER)}.`);
  const { descr, fortranOrder, shape } = parseHeader(reader.latin1(length));
  const { type, littleEndian } = parseType(descr);
  const count = exactProduct(shape);
  const needed = count === undefined ? Infinity : count * elementTypes[type].bytes;
  const there = fileBytes - reader.position;
  if (count === undefined || needed !== there)
    throw new Trouble(
      `An array of shape (${shape.join(", ")}) needs ${showBytes(needed)} of numbers; the file has ${showBytes(there)}.`,
    );
  return { type, littleEndian, fortranOrder, shape, count, offset: reader.position };
}

/** The array, row-major. May share the memory of `file`. */
export function readNpy(file: Uint8Array): NumberArray {
  const { type, littleEndian, fortranOrder, shape, offset } = readNpyHeader(file, file.length);
  const data = decodeNumbers(file.subarray(offset), type, littleEndian);
  return { type, shape, data: fortranOrder && shape.length > 1 ? rowMajor(data, shape) : data };
}

/** The first rows of an array whose numbers end at byte `end`. */
export interface NpyPart extends NpyHeader {
  readonly end: number;
}

/** Undefined when an array is stored by columns, whose first rows lie all over the file. */
export function firstRowsOf(header: NpyHeader, rows: number): NpyPart | undefined {
  const { shape, fortranOrder, count, offset, type } = header;
  if (shape.length === 0 || (fortranOrder && shape.length > 1)) return undefined;
  const kept = Math.min(rows, shape[0]!);
  const numbers = shape[0] === 0 ? 0 : (count / shape[0]!) * kept;
  return { ...header, shape: [kept, ...shape.slice(1)], end: offset + numbers * elementTypes[type].bytes };
}

/** `start` holds the file up to the end of these rows. */
export const readNpyPart = (start: Uint8Array, { type, littleEndian, shape, offset, end }: NpyPart): NumberArray => ({
  type,
  shape,
  data: decodeNumbers(start.subarray(offset, end), type, littleEndian),
});

/** A `.npy` file, little-endian and row-major. */
export function writeNpy({ shape, data }: Pick<NumberArray, "shape" | "data">): Uint8Array {
  const { descr } = elementTypes[typeOfData(data)];
  const tuple = shape.length === 1 ? `${shape[0]!},` : shape.join(", ");
  const dictionary = `{'descr': '${descr.endsWith("1") ? "|" : "<"}${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const header = `${MAGIC}\x01\x00${String.fromCharCode(length & 255, length >> 8)}${dictionary.padEnd(length - 1)}\n`;
  const bytes = new Uint8Array(header.length + data.byteLength);
  for (let i = 0; i < header.length; i++) bytes[i] = header.charCodeAt(i);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

/** Python's literal of a dictionary with just the three keys, in any order; nothing else is understood. */
function parseHeader(text: string): { descr: string; fortranOrder: boolean; shape: readonly number[] } {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  const pair = /\s*(?:'(\w+)'|"(\w+)")\s*:\s*('[^'\\]*'|"[^"\\]*"|\w+|\([\d\sL,.+-]*\)|\[.*\])\s*(?:,|$)/sy;
  const found = new Map<string, string>();
  if (body === undefined) throw notPlain();
  while (body.slice(pair.lastIndex).trim() !== "") {
    const match = pair.exec(body);
    if (!match) throw notPlain();
    const key = match[1] ?? match[2]!;
    if (found.has(key)) throw new Trouble(`The header gives ${key} twice.`);
    found.set(key, match[3]!);
  }
  for (const key of ["descr", "fortran_order", "shape"])
    if (!found.has(key)) throw new Trouble(`The header does not give ${key}.`);
  if (found.size > 3) throw new Trouble("The header has keys other than descr, fortran_order and shape.");
  const order = found.get("fortran_order")!;
  if (order !== "True" && order !== "False") throw new Trouble(`fortran_order is ${order}; it must be True or False.`);
  return { descr: found.get("descr")!, fortranOrder: order === "True", shape: parseShape(found.get("shape")!) };
}

const notPlain = (): Trouble => new Trouble("The header is not a plain dictionary.");

function parseShape(text: string): readonly number[] {
  const shape = /^\(((?:\s*\d+L?\s*,)*(?:\s*\d+L?)?)\s*\)$/.exec(text);
  const sizes = (shape?.[1] ?? "x")
    .split(",")
    .map((size) => size.trim().replace("L", ""))
    .filter((size) => size !== "")
    .map(Number);
  const fits = sizes.every((size) => Number.isSafeInteger(size));
  // (3) is a number in Python, not a shape
  if (!shape || !fits || (sizes.length === 1 && !text.includes(",")))
    throw new Trouble(`The shape ${text.slice(0, 200)} is not a tuple of sizes.`);
  if (sizes.length > MOST_AXES) throw new Trouble(`The shape has ${sizes.length} axes; the limit is ${MOST_AXES}.`);
  return sizes;
}

function parseType(descr: string): { type: ElementType; littleEndian: boolean } {
  if (descr.startsWith("["))
    throw new Trouble("The array holds records (a structured type); only plain numbers can be read.");
  const text = descr.slice(1, -1);
  const [, order, code, rest] = /^([<>|=])?([a-zA-Z?]\d*)(.*)$/.exec(text) ?? [];
  if (code?.startsWith("O") === true)
    throw new Trouble(
      "The array holds Python objects (pickle), which are never loaded; save it as an array of numbers.",
    );
  const entry = Object.entries(elementTypes).find(([, { descr: known }]) => known === code?.replace("?", "b1"));
  if (!entry || rest !== "")
    throw new Trouble(
      `The array's type ${descr.slice(0, 40)}${kindOf(code)} cannot be read; save it as whole or floating numbers.`,
    );
  return { type: entry[0] as ElementType, littleEndian: order !== ">" };
}

function kindOf(code: string | undefined): string {
  const kinds: Readonly<Record<string, string>> = {
    S: "text",
    a: "text",
    U: "text",
    c: "complex numbers",
    M: "dates",
    m: "durations",
    V: "raw bytes",
  };
  const kind = kinds[code?.[0] ?? ""];
  return kind === undefined ? "" : ` (${kind})`;
}

/** From column-major (the first axis runs fastest) to row-major. */
function rowMajor<T extends NumberArray["data"]>(data: T, shape: readonly number[]): T {
  const out = data.slice() as T;
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
