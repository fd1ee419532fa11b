import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openData } from "../../src/data";
import type { Files } from "../../src/base/files";
import { imagesBy } from "../../src/data/images/imageFile";
import { splitValidation } from "../../src/data/split";
import type { Recipe } from "../../src/model/recipe";
import { testCodecs } from "../support/codecs";
import { glance, open, rowsOf, type Contents } from "../support/data";
import { memoryFiles } from "../support/files";
import { buildPng } from "../support/png";

/** A picture of one grey, so that it is known again in any size. */
const grey = (tone: number, width = 4, height = 4): Buffer =>
  buildPng({ width, height, colour: 0, rows: Array.from({ length: height }, () => Array<number>(width).fill(tone)) });
const tones = (inputs: readonly (readonly number[])[]): number[] => inputs.map((row) => row[0]!);

const flat: Contents = {
  "d/dog/2.png": grey(20),
  "d/dog/10.png": grey(21),
  "d/cat/b.PNG": grey(11),
  "d/cat/B.png": grey(10),
  "d/cat/more/a.png": grey(12),
};

describe("a folder of class folders", () => {
  test("is read in the order of names' bytes, classes sorted", async () => {
    const data = await open(flat, { source: "d" });
    expect(data.target).toEqual({ kind: "classes", names: ["cat", "dog"] });
    expect(data.input).toEqual({ shape: [4, 4, 1], type: "uint8", scale: 1 / 255, image: true });
    const { inputs, targets } = await rowsOf(data);
    expect(tones(inputs)).toEqual([10, 11, 12, 21, 20]);
    expect(targets.flat()).toEqual([0, 0, 0, 1, 1]);
    expect(Array.from(data.train.labels!)).toEqual([0, 0, 0, 1, 1]);
    expect(data.warnings()).toEqual([]);
  });

  test("may hold sets for training, validation and test", async () => {
    const contents = {
      "d/train/a/1.png": grey(1),
      "d/train/b/2.png": grey(2),
      "d/val/b/3.png": grey(3),
      "d/Test/a/4.png": grey(4),
      "d/notes.txt": "",
    };
    const data = await open(contents, { source: "d" });
    expect([data.train.count, data.validation!.count, data.test!.count]).toEqual([2, 1, 1]);
    expect((await rowsOf(data, data.validation)).targets).toEqual([[1]]);
    expect(tones((await rowsOf(data, data.test)).inputs)).toEqual([4]);
  });

  test("is decoded to the size and colours of the model, or to a size given", async () => {
    const shapeFor = async (spec: { imageSize?: [number, number] }, input?: (number | null)[]) =>
      (await open(flat, { source: "d", ...spec }, input ? { input } : {})).input.shape;
    expect(await shapeFor({}, [null, 8, 6, 3])).toEqual([8, 6, 3]);
    expect(await shapeFor({}, [null, null, null, 3])).toEqual([4, 4, 3]);
    expect(await shapeFor({ imageSize: [5, 7] }, [null, null, null, 3])).toEqual([5, 7, 3]);
    expect(await shapeFor({ imageSize: [5, 7] })).toEqual([5, 7, 1]);
    expect(await shapeFor({}, [null, 48])).toEqual([4, 4, 3]);
    expect(await shapeFor({}, [null, 16])).toEqual([4, 4, 1]);
    const data = await open(flat, { source: "d" }, { input: [null, 8, 6, 3] });
    expect((await rowsOf(data, data.train, [4])).inputs).toEqual([Array<number>(8 * 6 * 3).fill(20)]);
  });

  test("gives a part of each class for validation", async () => {
    const { train, validation } = splitValidation(await open(flat, { source: "d" }), 0.4);
    expect([train.count, validation!.count]).toEqual([2, 3]);
    expect(new Set(Array.from(validation!.labels!))).toEqual(new Set([0, 1]));
  });

  test("says what it comes to hold: its images, and once whoever reads them", async () => {
    const images = { ...imagesBy(memoryFiles(flat), testCodecs()), bytes: 1234 };
    const recipe: Recipe = {
      steps: [
        { does: "image_folder", of: [], settings: { path: "d", size: [8, 8], labels: "int" } },
        { does: "pick", of: [0], settings: { name: "x" } },
        { does: "pick", of: [0], settings: { name: "y" } },
      ],
      x: [1],
      y: [2],
    };
    for (const spec of [
      { source: "d", scale: true, imageSize: [8, 8] as [number, number] },
      { source: "model.py", scale: true, recipe },
    ]) {
      const data = await openData(spec, { files: memoryFiles(flat), images }, { input: [null, 8, 8, 3] });
      const { train, validation } = splitValidation(data, 0.4);
      expect(data.train).toMatchObject({ growsBytes: 5 * 8 * 8 * 3, readingBytes: 1234 });
      expect([train.readingBytes, validation!.readingBytes]).toEqual([1234, 1234]);
      expect(train.growsBytes! + validation!.growsBytes!).toBeCloseTo(5 * 8 * 8 * 3);
    }
  });

  test("is read once as long as there is room", async () => {
    const files = memoryFiles(flat);
    const data = await openData(
      { source: "d", scale: true },
      { files, codecs: testCodecs() },
      { input: [null, 4, 4, 1] },
    );
    for (let epoch = 0; epoch < 3; epoch++) await rowsOf(data);
    expect([...files.opened.values()]).toEqual([1, 1, 1, 1, 1]);
  });

  test("for validation has the classes of the training data", async () => {
    const train = await open(flat, { source: "d" });
    const again = await open({ "v/dog/1.png": grey(1) }, { source: "v" }, { like: train });
    expect([again.target, (await rowsOf(again)).targets]).toEqual([train.target, [[1]]]);
    await expect(open({ "v/cow/1.png": grey(1) }, { source: "v" }, { like: train })).rejects.toThrow(
      "Class “cow” is not among the classes to train on (cat, dog). (v)",
    );
  });

  test("can be looked at", async () => {
    const description = await glance(flat, { source: "d" });
    expect(description).toMatchObject({
      parts: [{ name: "train", count: 5, exact: true }],
      inputShape: [4, 4, 1],
      classes: ["cat", "dog"],
      warnings: [],
    });
    expect(description.thumbnails!.map(({ label, rgba }) => [label, rgba[0]])).toEqual([
      ["cat", 10],
      ["cat", 11],
      ["cat", 12],
      ["dog", 21],
      ["dog", 20],
    ]);
  });
});

