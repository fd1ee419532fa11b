import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { memoryFile } from "../../src/base/files";
import { openNpz } from "../../src/base/npz";
import type { NumberArray } from "../../src/base/numbers";
import type { Picture } from "../../src/data/images/codecs";
import { essentialPng, readImageHeader } from "../../src/data/images/header";
import { convert, resize } from "../../src/data/images/resize";
import { testCodecs } from "../support/codecs";
import { buildPng, chunk } from "../support/png";

const folder = join(import.meta.dirname, "../fixtures/data/images");
const read = (name: string): Buffer => readFileSync(join(folder, name));
const golden = JSON.parse(read("images.json").toString()) as {
  file: string;
  width: number;
  height: number;
  mean: number[];
}[];
const codecs = testCodecs();
const decode = (file: Uint8Array): Promise<Picture> => codecs.decode(file);
const photograph = read("clothing_pants_shorts_3.jpg");
const digit = read("mnist_png_0.png");

const pixelsOf = ({ width, height, rgba }: Picture) => ({ width, height, data: rgba, stride: 4, channels: 4 });
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
};

describe("images of the public sets decode as libjpeg and libpng do", () => {
  const arrays = new Map<string, NumberArray>();
  beforeAll(async () => {
    for (const [name, array] of await openNpz(memoryFile(read("images.npz")))) arrays.set(name, await array.read());
  });

  for (const { file, width, height, mean } of golden)
    test(file, async () => {
      const picture = await decode(read(file));
      expect([picture.width, picture.height]).toEqual([width, height]);
      const id = file.slice(0, -4);
      const channels = mean.length;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let i = channel; i < picture.rgba.length; i += 4) sum += picture.rgba[i]!;
        expect(Math.abs(sum / (width * height) - mean[channel]!)).toBeLessThan(0.5);
      }
      const pixels = arrays.get(`${id}.pixels`);
      if (pixels) {
        const out = new Uint8Array(width * height);
        convert(pixelsOf(picture), { width, height }, 1, out);
        expect([...out]).toEqual([...pixels.data]);
      }
      const resized = arrays.get(`${id}.resized_24x20`);
      if (resized) {
        const out = new Uint8Array(24 * 20 * 3);
        convert(pixelsOf(picture), { height: 24, width: 20 }, 3, out);
        expect(largestDifference(out, resized.data)).toBeLessThanOrEqual(2);
      }
      expect(pixels ?? resized).toBeDefined();
    });
});

describe("resizing", () => {
  test("to the same size changes nothing", () => {
    const data = Uint8Array.from({ length: 4 * 5 * 3 }, (_, i) => (i * 37) % 256);
    const out = new Uint8Array(data.length);
    resize({ height: 4, width: 5, data, stride: 3 }, { height: 4, width: 5 }, 3, out);
    expect(out).toEqual(data);
  });

  test("has half-pixel centres and clamped edges", () => {
    const out = new Float32Array(8);
    resize({ height: 1, width: 4, data: Float32Array.of(0, 10, 20, 30), stride: 1 }, { height: 1, width: 8 }, 1, out);
    expect([...out]).toEqual([0, 2.5, 7.5, 12.5, 17.5, 22.5, 27.5, 30]);
    const half = new Float32Array(2);
    resize({ height: 1, width: 4, data: Float32Array.of(0, 10, 20, 30), stride: 1 }, { height: 1, width: 2 }, 1, half);
    expect([...half]).toEqual([5, 25]);
  });

  test("rounds bytes and keeps fractions", () => {
    const bytes = new Uint8Array(1);
    resize({ height: 1, width: 2, data: Uint8Array.of(0, 255), stride: 1 }, { height: 1, width: 1 }, 1, bytes);
    expect(bytes[0]).toBe(128);
    const fractions = new Float32Array(1);
    resize({ height: 1, width: 2, data: Uint8Array.of(0, 255), stride: 1 }, { height: 1, width: 1 }, 1, fractions);
    expect(fractions[0]).toBe(127.5);
  });

  test("brings colours to grey as Pillow does, and grey to colours", () => {
    const grey = new Uint8Array(4);
    const colours = Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255);
    convert({ height: 2, width: 2, data: colours, stride: 4, channels: 4 }, { height: 2, width: 2 }, 1, grey);
    expect([...grey]).toEqual([76, 150, 29, 255]);
    const back = new Uint8Array(6);
    convert(
      { height: 1, width: 2, data: Uint8Array.of(7, 9), stride: 1, channels: 1 },
      { height: 1, width: 2 },
      3,
      back,
    );
    expect([...back]).toEqual([7, 7, 7, 9, 9, 9]);
  });
});

