/** Builds PNG files chunk by chunk. */
import { deflateSync } from "node:zlib";
import { crc32 } from "./zip";

export interface TestPng {
  readonly width: number;
  readonly height: number;
  /** 0 grey, 2 colours, 3 palette, 4 grey and opacity, 6 colours and opacity. */
  readonly colour: number;
  readonly bits?: number;
  /** Rows of bytes, without filter bytes. */
  readonly rows?: readonly (readonly number[])[];
  /** Chunks between the header and the pixels. */
  readonly more?: readonly Buffer[];
}

export function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

export function buildPng({ width, height, colour, bits = 8, rows = [], more = [] }: TestPng): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  header[9] = colour;
  const pixels = deflateSync(Buffer.concat(rows.map((row) => Buffer.from([0, ...row]))));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...more,
    chunk("IDAT", pixels),
    chunk("IEND", new Uint8Array()),
  ]);
}
