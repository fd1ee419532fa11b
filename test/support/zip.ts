/** Builds zip archives byte by byte, right or wrong in every way that a test asks for. */
import { deflateRawSync } from "node:zlib";

export interface TestMember {
  readonly name: string;
  readonly data: Uint8Array | string;
  readonly deflate?: boolean;
  /** Stands in the archive instead of the packed data. */
  readonly packed?: Uint8Array;
  readonly method?: number;
  /** Said of the unpacked size, true or not. */
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  /** Unix mode, in the directory. */
  readonly mode?: number;
  /** What the local header says instead. */
  readonly localName?: string;
  readonly localSize?: number;
  /** Points the directory at the data of the member before. */
  readonly overlaps?: boolean;
}

export interface Around {
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
  readonly comment?: Uint8Array;
  /** Said of the number of members. */
  readonly count?: number;
  readonly disk?: number;
}

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

export function buildZip(members: readonly TestMember[], around: Around = {}): Uint8Array {
  const pieces: Buffer[] = [Buffer.from(around.before ?? [])];
  const directory: Buffer[] = [];
  let at = 0;
  let previous = 0;
  for (const member of members) {
    const data = typeof member.data === "string" ? Buffer.from(member.data) : Buffer.from(member.data);
    const packed = member.packed ?? (member.deflate === true ? deflateRawSync(data) : data);
    const method = member.method ?? (member.deflate === true ? 8 : 0);
    const size = member.size ?? data.length;
    const common = (shown: number): Buffer => {
      const bytes = Buffer.alloc(24);
      bytes.writeUInt16LE(20, 0);
      bytes.writeUInt16LE(member.flags ?? 0, 2);
      bytes.writeUInt16LE(method, 4);
      bytes.writeUInt16LE(0x21, 8);
      bytes.writeUInt32LE((member.crc ?? crc32(data)) >>> 0, 10);
      bytes.writeUInt32LE(packed.length, 14);
      bytes.writeUInt32LE(shown, 18);
      return bytes.subarray(0, 22);
    };
    const lengths = (name: string): Buffer => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt16LE(latin1(name).length, 0);
      return bytes;
    };
    const localName = member.localName ?? member.name;
    const local = Buffer.concat([
      latin1("PK\x03\x04"),
      common(member.localSize ?? size),
      lengths(localName),
      latin1(localName),
      packed,
    ]);
    const offset = member.overlaps === true ? previous : at;
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((member.mode ?? 0) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([20, 3]);
    directory.push(
      Buffer.concat([latin1("PK\x01\x02"), madeBy, common(size), lengths(member.name), rest, latin1(member.name)]),
    );
    previous = at;
    if (member.overlaps === true) continue;
    pieces.push(local);
    at += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(around.disk ?? 0, 0);
  end.writeUInt16LE(around.disk ?? 0, 2);
  end.writeUInt16LE(around.count ?? members.length, 4);
  end.writeUInt16LE(around.count ?? members.length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(at, 12);
  const comment = Buffer.from(around.comment ?? []);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...pieces, listing, latin1("PK\x05\x06"), end, comment, Buffer.from(around.after ?? [])]);
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(data: Uint8Array): number {
  let crc = -1;
  for (const byte of data) crc = table[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
