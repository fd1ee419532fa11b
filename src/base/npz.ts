/** NumPy's `.npz`: a zip archive of `.npy` arrays, by name. Weights, checkpoints and data sets come in it. */
import { memoryFile, type OpenFile } from "./files";
import { showBytes } from "./figures";
import { firstRowsOf, NPY_HEADER_BYTES, readNpy, readNpyHeader, readNpyPart, writeNpy, type NpyHeader } from "./npy";
import type { NumberArray } from "./numbers";
import { Trouble } from "./trouble";
import { openZip, writeZip, type Member } from "./zip";

/** One array of an archive, not yet read. */
export interface StoredArray {
  readonly name: string;
  /** Type and shape alone, without unpacking the numbers. */
  header(): Promise<NpyHeader>;
  read(): Promise<NumberArray>;
  /** Its first rows, or undefined when it is stored by columns. */
  first(rows: number): Promise<NumberArray | undefined>;
}

/** The arrays of an archive by name. The file must stay open while they are read. */
export async function openNpz(file: OpenFile, limitBytes = Infinity): Promise<ReadonlyMap<string, StoredArray>> {
  const arrays = new Map<string, StoredArray>();
  for (const member of (await openZip(file)).values()) {
    if (!member.name.endsWith(".npy")) continue;
    const name = member.name.slice(0, -".npy".length);
    arrays.set(name, {
      name,
      header: () => inArray(name, async () => readNpyHeader(await member.peek(NPY_HEADER_BYTES), member.size)),
      read: () => inArray(name, async () => readNpy(await readMember(member, limitBytes))),
      first: (rows) => inArray(name, () => firstRows(member, rows)),
    });
  }
  return arrays;
}

async function readMember(member: Member, limitBytes: number): Promise<Uint8Array> {
  if (member.size > limitBytes)
    throw new Trouble(`it needs ${showBytes(member.size)} of memory; the limit is ${showBytes(limitBytes)}.`);
  return member.read();
}

async function firstRows(member: Member, rows: number): Promise<NumberArray | undefined> {
  const header = readNpyHeader(await member.peek(NPY_HEADER_BYTES), member.size);
  const cut = firstRowsOf(header, rows);
  return cut && readNpyPart(await member.peek(cut.end), cut);
}

async function inArray<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Trouble ? new Trouble(`Array “${name}”: ${error.sentence}`, error.file) : error;
  }
}

/** A weight: single-precision numbers with their shape. */
export interface WeightArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** All arrays of an archive in memory, as weights by name (`dense/kernel`). */
export async function readWeights(file: Uint8Array): Promise<ReadonlyMap<string, WeightArray>> {
  const weights = new Map<string, WeightArray>();
  for (const [name, array] of await openNpz(memoryFile(file))) {
    const { shape, data } = await array.read();
    weights.set(name, { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) });
  }
  return weights;
}

/** An archive that `numpy.load` opens; stored, not packed, so that it is written and read at the disk's speed. */
export const writeNpz = (
  arrays: Iterable<readonly [name: string, array: Pick<NumberArray, "shape" | "data">]>,
): Promise<Uint8Array> => {
  const list = [...arrays];
  const bytes = list.reduce((sum, [name, { data }]) => sum + data.byteLength + ENTRY_BYTES + 4 * name.length, 0);
  return writeZip(npyFiles(list), bytes);
};

/** What an array takes in an archive besides its numbers, about. */
const ENTRY_BYTES = 512;

/** One after the other, so that there is never a second copy of all of them. */
function* npyFiles(
  arrays: readonly (readonly [name: string, array: Pick<NumberArray, "shape" | "data">])[],
): Generator<readonly [string, Uint8Array]> {
  for (const [name, array] of arrays) yield [`${name}.npy`, writeNpy(array)];
}
