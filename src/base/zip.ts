/**
 * Zip archives that nobody vouches for, read by zip.js at its strictest (headers that disagree, data around the archive, names that
 * leave it, duplicates, checksums), with limits on counts and sizes before anything is unpacked. Nothing is written to disk.
 */
import {
  configure,
  Reader,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  Writer,
  ZipReader,
  ZipWriter,
  type FileEntry,
} from "@zip.js/zip.js/lib/zip-core-native.js";
import { concatenate } from "./bytes";
import type { OpenFile } from "./files";
import { showBytes, showCount } from "./figures";
import { Trouble } from "./trouble";

configure({ useWebWorkers: false });

/** One file of an archive. */
export interface Member {
  readonly name: string;
  /** Unpacked. */
  readonly size: number;
  /** All of it, checked. */
  read(): Promise<Uint8Array>;
  /** The first bytes, for a look; not checked. */
  peek(length: number): Promise<Uint8Array>;
}

export interface ZipLimits {
  readonly members: number;
  readonly nameLength: number;
  readonly totalBytes: number;
  /** A member larger than this must not be packed tighter than `ratio`. */
  readonly freeBytes: number;
  readonly ratio: number;
}

const usualLimits: ZipLimits = {
  members: 10_000,
  nameLength: 1024,
  totalBytes: 4 * 2 ** 30,
  freeBytes: 256 * 2 ** 20,
  ratio: 100,
};

/** One part in 1,032 is the tightest that DEFLATE can pack. */
const TIGHTEST = 1032;
const END_RECORD_BYTES = 22;
const LARGEST_DIRECTORY_BYTES = 16 * 2 ** 20;

/** The members of an archive by name. The file must stay open while they are read. */
export async function openZip(file: OpenFile, limits: ZipLimits = usualLimits): Promise<ReadonlyMap<string, Member>> {
  const source = new Source(file, LARGEST_DIRECTORY_BYTES);
  const zip = new ZipReader(source, { strictness: "strict", checkCrc32: true });
  const members = new Map<string, Member>();
  let total = 0;
  let entries = 0;
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      if (++entries > limits.members) throw tooManyMembers(limits);
      if (entry.directory) continue;
      checkEntry(entry, limits);
      total += entry.uncompressedSize;
      if (total > limits.totalBytes)
        throw new Trouble(`The members add up to ${showBytes(total)}; the limit is ${showBytes(limits.totalBytes)}.`);
      members.set(entry.filename, memberOf(entry, source));
      await entry.getData(undefined as never, { checkOverlappingEntryOnly: true });
    }
    // Another reader might take an end record inside the comment, or an empty one behind the members, for the end.
    if (
      latin1(zip.comment).includes("PK\x05\x06") ||
      (entries === 0 && file.size > END_RECORD_BYTES + zip.comment.length)
    )
      throw new Trouble("There are data before or after the archive, or two directories.");
  } catch (error) {
    throw await explained(error, file, source);
  }
  source.largestRead = Infinity;
  return members;
}

/** An archive of these members, stored as they are; the same members give the same bytes. */
export async function writeZip(
  members: Iterable<readonly [name: string, data: Uint8Array]>,
  expectedBytes?: number,
): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(expectedBytes), {
    level: 0,
    dataDescriptor: false,
    extendedTimestamp: false,
    lastModDate: new Date(1980, 0, 1),
  });
  for (const [name, data] of members) await zip.add(name, new Uint8ArrayReader(data));
  return zip.close();
}

/** What zip.js reads from. */
class Source extends Reader<OpenFile> {
  /** What the file itself had to say when reading failed: zip.js may wrap it. */
  trouble: Trouble | undefined;

  constructor(
    private readonly file: OpenFile,
    public largestRead: number,
  ) {
    super(file);
    this.size = file.size;
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    try {
      if (length > this.largestRead) throw tooManyMembers(usualLimits);
      return await this.file.read(offset, length);
    } catch (error) {
      if (error instanceof Trouble) this.trouble = error;
      throw error;
    }
  }
}

/** Takes what is unpacked into memory of the declared size, and nothing beyond it. */
class Sink extends Writer<Uint8Array> {
  private readonly bytes: Uint8Array;
  private filled = 0;

  constructor(private readonly declared: number) {
    super();
    this.bytes = new Uint8Array(declared);
  }

  override writeUint8Array(piece: Uint8Array): Promise<void> {
    if (this.filled + piece.length > this.declared) return Promise.reject(new HoldsMore());
    this.bytes.set(piece, this.filled);
    this.filled += piece.length;
    return Promise.resolve();
  }

  override getData(): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.subarray(0, this.filled));
  }
}

class HoldsMore extends Error {}

