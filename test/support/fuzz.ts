/**
 * Damages files at random, from a seed, and reads them: a reader may take them or refuse them with a sentence, and nothing else may
 * happen. `scripts/fuzz-data.mjs` runs it for as long as one likes.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { memoryFile } from "../../src/base/files";
import { readNpy } from "../../src/base/npy";
import { openNpz } from "../../src/base/npz";
import { mixKeys, RandomStream } from "../../src/base/random";
import { Trouble } from "../../src/base/trouble";
import { openZip } from "../../src/base/zip";
import { openData } from "../../src/data";
import type { Codecs } from "../../src/data/images/codecs";
import { memoryFiles, type Content } from "./files";
import { npyOf } from "./npy";
import { buildPng, chunk } from "./png";
import { buildZip, crc32 } from "./zip";

export interface FuzzTarget {
  /** Good files to begin with. */
  readonly seeds: readonly Uint8Array[];
  readonly read: (file: Uint8Array) => Promise<unknown>;
  /** Makes checksums right again after the damage, so that it is found by what comes behind them. */
  readonly repair?: (file: Uint8Array) => Uint8Array;
}

interface FuzzFailure {
  readonly file: Uint8Array;
  readonly error: string;
}

export interface FuzzResult {
  readonly taken: number;
  readonly refused: number;
  readonly failures: readonly FuzzFailure[];
  readonly slowestMs: number;
}

