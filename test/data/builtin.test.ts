import { describe, expect, test } from "vitest";
import { Fingerprint } from "../../src/base/hash";
import { openData, summaryOf } from "../../src/data";
import type { Dataset, Samples, Wish } from "../../src/data/dataset";
import { cosine, sine } from "../../src/data/generated/points";
import { memoryFiles } from "../support/files";
import { glance, open, rowsOf, sizeOf } from "../support/data";

const load = (source: string, wish?: Wish): Promise<Dataset> => open({}, { source }, wish);

/** A fingerprint of the first samples: the same on every machine, and from version to version. */
function fingerprint(data: Dataset, samples: Samples = data.train): string {
  const count = Math.min(20, samples.count);
  const size = sizeOf(data.input.shape);
  const inputs = data.input.type === "uint8" ? new Uint8Array(count * size) : new Float32Array(count * size);
  const targets = new Float32Array(count);
  void samples.fill(
    Array.from({ length: count }, (_, i) => i),
    inputs,
    targets,
  );
  return new Fingerprint().add(inputs).add(targets).toString();
}

describe("generated data", () => {
  const prints: readonly [source: string, print: string, wish?: Wish][] = [
    ["builtin:shapes", "16a4d2343bd0eba1", { input: [null, 32, 32, 3] }],
    ["builtin:shapes", "702aa4f6fa484711", { input: [null, 20, 30, 1] }],
    ["builtin:shapes", "5cdb4408c8423cb7"],
    ["builtin:spirals", "31e9347e03003d65"],
    ["builtin:blobs", "1cd9b3a24dd6a461"],
    ["builtin:sine", "24f33ef03a8a62cc"],
  ];
  test.each(prints)("%s are the same bits everywhere (%s)", async (source, print, wish) => {
    expect(fingerprint(await load(source, wish))).toBe(print);
  });

  test("shapes come in the size of the model, else 200 by 200 in colours", async () => {
    const shape = async (wish?: Wish) => (await load("builtin:shapes", wish)).input.shape;
    expect(await shape()).toEqual([200, 200, 3]);
    expect(await shape({ input: [null, 28, 20, 1] })).toEqual([28, 20, 1]);
    expect(await shape({ input: [null, null, null, 1] })).toEqual([200, 200, 1]);
    expect(await shape({ input: [null, 64, null, 3] })).toEqual([64, 64, 3]);
    expect(await shape({ input: [null, 784] })).toEqual([200, 200, 3]);
    expect((await open({}, { source: "builtin:shapes", imageSize: [10, 12] })).input.shape).toEqual([10, 12, 3]);
    expect((await open({}, { source: "builtin:shapes", scale: false })).input.scale).toBe(1);
  });

  test("have as many samples as asked for, and a fifth more for validation, none of them the same", async () => {
    const data = await load("builtin:spirals?samples=50&seed=3");
    expect([data.train.count, data.validation!.count]).toEqual([50, 10]);
    const { inputs } = await rowsOf(data);
    const all = [...inputs, ...(await rowsOf(data, data.validation)).inputs].map((row) => row.join());
    expect(new Set(all).size).toBe(60);
    expect(fingerprint(data)).not.toBe(fingerprint(await load("builtin:spirals?samples=50&seed=4")));
    expect((await load("builtin:blobs?classes=5")).target).toMatchObject({ names: { length: 5 } });
  });

  test("have as much of each class", async () => {
    for (const source of [
      "builtin:shapes?samples=40",
      "builtin:spirals?samples=40",
      "builtin:blobs?samples=40&classes=4",
    ]) {
      const data = await load(source);
      const labels = Array.from(data.train.labels!);
      const names = (data.target as { names: readonly string[] }).names;
      for (const label of names.keys())
        expect(labels.filter((other) => other === label).length).toBe(40 / names.length);
    }
  });

  test("can be looked at", async () => {
    const description = await glance({}, { source: "builtin:shapes" });
    expect(description).toMatchObject({
      parts: [
        { name: "train", count: 1000 },
        { name: "validation", count: 200 },
      ],
      inputShape: [200, 200, 3],
      classes: ["disc", "triangle"],
    });
    expect(description.thumbnails!.map(({ label }) => label).slice(0, 2)).toEqual(["disc", "triangle"]);
    expect(await glance({}, { source: "builtin:sine" })).toMatchObject({ inputShape: [1], warnings: [] });
  });

  test("are summed up for a run", async () => {
    expect(summaryOf(await load("builtin:spirals"))).toEqual({
      source: "builtin:spirals",
      train: 1000,
      validation: 200,
      inputShape: [2],
      classes: ["first arm", "second arm"],
      warnings: [],
    });
  });

  test("a clean sine is a sine, and clean clouds are their centres", async () => {
    const wave = await rowsOf(await load("builtin:sine?noise=0&samples=100"));
    for (const [i, [x]] of wave.inputs.entries()) expect(wave.targets[i]![0]).toBeCloseTo(Math.sin(Math.PI * x!), 6);
    const clouds = await rowsOf(await load("builtin:blobs?noise=0&samples=6"));
    expect(new Set(clouds.inputs.map((row) => row.map((x) => x.toFixed(3)).join())).size).toBe(3);
  });

  test("sine and cosine need no Math.sin", () => {
    for (let turns = -2; turns <= 2; turns += 0.01) {
      expect(sine(turns)).toBeCloseTo(Math.sin(2 * Math.PI * turns), 10);
      expect(cosine(turns)).toBeCloseTo(Math.cos(2 * Math.PI * turns), 10);
    }
  });

  test.each([
    [
      "builtin:shape",
      "There is no generated data “shape”; there are blobs, random, shapes, sine, spirals. (builtin:shape)",
    ],
    ["builtin:", "There is no generated data “”"],
    ["builtin:shapes?count=5", "builtin:shapes has no option count; it has samples, seed, noise, classes."],
    ["builtin:shapes?samples=0", "samples must be a number from 1 to 1000000; it is “0”."],
    ["builtin:shapes?samples=1.5", "samples must be a number from 1 to 1000000; it is “1.5”."],
    ["builtin:shapes?samples=", "samples must be a number from 1 to 1000000; it is “”."],
    ["builtin:shapes?seed=many", "seed must be a number from 0 to 2147483647; it is “many”."],
    ["builtin:shapes?__proto__=1", "builtin:shapes has no option __proto__"],
  ])("%s is refused with a reason", async (source, message) => {
    await expect(openData({ source, scale: true }, { files: memoryFiles({}) })).rejects.toThrow(message);
  });
});
