import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { writeNpy } from "../../src/base/npy";
import { writeNpz } from "../../src/base/npz";
import type { NumberData } from "../../src/base/numbers";
import { openData } from "../../src/data";
import type { Wish } from "../../src/data/dataset";
import { memoryFiles } from "../support/files";
import { glance, open, rowsOf, type Contents } from "../support/data";
import { npyFile } from "../support/npy";
import { buildZip } from "../support/zip";

const array = (shape: readonly number[], data: NumberData) => ({ shape, data });
type Arrays = Readonly<Record<string, ReturnType<typeof array>>>;
const npz = async (arrays: Arrays): Promise<Contents> => ({ "d.npz": await writeNpz(Object.entries(arrays)) });
const load = async (arrays: Arrays, wish?: Wish, scale = true) =>
  open(await npz(arrays), { source: "d.npz", scale }, wish);
const images = (count: number) =>
  array(
    [count, 2, 3],
    Uint8Array.from({ length: count * 6 }, (_, i) => i * 5),
  );

describe("a .npz", () => {
  test("gives training, validation and test data by the names of its arrays", async () => {
    const data = await load({
      X_train: images(3),
      y_train: array([3], Uint8Array.of(0, 1, 1)),
      x_test: images(2),
      y_test: array([2, 1], Uint8Array.of(2, 0)),
      x_val: images(1),
      y_val: array([1], Uint8Array.of(1)),
      other: array([7], new Float32Array(7)),
    });
    expect([data.train.count, data.validation!.count, data.test!.count]).toEqual([3, 1, 2]);
    expect(data.input).toEqual({ shape: [2, 3], type: "uint8", scale: 1 / 255, image: true });
    expect(data.target).toEqual({ kind: "classes", names: ["0", "1", "2"] });
    expect(await rowsOf(data)).toEqual({
      inputs: [
        [0, 5, 10, 15, 20, 25],
        [30, 35, 40, 45, 50, 55],
        [60, 65, 70, 75, 80, 85],
      ],
      targets: [[0], [1], [1]],
    });
    expect((await rowsOf(data, data.test)).targets).toEqual([[2], [0]]);
    expect(data.warnings()).toEqual([]);
  });

  test.each([
    ["x", "y"],
    ["images", "labels"],
    ["train_images", "train_labels"],
  ])("may call them %s and %s", async (x, y) => {
    expect((await load({ [x]: images(2), [y]: array([2], Uint8Array.of(0, 1)) })).train.count).toBe(2);
  });

  test("of pictures is scaled, of other numbers not", async () => {
    const y = array([2], Uint8Array.of(0, 1));
    const inputOf = async (x: ReturnType<typeof array>, scale = true) => (await load({ x, y }, {}, scale)).input;
    expect(await inputOf(array([2, 4, 4, 3], new Uint8Array(96)))).toEqual({
      shape: [4, 4, 3],
      type: "uint8",
      scale: 1 / 255,
      image: true,
    });
    expect(await inputOf(array([2, 4, 4], new Uint16Array(32)))).toEqual({
      shape: [4, 4],
      type: "float32",
      scale: 1 / 65535,
      image: true,
    });
    expect(await inputOf(array([2, 4, 4], new Uint8Array(32)), false)).toMatchObject({ scale: 1 });
    expect(await inputOf(array([2, 5], new Uint8Array(10)))).toEqual({
      shape: [5],
      type: "uint8",
      scale: 1,
      image: false,
    });
    expect(await inputOf(array([2, 5], new Int32Array(10)))).toEqual({
      shape: [5],
      type: "float32",
      scale: 1,
      image: false,
    });
    expect(await inputOf(array([2, 4, 4, 3], new Float32Array(96)))).toEqual({
      shape: [4, 4, 3],
      type: "float32",
      scale: 1,
      image: true,
    });
    expect(await inputOf(array([2, 7, 9], new Float32Array(126)))).toMatchObject({ image: false });
    expect(await inputOf(array([2], new Float64Array(2)))).toMatchObject({ shape: [1] });
  });

  test("has targets of several forms", async () => {
    const target = async (y: ReturnType<typeof array>, wish?: Wish) => {
      const data = await load({ x: images(y.shape[0]!), y }, wish);
      return [data.target, (await rowsOf(data)).targets, data.targetSize] as const;
    };
    const classes = (...names: string[]) => ({ kind: "classes", names });
    expect(await target(array([3], Int32Array.of(2, 0, 1)))).toEqual([classes("0", "1", "2"), [[2], [0], [1]], 1]);
    expect(await target(array([3, 2], Float32Array.of(0, 1, 1, 0, 0, 1)))).toEqual([
      classes("0", "1"),
      [[1], [0], [1]],
      1,
    ]);
    const vectors = [
      [0, 1],
      [1, 0],
      [0, 1],
    ];
    expect(await target(array([3, 2], Float32Array.from(vectors.flat())), { targets: "values" })).toEqual([
      { kind: "values", shape: [2] },
      vectors,
      2,
    ]);
    expect(await target(array([2, 2], Float32Array.of(0.5, 1, 1, 0)))).toEqual([
      { kind: "values", shape: [2] },
      [
        [0.5, 1],
        [1, 0],
      ],
      2,
    ]);
    expect(await target(array([2], Float64Array.of(0.5, 1)))).toEqual([
      { kind: "values", shape: [1] },
      [[0.5], [1]],
      1,
    ]);
    expect(await target(array([2, 1], Float32Array.of(3, 9)), { targets: "values" })).toEqual([
      { kind: "values", shape: [1] },
      [[3], [9]],
      1,
    ]);
    expect(await target(array([4], Int32Array.of(-1, 1, 1, -1)))).toEqual([
      classes("-1", "1"),
      [[0], [1], [1], [0]],
      1,
    ]);
    expect((await target(array([2, 2, 2], new Float32Array(8))))[0]).toEqual({ kind: "values", shape: [2, 2] });
  });

  test("says what is odd about its numbers", async () => {
    const x = array([2, 2], Float32Array.of(1, 2, NaN, Infinity));
    const data = await load({ x, y: array([2], Uint8Array.of(1, 1)) });
    expect(data.warnings()).toEqual([
      "The classes 1 are numbered from 0, in this order.",
      "There is one class only (1): nothing to learn.",
      "x holds 2 numbers that are NaN or infinite, the first in sample 1.",
    ]);
  });

  test("for validation is numbered as the training data are", async () => {
    const train = await load({ x: images(3), y: array([3], Uint8Array.of(3, 5, 9)) }, { targets: "index" });
    const again = await load({ x: images(2), y: array([2], Uint8Array.of(9, 5)) }, { like: train });
    expect([again.target, (await rowsOf(again)).targets]).toEqual([train.target, [[2], [1]]]);
    await expect(load({ x: images(1), y: array([1], Uint8Array.of(4)) }, { like: train })).rejects.toThrow(
      "Class “4” is not among those of the training data (3, 5, 9).",
    );
  });

  test("for validation must be stored as the training data are", async () => {
    const y = array([2], Uint8Array.of(0, 1));
    const train = await load({ x: images(2), y });
    await expect(load({ x: array([2, 2, 3], new Float32Array(12)), y }, { like: train })).rejects.toThrow(
      "The inputs are float32; those of the training data are uint8, times 0.00392: save both in the same way. (d.npz)",
    );
  });

  test("can be looked at without unpacking its inputs", async () => {
    const description = await glance(
      await npz({
        x_train: images(20),
        y_train: array(
          [20],
          Uint8Array.from({ length: 20 }, (_, i) => i % 2),
        ),
      }),
      { source: "d.npz" },
    );
    expect(description).toMatchObject({
      parts: [{ name: "train", count: 20, exact: true }],
      inputShape: [2, 3],
      classes: ["0", "1"],
      warnings: [],
    });
    const [first] = description.thumbnails!;
    expect([description.thumbnails!.length, first!.label, first!.width, first!.height]).toEqual([8, "0", 3, 2]);
    expect([...first!.rgba.subarray(0, 8)]).toEqual([0, 0, 0, 255, 5, 5, 5, 255]);
    const packed = buildZip(
      Object.entries({ "x.npy": writeNpy(images(20)), "y.npy": writeNpy(array([20], new Uint8Array(20))) }).map(
        ([name, data]) => ({ name, data, deflate: true }),
      ),
    );
    expect((await glance({ "d.npz": packed }, { source: "d.npz" })).thumbnails!.length).toBe(8);
  });
});