function checkEntry(entry: FileEntry, limits: ZipLimits): void {
  const { filename, uncompressedSize: size, compressedSize, compressionMethod: method } = entry;
  const name = shown(filename);
  if (filename.length > limits.nameLength)
    throw new Trouble(
      `A member's name has ${showCount(filename.length)} characters; the limit is ${showCount(limits.nameLength)}.`,
    );
  if (/[\0\uFFFD]|[. ]$/.test(filename))
    throw new Trouble(`Member name ${name} is not one that every system can have.`);
  if (entry.encrypted) throw new Trouble(`Member ${name} is encrypted; that is not supported.`);
  if (method !== 0 && method !== 8)
    throw new Trouble(
      `Member ${name} uses method ${method}, which is not supported; pack it again with an ordinary zip tool.`,
    );
  // Unix file types: a regular file, or none given.
  const fileType = (entry.externalFileAttributes >>> 16) & 0xf000;
  if (fileType === 0xa000) throw new Trouble(`Member ${name} is a link.`);
  if (fileType !== 0 && fileType !== 0x8000) throw new Trouble(`Member ${name} is not a regular file.`);
  if (method === 0 && size !== compressedSize)
    throw new Trouble(`Member ${name} declares ${showBytes(size)} but holds ${showBytes(compressedSize)}.`);
  if (size > limits.freeBytes && size > compressedSize * limits.ratio)
    throw new Trouble(
      `Member ${name} declares ${showBytes(size)} from ${showBytes(compressedSize)} (×${showCount(Math.round(size / Math.max(1, compressedSize)))}; limit ×${limits.ratio}). Not opened.`,
    );
  if (size > (compressedSize + 64) * TIGHTEST)
    throw new Trouble(
      `Member ${name} declares ${showBytes(size)} but cannot hold that in ${showBytes(compressedSize)}.`,
    );
}

function memberOf(entry: FileEntry, source: Source): Member {
  const { filename: name, uncompressedSize: size } = entry;
  return {
    name,
    size,
    read: async () => {
      try {
        const bytes = await entry.getData(new Sink(size));
        if (bytes.length !== size)
          throw new Trouble(`Member ${shown(name)} declares ${showBytes(size)} but holds ${showBytes(bytes.length)}.`);
        return bytes;
      } catch (error) {
        throw source.trouble ?? damaged(error, name, size);
      }
    },
    peek: async (length) => {
      const sink = new Peek(length);
      try {
        await entry.getData(sink);
      } catch (error) {
        if (!sink.full) throw source.trouble ?? damaged(error, name, size);
      }
      return sink.getData();
    },
  };
}

/** Stops the unpacking as soon as it has enough. */
class Peek extends Writer<Uint8Array> {
  private readonly pieces: Uint8Array[] = [];
  private filled = 0;

  constructor(private readonly wanted: number) {
    super();
  }

  get full(): boolean {
    return this.filled >= this.wanted;
  }

  override writeUint8Array(piece: Uint8Array): Promise<void> {
    this.pieces.push(piece.slice(0, this.wanted - this.filled));
    this.filled += piece.length;
    return this.full ? Promise.reject(new Error("enough")) : Promise.resolve();
  }

  override getData(): Promise<Uint8Array> {
    return Promise.resolve(concatenate(this.pieces));
  }
}

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

const shown = (name: string): string => `“${name.length > 200 ? `${name.slice(0, 199)}…` : name}”`;

const tooManyMembers = ({ members }: ZipLimits): Trouble =>
  new Trouble(`The archive has more than ${showCount(members)} members.`);

function damaged(error: unknown, name: string, size: number): Error {
  if (error instanceof Trouble) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof HoldsMore || text === "Invalid uncompressed size")
    return new Trouble(`Member ${shown(name)} declares ${showBytes(size)} but holds more or less.`);
  return new Trouble(`Member ${shown(name)} is damaged (checksum or packing).`);
}

/** What zip.js found, in a sentence. */
async function explained(error: unknown, file: OpenFile, source: Source): Promise<Error> {
  if (source.trouble) return source.trouble;
  if (error instanceof Trouble || !(error instanceof Error)) return error as Error;
  const { reason, filename } = error as { reason?: string; filename?: string };
  if (reason?.startsWith("mismatched local"))
    return new Trouble("The headers of a member disagree with the archive's directory.");
  if (reason === "duplicate filename") return new Trouble("Two members have the same name.");
  if (reason !== undefined)
    return new Trouble(`There are data before or after the archive, or two directories (${reason}).`);
  if (filename !== undefined) return new Trouble(`Member name ${shown(filename)} leaves the archive.`);
  if (error.message === "Overlapping entry found") return new Trouble("Two members share the same bytes.");
  const start = latin1(await file.read(0, 4));
  if (start === "\x89HDF") return new Trouble("This is an HDF5 file, not a zip archive; rename it .h5.");
  if (!start.startsWith("PK")) return new Trouble("Not a zip archive.");
  return new Trouble("The archive ends early or its directory is damaged.");
}
