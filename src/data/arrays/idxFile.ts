/** One IDX file: a big-endian header of type and sizes, then the numbers (yann.lecun.com/exdb/mnist), all of it perhaps gzip. */
import { ByteReader } from "../../base/bytes";
import { PieceReader, piecesOf } from "../../base/files";
import { exactProduct, showBytes, showCount } from "../../base/figures";
import { isGzip, unpacked } from "../../base/gzip";
import { decodeNumbers, elementTypes, type ElementType, type NumberArray } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import type { Tools } from "../dataset";
import { DEFAULT_MEMORY_BYTES } from "../limits";

const elementCodes: ReadonlyMap<number, ElementType> = new Map([
  [0x08, "uint8"],
  [0x09, "int8"],
  [0x0b, "int16"],
  [0x0c, "int32"],
  [0x0d, "float32"],
  [0x0e, "float64"],
]);

/** The tightest that gzip can pack. */
const TIGHTEST = 1032;

/** The array in a file, or its first rows; `total` counts all rows. */
export const readIdx = (
  path: string,
  { files, memoryBytes = DEFAULT_MEMORY_BYTES }: Pick<Tools, "files" | "memoryBytes">,
  rows = Infinity,
): Promise<{ readonly array: NumberArray; readonly total: number }> =>
  files.withFile(path, async (file) => {
    const packed = isGzip(await file.read(0, 3));
    const reader = new PieceReader(unpacked(piecesOf(file)));
    try {
      const { type, shape, headerBytes } = await readHeader(reader);
      const [total = 0, ...rowShape] = shape;
      const rowBytes = exactProduct([...rowShape, elementTypes[type].bytes]) ?? Infinity;
      const needed = headerBytes + (total === 0 ? 0 : rowBytes * total);
      const most = packed ? file.size * TIGHTEST : file.size;
      if (needed > most) throw tooShort(needed, most);
      const kept = Math.min(rows, total);
      if (rowBytes * kept > memoryBytes)
        throw new Trouble(`It needs ${showBytes(rowBytes * kept)} of memory; the limit is ${showBytes(memoryBytes)}.`);
      const bytes = await reader.take(rowBytes * kept);
      if (bytes.length < rowBytes * kept) throw tooShort(needed, headerBytes + bytes.length);
      if (kept === total && (await reader.take(1)).length > 0)
        throw new Trouble(
          `It ${packed ? "inflates" : "goes on"} past the ${showCount(needed)} bytes that its header needs.`,
        );
      return { array: { type, shape: [kept, ...rowShape], data: decodeNumbers(bytes, type, false) }, total };
    } finally {
      await reader.close();
    }
  });

const tooShort = (needed: number, there: number): Trouble =>
  new Trouble(`Its header needs ${showBytes(needed)}; there are ${showBytes(there)}.`);

async function readHeader(
  pieces: PieceReader,
): Promise<{ readonly type: ElementType; readonly shape: readonly number[]; readonly headerBytes: number }> {
  const start = new ByteReader(await pieces.take(4), "big-endian");
  const [magic, code, axes] = [start.u16(), start.u8(), start.u8()];
  if (magic !== 0) throw new Trouble("Not an IDX file: it does not begin with two zero bytes.");
  const type = elementCodes.get(code);
  if (type === undefined) throw new Trouble(`IDX type 0x${code.toString(16).padStart(2, "0")} is not known.`);
  if (axes === 0) throw new Trouble("The header gives no sizes.");
  const sizes = new ByteReader(await pieces.take(4 * axes), "big-endian");
  return { type, shape: Array.from({ length: axes }, () => sizes.u32()), headerBytes: 4 + 4 * axes };
}
