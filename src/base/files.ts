/** Reading files without knowing what holds them: a disk, an editor, a test. */

import { showBytes } from "./figures";
import { Trouble } from "./trouble";

/** What a name in a folder stands for. Links are told, not followed; `other` is a device, a socket, a name that is not UTF-8. */
export type EntryKind = "file" | "folder" | "link" | "other";

export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** A file while it is being read. */
export interface OpenFile {
  readonly size: number;
  /** These bytes, or as many as there are up to the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Paths have `/` between names, on every system. */
export interface Files {
  /** What lies there, or undefined when nothing does. */
  kind(path: string): Promise<EntryKind | undefined>;
  /** In no particular order. */
  list(folder: string): AsyncIterable<Entry>;
  /**
   * Opens a regular file, lets `work` read it and closes it again. Fails when the file was changed meanwhile, for then what was read
   * may never have stood in it.
   */
  withFile<T>(path: string, work: (file: OpenFile) => Promise<T>): Promise<T>;
}

const PIECE_BYTES = 2 ** 20;

/** The whole of a file, piece by piece. */
export async function* piecesOf(file: OpenFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += PIECE_BYTES) yield await file.read(at, PIECE_BYTES);
}

/** The whole of a file at once. */
export async function readWhole(file: OpenFile, limitBytes: number): Promise<Uint8Array> {
  if (file.size > limitBytes)
    throw new Trouble(`The file has ${showBytes(file.size)}; at most ${showBytes(limitBytes)} are read at once.`);
  return file.read(0, file.size);
}

/** Takes from a stream of pieces as much as is wanted, however it was cut. */
export class PieceReader {
  private rest = new Uint8Array();
  private readonly iterator: AsyncIterator<Uint8Array>;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.iterator = pieces[Symbol.asyncIterator]();
  }

  /** The next bytes: as many as are wanted, or fewer at the end. */
  async take(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (this.rest.length === 0) {
        const next = await this.iterator.next();
        if (next.done === true) return bytes.subarray(0, filled);
        this.rest = next.value as Uint8Array<ArrayBuffer>;
      }
      const part = this.rest.subarray(0, count - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.rest = this.rest.subarray(part.length);
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}

/** Bytes that are in memory already. */
export const memoryFile = (bytes: Uint8Array): OpenFile => ({
  size: bytes.length,
  read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
});

/** The last name of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