/** An EXIF segment that holds nothing but an orientation. */
function turned(jpeg: Buffer, orientation: number, bigEndian: boolean): Buffer {
  const tiff = Buffer.from([
    0x49,
    0x49,
    42,
    0,
    8,
    0,
    0,
    0,
    1,
    0,
    0x12,
    1,
    3,
    0,
    1,
    0,
    0,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
  const motorola = Buffer.from([
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    1,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
  const body = Buffer.concat([Buffer.from("Exif\0\0"), bigEndian ? motorola : tiff]);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, body.length + 2]), body, jpeg.subarray(2)]);
}

describe("EXIF orientation", () => {
  /** Where the pixel that is shown at (x, y) is stored, in an image stored as width × height. */
  const stored: Readonly<Record<number, (x: number, y: number, width: number, height: number) => [number, number]>> = {
    1: (x, y) => [x, y],
    2: (x, y, width) => [width - 1 - x, y],
    3: (x, y, width, height) => [width - 1 - x, height - 1 - y],
    4: (x, y, _, height) => [x, height - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y, _, height) => [y, height - 1 - x],
    7: (x, y, width, height) => [width - 1 - y, height - 1 - x],
    8: (x, y, width) => [width - 1 - y, x],
  };
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("%i is followed", async (orientation) => {
    const plain = await decode(photograph);
    const shown = await decode(turned(photograph, orientation, orientation % 2 === 0));
    const swapped = orientation > 4;
    expect([shown.width, shown.height]).toEqual(swapped ? [plain.height, plain.width] : [plain.width, plain.height]);
    for (let i = 0; i < 500; i++) {
      const [x, y] = [(i * 7919) % shown.width, (i * 104729) % shown.height];
      const [sx, sy] = stored[orientation]!(x, y, plain.width, plain.height);
      const [at, from] = [4 * (y * shown.width + x), 4 * (sy * plain.width + sx)];
      expect([...shown.rgba.subarray(at, at + 4)]).toEqual([...plain.rgba.subarray(from, from + 4)]);
    }
  });

  test("that is nonsense is ignored", async () => {
    const shown = await decode(turned(photograph, 99, false));
    expect([shown.width, shown.height]).toEqual([533, 400]);
  });
});

describe("kinds of PNG", () => {
  const colours: readonly [what: string, file: Buffer, first: readonly number[]][] = [
    ["grey", buildPng({ width: 2, height: 1, colour: 0, rows: [[7, 200]] }), [7, 7, 7, 255]],
    ["1-bit grey", buildPng({ width: 8, height: 1, colour: 0, bits: 1, rows: [[0b10000000]] }), [255, 255, 255, 255]],
    ["grey with opacity", buildPng({ width: 1, height: 1, colour: 4, rows: [[9, 100]] }), [9, 9, 9, 100]],
    ["colours", buildPng({ width: 1, height: 1, colour: 2, rows: [[1, 2, 3]] }), [1, 2, 3, 255]],
    [
      "palette",
      buildPng({
        width: 2,
        height: 1,
        colour: 3,
        rows: [[1, 0]],
        more: [chunk("PLTE", Buffer.from([1, 2, 3, 4, 5, 6]))],
      }),
      [4, 5, 6, 255],
    ],
    ["16 bits", buildPng({ width: 1, height: 1, colour: 0, bits: 16, rows: [[0x80, 0xff]] }), [128, 128, 128, 255]],
  ];
  test.each(colours)("%s", async (_, file, first) => {
    expect([...(await decode(file)).rgba.subarray(0, 4)]).toEqual(first);
  });

  test("texts and profiles are not even looked at", async () => {
    const bomb = deflateSync(Buffer.alloc(100_000_000));
    const named = (name: string): Buffer => chunk(name, Buffer.concat([Buffer.from("x\0\0"), bomb]));
    const file = buildPng({
      width: 1,
      height: 1,
      colour: 0,
      rows: [[5]],
      more: [named("zTXt"), named("iCCP"), chunk("acTL", Buffer.alloc(8))],
    });
    expect(essentialPng(file).length).toBeLessThan(100);
    expect([...(await decode(file)).rgba]).toEqual([5, 5, 5, 255]);
  });
});