/** A file that takes longer than `slowMs` counts as a failure. */
export async function fuzz(
  { seeds, read, repair }: FuzzTarget,
  count: number,
  seed: number,
  slowMs = Infinity,
): Promise<FuzzResult> {
  let [taken, refused, slowestMs] = [0, 0, 0];
  const failures: FuzzFailure[] = [];
  for (let i = 0; i < count; i++) {
    const stream = new RandomStream(mixKeys(seed, i));
    const damaged = damage(seeds[stream.below(seeds.length)]!, stream);
    const file = repair && stream.below(2) === 0 ? repair(damaged) : damaged;
    const start = performance.now();
    try {
      await read(file);
      taken++;
    } catch (error) {
      if (error instanceof Trouble) refused++;
      else failures.push({ file, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    const elapsed = performance.now() - start;
    slowestMs = Math.max(slowestMs, elapsed);
    if (elapsed > slowMs) failures.push({ file, error: `took ${Math.round(elapsed)} ms` });
  }
  return { taken, refused, failures, slowestMs };
}

const extremes = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** One to four injuries. */
function damage(seed: Uint8Array, stream: RandomStream): Uint8Array {
  let file: Uint8Array = Uint8Array.from(seed);
  for (let n = 1 + stream.below(4); n > 0 && file.length > 0; n--) file = injure(file, stream);
  return file;
}

function injure(file: Uint8Array, stream: RandomStream): Uint8Array {
  // Headers are where the interest lies.
  const at = stream.below(2) === 0 ? stream.below(Math.min(file.length, 128)) : stream.below(file.length);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const part = (): Uint8Array => file.subarray(at, at + 1 + stream.below(64));
  switch (stream.below(9)) {
    case 0:
      file[at]! ^= 1 << stream.below(8);
      return file;
    case 1:
      file[at] = stream.below(256);
      return file;
    case 2:
      if (at + 4 <= file.length) view.setUint32(at, extremes[stream.below(extremes.length)]!, stream.below(2) === 0);
      return file;
    case 3:
      if (at + 2 <= file.length)
        view.setUint16(at, extremes[stream.below(extremes.length)]! & 0xffff, stream.below(2) === 0);
      return file;
    case 4:
      return file.slice(0, at);
    case 5:
      return Buffer.concat([file.subarray(0, at), file.subarray(at + part().length)]);
    case 6:
      return Buffer.concat([file.subarray(0, at), part(), file.subarray(at)]);
    case 7:
      return Buffer.concat([file.subarray(0, at), Buffer.from("9".repeat(1 + stream.below(20))), file.subarray(at)]);
    default:
      return Buffer.concat([file, file.subarray(at)]);
  }
}

/** Puts the right checksum behind each chunk of a PNG, as far as its lengths go. */
function repairPng(file: Uint8Array): Uint8Array {
  const bytes = Buffer.from(file);
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return bytes;
}

const idx = (...header: number[]): Buffer => Buffer.from(header);

/** What is damaged, by name. */
export function fuzzTargets(codecs: Codecs): Readonly<Record<string, FuzzTarget>> {
  const fixture = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, "../fixtures/data", name));
  const arrays = [
    npyOf({ type: "float32", bigEndian: false, fortranOrder: false, shape: [2, 3] }, [1, 2, 3, 4, 5, 6]),
    npyOf({ type: "int16", bigEndian: true, fortranOrder: true, shape: [2, 2, 2] }, [1, 2, 3, 4, 5, 6, 7, 8]),
    npyOf({ type: "uint8", bigEndian: false, fortranOrder: false, shape: [4] }, [0, 1, 0, 1]),
  ];
  const archive = (x: Uint8Array, deflate: boolean): Uint8Array =>
    buildZip([
      { name: "x.npy", data: x, deflate },
      { name: "y.npy", data: arrays[2]!, deflate },
    ]);
  const open = (source: string, contents: Readonly<Record<string, Content>>) =>
    openData({ source, scale: true }, { files: memoryFiles(contents), codecs, memoryBytes: 2 ** 26 });
  const everyMember = async (file: Uint8Array): Promise<void> => {
    for (const member of (await openZip(memoryFile(file))).values())
      await Promise.all([member.peek(20), member.read()]);
  };
  const images = idx(0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8);
  const labels = idx(0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1);
  return {
    npy: { seeds: arrays, read: (file) => Promise.resolve(readNpy(file)) },
    zip: { seeds: [archive(arrays[0]!, false), archive(arrays[0]!, true)], read: everyMember },
    npz: {
      seeds: [fixture("arrays.npz")],
      read: async (file) => {
        for (const array of (await openNpz(memoryFile(file))).values()) await array.read();
      },
    },
    "npz with right checksums": {
      seeds: arrays,
      read: (file) => open("d.npz", { "d.npz": archive(file, false) }),
    },
    idx: {
      seeds: [images, gzipSync(images)],
      read: (file) => open("m", { "m/train-images-idx3-ubyte": file, "m/train-labels-idx1-ubyte": labels }),
    },
    "idx, packed anew": {
      seeds: [images],
      read: (file) =>
        open("m", { "m/train-images-idx3-ubyte.gz": gzipSync(file), "m/train-labels-idx1-ubyte": labels }),
    },
    png: {
      seeds: [
        fixture("images/mnist_png_0.png"),
        buildPng({
          width: 3,
          height: 2,
          colour: 6,
          rows: [Array<number>(12).fill(9), Array<number>(12).fill(7)],
          more: [chunk("tEXt", Buffer.from("a\0b"))],
        }),
        buildPng({
          width: 8,
          height: 1,
          colour: 3,
          bits: 1,
          rows: [[0xaa]],
          more: [chunk("PLTE", Buffer.from([1, 2, 3, 4, 5, 6]))],
        }),
      ],
      read: (file) => codecs.decode(file),
      repair: repairPng,
    },
    jpeg: { seeds: [fixture("images/clothing_pants_shorts_4.jpg")], read: (file) => codecs.decode(file) },
    csv: {
      seeds: [
        Buffer.from('a,b,kind\n1,2.5,"cat"\n3,4e5,dog\n5,,"c,""ow"\n'),
        Buffer.from("1 2 3\n4 5 6\n"),
        Buffer.from("\uFEFFx;y\r\n1,5;2\r\n", "utf16le"),
      ],
      read: (file) => open("t.csv", { "t.csv": file }),
    },
    "gzip of a table": {
      seeds: [gzipSync("a,b\n1,2\n3,4\n".repeat(50))],
      read: (file) => open("t.csv.gz", { "t.csv.gz": file }),
      repair: (file) => {
        try {
          return gzipSync(gunzipSync(file));
        } catch {
          return file;
        }
      },
    },
  };
}