describe("two .npy files", () => {
  const contents: Contents = {
    "a/X.npy": writeNpy(images(3)),
    "a/Y.npy": writeNpy(array([3], Int16Array.of(0, 1, 0))),
  };
  test("are inputs and targets", async () => {
    const data = await open(contents, { source: "a/X.npy,a/Y.npy" });
    expect(await rowsOf(data, data.train, [1])).toEqual({ inputs: [[30, 35, 40, 45, 50, 55]], targets: [[1]] });
    expect(await glance(contents, { source: "a/X.npy,a/Y.npy" })).toMatchObject({
      parts: [{ count: 3 }],
      inputShape: [2, 3],
      classes: ["0", "1"],
    });
  });
});

const idx = (type: number, shape: readonly number[], data: Uint8Array): Buffer => {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = type;
  header[3] = shape.length;
  for (const [i, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([header, data]);
};
const idxImages = idx(
  8,
  [3, 2, 2],
  Uint8Array.from({ length: 12 }, (_, i) => i * 20),
);
const idxLabels = idx(8, [3], Uint8Array.of(1, 0, 1));
const idxFolder: Contents = {
  "m/train-images-idx3-ubyte": idxImages,
  "m/train-labels-idx1-ubyte.gz": gzipSync(idxLabels),
  "m/t10k-images.idx3-ubyte.gz": gzipSync(idxImages),
  "m/t10k-labels.idx1-ubyte": idxLabels,
  "m/readme.txt": "",
};

describe("a folder of IDX files", () => {
  test("gives training and test data, packed or not", async () => {
    const data = await open(idxFolder, { source: "m/" });
    expect([data.train.count, data.test!.count, data.validation]).toEqual([3, 3, undefined]);
    expect(data.input).toEqual({ shape: [2, 2], type: "uint8", scale: 1 / 255, image: true });
    expect(await rowsOf(data, data.test, [2])).toEqual({ inputs: [[160, 180, 200, 220]], targets: [[1]] });
    expect(await glance(idxFolder, { source: "m" })).toMatchObject({
      parts: [
        { name: "train", count: 3 },
        { name: "test", count: 3 },
      ],
      inputShape: [2, 2],
      classes: ["0", "1"],
    });
  });

  test("may hold other types", async () => {
    const floats = Buffer.alloc(16);
    for (const [i, value] of [1.5, -2, 3, 4].entries()) floats.writeFloatBE(value, 4 * i);
    const data = await open(
      {
        "m/train-images-idx2-ubyte": idx(0x0d, [2, 2], floats),
        "m/train-labels-idx1-ubyte": idx(8, [2], Uint8Array.of(0, 1)),
      },
      { source: "m" },
    );
    expect((await rowsOf(data)).inputs).toEqual([
      [1.5, -2],
      [3, 4],
    ]);
  });
});

const two = array([2], Uint8Array.of(0, 1));
const withImages = (content: Buffer): Contents => ({ ...idxFolder, "m/train-images-idx3-ubyte": content });
const withLabels = (content: Buffer): Contents => ({
  "m/train-images-idx3-ubyte": idxImages,
  "m/train-labels-idx1-ubyte": content,
});
const archive = async (arrays: Arrays): Promise<readonly [Contents, string]> => [await npz(arrays), "d.npz"];
const bad: readonly [
  what: string,
  message: string,
  contents: () => readonly [Contents, string] | Promise<readonly [Contents, string]>,
][] = [
  [
    "a .npz without the arrays",
    "It holds a, b; arrays x_train and y_train (or x and y) are needed. (d.npz)",
    () => archive({ a: two, b: two }),
  ],
  ["an empty .npz", "It holds nothing; arrays x_train and y_train (or x and y) are needed. (d.npz)", () => archive({})],
  ["more images than labels", "3 images (x) but 2 labels (y). (d.npz)", () => archive({ x: images(3), y: two })],
  [
    "no samples",
    "x holds no samples. (d.npz)",
    () => archive({ x: array([0, 3], new Float32Array()), y: array([0], new Float32Array()) }),
  ],
  [
    "a single number",
    "x is a single number, not a list of samples. (d.npz)",
    () => archive({ x: array([], Float32Array.of(1)), y: two }),
  ],
  [
    "test data of another shape",
    "A sample of x_test has shape (3), one of x_train (2, 3). (d.npz)",
    () => archive({ x_train: images(2), y_train: two, x_test: array([2, 3], new Uint8Array(6)), y_test: two }),
  ],
  [
    "test data of another type",
    "x_test holds float32 numbers, x_train uint8: save them as the same type. (d.npz)",
    () => archive({ x_train: images(2), y_train: two, x_test: array([2, 2, 3], new Float32Array(12)), y_test: two }),
  ],
  ["a .npz that is no archive", "Not a zip archive. (d.npz)", () => [{ "d.npz": "x,y" }, "d.npz"]],
  [
    "pickled objects in a .npz",
    "Array “x”: The array holds Python objects (pickle), which are never loaded; save it as an array of numbers. (d.npz)",
    () => [
      {
        "d.npz": buildZip([
          { name: "x.npy", data: npyFile("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }\n") },
          { name: "y.npy", data: writeNpy(two) },
        ]),
      },
      "d.npz",
    ],
  ],
  [
    "one .npy alone",
    "One .npy file holds inputs without targets: name two, as in X.npy,Y.npy. (X.npy)",
    () => [{ "X.npy": writeNpy(two) }, "X.npy"],
  ],
  ["a missing .npy", "There is no such file. (Y.npy)", () => [{ "X.npy": writeNpy(two) }, "X.npy,Y.npy"]],
  [
    "bad magic",
    "Not an IDX file: it does not begin with two zero bytes. (m/train-images-idx3-ubyte)",
    () => [withImages(Buffer.from("PK\x03\x04....")), "m"],
  ],
  [
    "type 0x07",
    "IDX type 0x07 is not known. (m/train-images-idx3-ubyte)",
    () => [withImages(idx(7, [3, 2, 2], new Uint8Array(12))), "m"],
  ],
  [
    "no axes",
    "The header gives no sizes. (m/train-images-idx3-ubyte)",
    () => [withImages(idx(8, [], new Uint8Array(12))), "m"],
  ],
  [
    "a header beyond the file",
    "Its header needs 1.0 TiB; there are 13 bytes. (m/train-images-idx3-ubyte)",
    () => [withImages(idx(8, [2 ** 30, 2 ** 10], new Uint8Array(1))), "m"],
  ],
  [
    "a header beyond counting",
    "Its header needs more than a million EiB; there are 16 bytes. (m/train-images-idx3-ubyte)",
    () => [withImages(idx(8, [2 ** 31, 2 ** 31, 2 ** 31], new Uint8Array(0))), "m"],
  ],
  [
    "one byte too few",
    "Its header needs 28 bytes; there are 27 bytes. (m/train-images-idx3-ubyte)",
    () => [withImages(idxImages.subarray(0, -1)), "m"],
  ],
  [
    "one byte too many",
    "It goes on past the 28 bytes that its header needs. (m/train-images-idx3-ubyte)",
    () => [withImages(Buffer.concat([idxImages, Buffer.alloc(1)])), "m"],
  ],
  [
    "a gzip bomb",
    "It inflates past the 28 bytes that its header needs. (m/train-images-idx3-ubyte)",
    () => [withImages(gzipSync(Buffer.concat([idxImages, Buffer.alloc(50_000_000)]))), "m"],
  ],
  [
    "gzip that is cut",
    "The gzip data are damaged, cut, or followed by something else; unpack the file first. (m/train-images-idx3-ubyte)",
    () => [withImages(gzipSync(idxImages).subarray(0, 30)), "m"],
  ],
  [
    "labels for images",
    "This is a label file; images are expected here. (m/train-images-idx3-ubyte)",
    () => [withImages(idxLabels), "m"],
  ],
  [
    "images for labels",
    "This is an image file; labels are expected here. (m/train-labels-idx1-ubyte)",
    () => [withLabels(idxImages), "m"],
  ],
  [
    "other counts",
    "3 images (train-images-idx3-ubyte) but 2 labels (train-labels-idx1-ubyte). (m)",
    () => [withLabels(idx(8, [2], new Uint8Array(2))), "m"],
  ],
  [
    "no labels",
    "The folder has train-images but not train-labels-idx1-ubyte. (m)",
    () => [{ "m/train-images-idx3-ubyte": idxImages }, "m"],
  ],
  ["nothing", "There is no such file or folder. (nowhere.npz)", () => [{}, "nowhere.npz"]],
  ["a pipe", "Not a regular file. (d.npz)", () => [{ "d.npz": { kind: "other" } }, "d.npz"]],
  [
    "another kind of file",
    "These are no data that can be read. What can be: Generated data",
    () => [{ "a.docx": "" }, "a.docx"],
  ],
];

describe("bad arrays are refused with a reason", () => {
  test.each(bad)("%s", async (_, message, make) => {
    const [contents, source] = await make();
    await expect(open(contents, { source })).rejects.toThrow(message);
  });

  test("a second gzip member: some versions of Node unpack it, others refuse it", async () => {
    const twice = withImages(Buffer.concat([gzipSync(idxImages), gzipSync(idxImages)]));
    await expect(open(twice, { source: "m" })).rejects.toThrow(/inflates past the 28 bytes|followed by something else/);
  });

  test("what is larger than memory allows", async () => {
    const limited = (contents: Contents, source: string) =>
      openData({ source, scale: true }, { files: memoryFiles(contents), memoryBytes: 10 });
    await expect(limited(await npz({ x: images(3), y: two }), "d.npz")).rejects.toThrow(
      "Array “x”: it needs 146 bytes of memory; the limit is 10 bytes. (d.npz)",
    );
    await expect(limited(idxFolder, "m")).rejects.toThrow(
      "It needs 12 bytes of memory; the limit is 10 bytes. (m/train-images-idx3-ubyte)",
    );
    await expect(limited({ "X.npy": writeNpy(images(3)), "Y.npy": writeNpy(two) }, "X.npy,Y.npy")).rejects.toThrow(
      "It needs 146 bytes of memory; the limit is 10 bytes. (X.npy)",
    );
  });
});