const damagedPng = Buffer.from(digit);
damagedPng[60]! ^= 1;
const jpegWith = (frame: readonly number[]): Buffer =>
  Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, ...frame, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const bad: readonly [what: string, message: string, file: Uint8Array][] = [
  ["nothing", "It is not a PNG or JPEG image.", new Uint8Array()],
  ["a web page", "It is not a PNG or JPEG image.", Buffer.from("<!doctype html><html>")],
  ["SVG", "It is not a PNG or JPEG image.", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
  ["GIF", "It is not a PNG or JPEG image.", Buffer.from("GIF89a\x01\x00\x01\x00")],
  [
    "PNG of 3.6 gigapixels",
    "3.6 gigapixels; the limit is 100 megapixels.",
    buildPng({ width: 60_000, height: 60_000, colour: 2 }),
  ],
  ["PNG without pixels", "It says that it has no pixels.", buildPng({ width: 0, height: 5, colour: 2 })],
  [
    "PNG that promises more than it can hold",
    "It promises 286.1 MiB of pixels and holds 8 bytes.",
    buildPng({ width: 10_000, height: 10_000, colour: 2 }),
  ],
  ["PNG with a wrong checksum", "Its pixels are damaged.", damagedPng],
  [
    "PNG that is cut",
    "The data end early: at byte 33, 4 more bytes should follow; there are 2.",
    digit.subarray(0, 35),
  ],
  ["PNG that is cut in its pixels", "The data end early", digit.subarray(0, 100)],
  ["PNG with an unknown kind of colour", "Its PNG header is damaged.", buildPng({ width: 1, height: 1, colour: 5 })],
  ["JPEG that is cut", "It ends early.", photograph.subarray(0, photograph.length >> 1)],
  ["JPEG that is cut in its header", "The data end early", photograph.subarray(0, 100)],
  ["JPEG without a frame", "Its JPEG header is damaged.", Buffer.from([0xff, 0xd8, 0xff, 0xd9, 0, 2, 0, 0])],
  ["JPEG of 4.3 gigapixels", "4.3 gigapixels; the limit is 100 megapixels.", jpegWith([8, 0xff, 0xff, 0xff, 0xff, 3])],
  [
    "JPEG in print colours",
    "A JPEG image in print colours (CMYK) is not supported; save it as RGB.",
    jpegWith([8, 0, 16, 0, 16, 4]),
  ],
  ["JPEG of 12 bits", "A JPEG image of 12 bits for each colour is not supported.", jpegWith([12, 0, 16, 0, 16, 3])],
];

describe("a bad image is refused with a reason, and the next one decodes", () => {
  test.each(bad)("%s", async (_, message, file) => {
    await expect(decode(file)).rejects.toThrow(message);
    expect((await decode(digit)).width).toBe(28);
    expect((await decode(photograph)).width).toBe(533);
  });

  test("many at once, good and bad", async () => {
    const files = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? damagedPng : i % 3 === 1 ? photograph : digit));
    const results = await Promise.allSettled(files.map(decode));
    for (const [i, result] of results.entries()) expect(result.status).toBe(i % 3 === 0 ? "rejected" : "fulfilled");
  });

  test("a header is told without decoding", () => {
    expect(readImageHeader(photograph)).toEqual({
      format: "JPEG",
      width: 533,
      height: 400,
      channels: 3,
      bitsPerChannel: 8,
    });
    expect(readImageHeader(digit)).toEqual({ format: "PNG", width: 28, height: 28, channels: 1, bitsPerChannel: 8 });
  });
});
