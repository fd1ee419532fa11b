import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { collect, memoryFile, piecesOf } from "../../src/base/files";
import { unpacked } from "../../src/base/gzip";
import { Trouble } from "../../src/base/trouble";

const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) >>> 7);
const packed = gzipSync(bytes);

const unpack = (file: Uint8Array, limit = Infinity): Promise<Uint8Array> =>
  collect(unpacked(piecesOf(memoryFile(file))), limit, () => new Trouble("too much"));

describe("gzip", () => {
  test("is unpacked, and what is not gzip comes as it is", async () => {
    for (const file of [packed, bytes]) expect(Buffer.compare(await unpack(file), bytes)).toBe(0);
    expect((await unpack(new Uint8Array())).length).toBe(0);
  });

  test("is not unpacked further than wanted", async () => {
    const zeros = gzipSync(new Uint8Array(200_000_000));
    const before = process.memoryUsage().arrayBuffers;
    await expect(unpack(zeros, 1_000_000)).rejects.toThrow("too much");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  test.each([
    ["cut", packed.subarray(0, packed.length - 5)],
    ["cut to its header", packed.subarray(0, 12)],
    ["damaged", Uint8Array.from(packed, (byte, i) => (i === 5000 ? byte ^ 1 : byte))],
    ["followed by other data", Buffer.concat([packed, Buffer.from([1, 2, 3])])],
  ])("that is %s is refused", async (_, file) => {
    await expect(unpack(file)).rejects.toThrow("The gzip data are damaged or cut.");
  });

  test("trouble with the file itself is told as such", async () => {
    const failing = (async function* () {
      yield packed.subarray(0, 1000);
      await Promise.reject(new Trouble("The file was changed while it was being read."));
    })();
    await expect(collect(unpacked(failing), Infinity, () => new Trouble("too much"))).rejects.toThrow("changed");
  });
});
