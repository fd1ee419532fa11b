/** Numbers as files store them: twelve types in either byte order, brought into the arrays that JavaScript has. */

export type NumberData =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

export type ElementType = keyof typeof elementTypes;

/** An array with its shape, row-major. */
export interface NumberArray {
  /** As the file has it; float16 becomes float32 in memory, and 64-bit whole numbers float64. */
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: NumberData;
  /** Where they stand for texts: number i for the i-th of these. */
  readonly texts?: readonly string[];
}

/** Bytes for each number, and NumPy's code. */
export const elementTypes = {
  bool: { bytes: 1, descr: "b1" },
  uint8: { bytes: 1, descr: "u1" },
  int8: { bytes: 1, descr: "i1" },
  uint16: { bytes: 2, descr: "u2" },
  int16: { bytes: 2, descr: "i2" },
  uint32: { bytes: 4, descr: "u4" },
  int32: { bytes: 4, descr: "i4" },
  uint64: { bytes: 8, descr: "u8" },
  int64: { bytes: 8, descr: "i8" },
  float16: { bytes: 2, descr: "f2" },
  float32: { bytes: 4, descr: "f4" },
  float64: { bytes: 8, descr: "f8" },
} as const;

/** Whether none is infinite or no number. Of all together, because a look at each takes several times as long. */
export function areFinite(numbers: ArrayLike<number>): boolean {
  const { length } = numbers;
  let [even, odd] = [0, 0];
  for (let i = 1; i < length; i += 2) {
    even += 0 * numbers[i - 1]!;
    odd += 0 * numbers[i]!;
  }
  if (length % 2 === 1) even += 0 * numbers[length - 1]!;
  return even + odd === 0;
}

export const isWhole = (type: ElementType): boolean => !type.startsWith("float");

/** The type that stores such an array as it is. */
export function typeOfData(data: NumberData): ElementType {
  if (data instanceof Uint8Array) return "uint8";
  if (data instanceof Int8Array) return "int8";
  if (data instanceof Uint16Array) return "uint16";
  if (data instanceof Int16Array) return "int16";
  if (data instanceof Uint32Array) return "uint32";
  if (data instanceof Int32Array) return "int32";
  return data instanceof Float32Array ? "float32" : "float64";
}

/** The numbers that bytes stand for. Shares the bytes' memory where it can. */
export function decodeNumbers(bytes: Uint8Array, type: ElementType, littleEndian: boolean): NumberData {
  const size = elementTypes[type].bytes;
  const count = bytes.length / size;
  const swapped = !littleEndian && size > 1;
  const inPlace = !swapped && bytes.byteOffset % size === 0;
  // Not slice(): Node's Buffer shares its memory then.
  const own = inPlace ? bytes : new Uint8Array(bytes);
  if (swapped) swapBytes(own, size);
  const { buffer, byteOffset: at } = own;
  switch (type) {
    case "bool":
      return new Uint8Array(bytes).map((byte) => (byte === 0 ? 0 : 1));
    case "uint8":
      return new Uint8Array(buffer, at, count);
    case "int8":
      return new Int8Array(buffer, at, count);
    case "uint16":
      return new Uint16Array(buffer, at, count);
    case "int16":
      return new Int16Array(buffer, at, count);
    case "uint32":
      return new Uint32Array(buffer, at, count);
    case "int32":
      return new Int32Array(buffer, at, count);
    case "uint64":
      return Float64Array.from(new BigUint64Array(buffer, at, count), Number);
    case "int64":
      return Float64Array.from(new BigInt64Array(buffer, at, count), Number);
    case "float16":
      return Float32Array.from(new Uint16Array(buffer, at, count), fromHalf);
    case "float32":
      return new Float32Array(buffer, at, count);
    case "float64":
      return new Float64Array(buffer, at, count);
  }
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size)
    for (let i = 0; i < size >> 1; i++) {
      const held = bytes[start + i]!;
      bytes[start + i] = bytes[start + size - 1 - i]!;
      bytes[start + size - 1 - i] = held;
    }
}

/** IEEE 754 half precision: 1 sign bit, 5 of exponent, 10 of fraction. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
