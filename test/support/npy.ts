/** Writes `.npy` files in every type, byte order and memory order, and with any header: the reader's opposite number. */
import { elementTypes, type ElementType } from "../../src/base/numbers";

export function npyFile(
  header: string,
  data: Uint8Array = new Uint8Array(),
  version: readonly number[] = [1, 0],
): Uint8Array {
  const text = Buffer.from(header, "latin1");
  const length = Buffer.alloc(version[0] === 1 ? 2 : 4);
  if (length.length === 2) length.writeUInt16LE(text.length);
  else length.writeUInt32LE(text.length);
  return Buffer.concat([Buffer.from("\x93NUMPY", "latin1"), Buffer.from(version), length, text, data]);
}

export interface NpyLayout {
  readonly type: ElementType;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

export const npyHeader = ({ type, bigEndian, fortranOrder, shape }: NpyLayout): string =>
  `{'descr': '${bigEndian ? ">" : "<"}${elementTypes[type].descr}', 'fortran_order': ${fortranOrder ? "True" : "False"}, ` +
  `'shape': (${shape.map((size) => `${size},`).join(" ")}), }\n`;

/** `values` are row-major. */
export function npyOf(layout: NpyLayout, values: readonly number[]): Uint8Array {
  const { type, bigEndian, fortranOrder, shape } = layout;
  const size = elementTypes[type].bytes;
  const data = new DataView(new ArrayBuffer(values.length * size));
  for (const [i, value] of values.entries()) {
    const at = (fortranOrder ? columnMajor(i, shape) : i) * size;
    const little = !bigEndian;
    if (type === "bool" || type === "uint8") data.setUint8(at, value);
    else if (type === "int8") data.setInt8(at, value);
    else if (type === "uint16") data.setUint16(at, value, little);
    else if (type === "int16") data.setInt16(at, value, little);
    else if (type === "uint32") data.setUint32(at, value, little);
    else if (type === "int32") data.setInt32(at, value, little);
    else if (type === "uint64") data.setBigUint64(at, BigInt(value), little);
    else if (type === "int64") data.setBigInt64(at, BigInt(value), little);
    else if (type === "float16") data.setUint16(at, toHalf(value), little);
    else if (type === "float32") data.setFloat32(at, value, little);
    else data.setFloat64(at, value, little);
  }
  return npyFile(npyHeader(layout), new Uint8Array(data.buffer));
}

/** Where the `i`-th number of a row-major array stands in a column-major one. */
function columnMajor(i: number, shape: readonly number[]): number {
  let rest = i;
  let at = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const stride = shape.slice(0, axis).reduce((product, size) => product * size, 1);
    at += (rest % shape[axis]!) * stride;
    rest = Math.floor(rest / shape[axis]!);
  }
  return at;
}

/** Only for values that half precision has exactly. */
function toHalf(value: number): number {
  for (let half = 0; half < 0x10000; half++) if (Object.is(halfTable[half], value)) return half;
  throw new Error(`${value} is not a half`);
}

const halfTable = Array.from({ length: 0x10000 }, (_, half) => {
  const sign = half >> 15 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
});
