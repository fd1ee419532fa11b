import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byBytes, ByteReader } from "../../src/base/bytes";
import { Fingerprint } from "../../src/base/hash";
import { counted, exactProduct, showBytes, showCount } from "../../src/base/figures";

describe("a byte reader", () => {
  test("reads numbers in both orders", () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 65, 66);
    const big = new ByteReader(bytes, "big-endian");
    expect([big.u8(), big.u16(), big.u32(), big.latin1(2), big.left]).toEqual([1, 0x203, 0x4050607, "AB", 0]);
    const little = new ByteReader(bytes, "little-endian");
    expect([little.u8(), little.u16(), little.u32()]).toEqual([1, 0x302, 0x7060504]);
  });

  test("never reads past the end", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3), "big-endian");
    reader.skip(1);
    expect(() => reader.u32()).toThrow("The data end early: at byte 1, 4 more bytes should follow; there are 2.");
    expect(() => reader.take(3)).toThrow("end early");
    expect(reader.u16()).toBe(0x203);
  });
});

test("names sort as their UTF-8 bytes do", () => {
  const name = fc.string({
    unit: fc.oneof(
      fc.constantFrom("a", "b", "é", "\uFF5E", "😀", "\uE000"),
      fc.string({ unit: "binary", maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(Math.sign(byBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 500, seed: 1 },
  );
});

test("a fingerprint depends on the bytes and their order alone", () => {
  const bytes = Uint8Array.from({ length: 23 }, (_, i) => i * 11);
  const shifted = new Uint8Array(30);
  shifted.set(bytes, 3);
  const print = (data: ArrayBufferView): string => new Fingerprint().add(data).toString();
  expect(print(shifted.subarray(3, 26))).toBe(print(bytes));
  const flipped = bytes.map((byte, i) => (i === 22 ? byte ^ 1 : byte));
  const others = [bytes.subarray(1), bytes.toReversed(), flipped, new Uint8Array(24)];
  expect(new Set([bytes, ...others].map(print)).size).toBe(5);
  expect(new Fingerprint().text("ab").text("c").toString()).not.toBe(new Fingerprint().text("a").text("bc").toString());
});

test("figures read as people write them", () => {
  expect([showCount(0), showCount(999), showCount(60_000), showCount(1_234_567)]).toEqual([
    "0",
    "999",
    "60,000",
    "1,234,567",
  ]);
  expect([showBytes(1), showBytes(80), showBytes(1024), showBytes(2 ** 20 - 1), showBytes(2 ** 43)]).toEqual([
    "1 byte",
    "80 bytes",
    "1.0 KiB",
    "1.0 MiB",
    "8.0 TiB",
  ]);
  expect([counted(1, "image"), counted(2, "image"), counted(0, "class", "classes")]).toEqual([
    "1 image",
    "2 images",
    "0 classes",
  ]);
  expect([
    exactProduct([]),
    exactProduct([3, 4]),
    exactProduct([2 ** 40, 2 ** 40]),
    exactProduct([2 ** 40, 2 ** 40, 0]),
  ]).toEqual([1, 12, undefined, 0]);
});
