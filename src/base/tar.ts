/** Files in a tar archive, as they come: names and bytes (POSIX ustar; longer names of GNU and pax are passed over). Nothing is written to disk. */
import { PieceReader } from "./files";
import { showBytes } from "./figures";
import { Trouble } from "./trouble";

export interface TarMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
const MOST_MEMBERS = 100_000;

/** The regular files whose names are wanted. */
export async function* untar(
  pieces: AsyncIterable<Uint8Array>,
  wanted: (name: string) => boolean,
  limitBytes: number,
): AsyncGenerator<TarMember> {
  const reader = new PieceReader(pieces);
  try {
    for (let count = 0; count < MOST_MEMBERS; count++) {
      const header = await reader.take(BLOCK);
      if (header.length < BLOCK || header.every((byte) => byte === 0)) return;
      const [name, kind] = [text(header, 0, 100), String.fromCharCode(header[156]!)];
      const size = parseInt(text(header, 124, 12).trim() || "0", 8);
      if (!checksumIsRight(header) || !Number.isSafeInteger(size) || size < 0)
        throw new Trouble("It is no tar archive, or a damaged one.");
      const isWanted = (kind === "0" || kind === "\0") && wanted(name);
      if (size > limitBytes)
        throw new Trouble(`“${name}” needs ${showBytes(size)} of memory; the limit is ${showBytes(limitBytes)}.`);
      const padded = Math.ceil(size / BLOCK) * BLOCK;
      const bytes = isWanted ? await reader.take(padded) : await passed(reader, padded);
      if (bytes.length < (isWanted ? size : 0)) throw new Trouble(`“${name}” is cut off.`);
      if (isWanted) yield { name, bytes: bytes.subarray(0, size) };
    }
    throw new Trouble(`It holds more than ${MOST_MEMBERS} files.`);
  } finally {
    await reader.close();
  }
}

async function passed(reader: PieceReader, count: number): Promise<Uint8Array> {
  for (let left = count; left > 0; left -= 2 ** 20) await reader.take(Math.min(left, 2 ** 20));
  return new Uint8Array();
}

function text(header: Uint8Array, start: number, length: number): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The sum of all bytes, those of the sum itself counted as spaces. */
function checksumIsRight(header: Uint8Array): boolean {
  const told = parseInt(text(header, 148, 8).trim(), 8);
  const sum = header.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
  return told === sum;
}