describe("what is odd in a folder is skipped and counted", () => {
  const cases: readonly [what: string, more: Contents, warnings: readonly string[]][] = [
    ["hidden files", { "d/cat/.DS_Store": "", "d/.cache/x.png": "", "d/__MACOSX/cat/1.png": "" }, []],
    [
      "other files",
      { "d/cat/a.gif": "", "d/cat/b.svg": "", "d/dog/c.webp": "", "d/dog/Thumbs.db": "" },
      ["4 files not named .png, .jpg or .jpeg: skipped (a.gif, b.svg, Thumbs.db, …)."],
    ],
    ["links", { "d/cat/loop": { kind: "link" }, "d/etc": { kind: "link" } }, ["2 links not followed."]],
    [
      "pipes",
      { "d/cat/pipe.png": { kind: "other" } },
      ["1 entry neither file nor folder, or with a name that is not UTF-8: skipped."],
    ],
    ["an empty class", { "d/cow/.keep": "" }, ["Class “cow” has no images."]],
    [
      "too deep folders",
      { [`d/cat/${"x/".repeat(12)}1.png`]: grey(1) },
      ["1 folder more than 8 levels deep: skipped."],
    ],
    [
      "other sizes",
      { "d/dog/3.png": grey(1, 5, 5) },
      ["1 of 6 are not 4×4: all are resized to that, unless a size is given."],
    ],
    ["names that are markup", { "d/cat/<img src=x onerror=alert(1)>\n.png": grey(1) }, []],
  ];
  test.each(cases)("%s", async (_, more, warnings) => {
    const data = await open({ ...flat, ...more }, { source: "d" });
    expect(data.warnings()).toEqual(warnings);
  });

  test("an image that cannot be read is stood in for by the next of its class", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`d/${i < 30 ? "a" : "b"}/${String(i).padStart(2, "0")}.png`, grey(i)]),
    );
    const contents = {
      ...many,
      "d/a/29.png": Buffer.from("<html>"),
      "d/b/40.png": grey(40).subarray(0, 50),
      "d/b/50.png": { trouble: "There is no such file." },
    };
    const data = await open(contents, { source: "d" });
    const { inputs, targets } = await rowsOf(data);
    expect(tones(inputs)).toEqual(
      Array.from({ length: 60 }, (_, i) => (i === 29 ? 0 : i === 40 ? 41 : i === 50 ? 51 : i)),
    );
    expect(targets.flat()).toEqual(Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 1)));
    const [warning] = data.warnings();
    expect(warning).toContain("3 of 60 images cannot be used; others of their class stand in for them:");
    for (const reason of [
      "29.png: It is not a PNG or JPEG image.",
      "40.png: The data end early",
      "50.png: There is no such file.",
    ])
      expect(warning).toContain(reason);
    expect(await rowsOf(data)).toEqual({ inputs, targets });
  });

  test("when too many cannot be read, training stops and says which", async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`d/a/${i}.png`, i % 10 === 1 ? Buffer.from("GIF89a") : grey(i)]),
    );
    const data = await open(contents, { source: "d" });
    await expect(rowsOf(data)).rejects.toThrow(
      /^3 of 40 images cannot be read, which is too many: .*11\.png: It is not a PNG or JPEG image\./,
    );
  });
});

