import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { memoryFile, PieceReader, piecesOf } from "../../src/base/files";
import { unpacked } from "../../src/base/gzip";
import { Trouble } from "../../src/base/trouble";

const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) >>> 7);
const packed = gzipSync(bytes);

const unpack = async (file: Uint8Array): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of unpacked(piecesOf(memoryFile(file)))) pieces.push(piece);
  return Buffer.concat(pieces);
};

describe("gzip", () => {
  test("is unpacked, and what is not gzip comes as it is", async () => {
    for (const file of [packed, bytes]) expect(Buffer.compare(await unpack(file), bytes)).toBe(0);
    expect((await unpack(new Uint8Array())).length).toBe(0);
  });

  test("is not unpacked further than wanted", async () => {
    const zeros = gzipSync(new Uint8Array(200_000_000));
    const before = process.memoryUsage().arrayBuffers;
    const reader = new PieceReader(unpacked(piecesOf(memoryFile(zeros))));
    expect((await reader.take(1_000_000)).length).toBe(1_000_000);
    await reader.close();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  test.each([
    ["cut", packed.subarray(0, packed.length - 5)],
    ["cut to its header", packed.subarray(0, 12)],
    ["damaged", Uint8Array.from(packed, (byte, i) => (i === 5000 ? byte ^ 1 : byte))],
    ["followed by other data", Buffer.concat([packed, Buffer.from([1, 2, 3])])],
  ])("that is %s is refused", async (_, file) => {
    await expect(unpack(file)).rejects.toThrow(
      "The gzip data are damaged, cut, or followed by something else; unpack the file first.",
    );
  });

  test("trouble with the file itself is told as such", async () => {
    const failing = (async function* () {
      yield packed.subarray(0, 1000);
      await Promise.reject(new Trouble("The file was changed while it was being read."));
    })();
    await expect(new PieceReader(unpacked(failing)).take(10_000_000)).rejects.toThrow("changed");
  });
});