describe("what is no folder of images is refused with a reason", () => {
  const none = "No folder for each class with PNG or JPEG images in it (cats/1.jpg, dogs/2.jpg …) was found. (d)";
  const cases: readonly [what: string, contents: Contents, message: string][] = [
    ["images without class folders", { "d/1.png": grey(1), "d/2.png": grey(2) }, none],
    ["empty classes only", { "d/a/x.txt": "", "d/b/y.txt": "" }, none],
    [
      "only images that cannot be read",
      { "d/a/1.png": Buffer.from("GIF89a"), "d/a/2.png": "" },
      "Of 2 images looked at, none can be read. (d)",
    ],
    [
      "two training sets",
      { "d/train/a/1.png": grey(1), "d/Train/a/1.png": grey(1) },
      "Two folders could be the train set; keep one of them. (d)",
    ],
    ["a link", { d: { kind: "link" } }, "This is a link, and links are not followed; name what it points to. (d)"],
  ];
  test.each(cases)("%s", async (_, contents, message) => {
    await expect(open(contents, { source: "d" })).rejects.toThrow(message);
  });

  /** A folder that is made up while it is listed. */
  const endless = (classes: number, each: number): Files => ({
    kind: () => Promise.resolve("folder"),
    async *list(folder) {
      await Promise.resolve();
      const inside = folder.split("/").length > 1;
      for (let i = 0; i < (inside ? each : classes); i++)
        yield { name: inside ? `${i}.png` : `class ${i}`, kind: inside ? "file" : "folder" };
    },
    withFile: (_, work) => work({ size: 100, read: () => Promise.resolve(grey(1)) }),
  });
  const tools = (files: Files) => ({ files, codecs: testCodecs() });

  test("a million images and one more", async () => {
    await expect(openData({ source: "d", scale: true }, tools(endless(1, 1_000_001)))).rejects.toThrow(
      "More than 1,000,000 images; that is the limit.",
    );
  });

  test("very many classes", async () => {
    await expect(openData({ source: "d", scale: true }, tools(endless(10_001, 1)))).rejects.toThrow(
      "10,001 classes; the limit is 10,000.",
    );
    const data = await openData({ source: "d", scale: true }, tools(endless(5000, 1)));
    expect(data.warnings()).toEqual(["5,000 classes: is every folder really a class?"]);
    const one = await openData({ source: "d", scale: true }, tools(endless(1, 3)));
    expect(one.warnings()).toEqual(["There is one class only (“class 0”): nothing to learn."]);
  });
});

test("photographs come in the size asked for", async () => {
  const folder = join(import.meta.dirname, "../fixtures/data/images");
  const contents = Object.fromEntries(
    [0, 1, 2, 3].map((i) => [`d/c${i % 2}/${i}.jpg`, readFileSync(join(folder, `clothing_pants_shorts_${i}.jpg`))]),
  );
  const data = await open(contents, { source: "d" }, { input: [null, 24, 20, 3] });
  const { inputs } = await rowsOf(data);
  expect(inputs.map((row) => row.length)).toEqual([1440, 1440, 1440, 1440]);
  const means = inputs.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length);
  for (const mean of means) expect(mean).toBeGreaterThan(100);
});
