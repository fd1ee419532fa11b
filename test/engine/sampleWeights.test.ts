// Weights of samples in whole runs of 20 steps and more, against what Keras gives (scripts/oracle/sample_weights.py).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import { writeNpz } from "../../src/base/npz";
import type { TrainingJob } from "../../src/model/job";
import { npyOf } from "../support/npy";
import { readModel } from "../support/reader";
import { logsOf, train, weightsIn } from "../support/training";

interface Run {
  readonly name: string;
  readonly source: string;
  readonly validationSplit: number;
  readonly classWeight: Readonly<Record<string, number>> | null;
  readonly arrays: Readonly<Record<string, readonly [type: string, shape: readonly number[], data: readonly number[]]>>;
  readonly first: Readonly<Record<string, readonly [shape: readonly number[], data: readonly number[]]>>;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly after: Readonly<Record<string, readonly number[]>>;
}

const runs = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../fixtures/sampleWeights.json"), "utf8"),
) as readonly Run[];
const classes = runs[0]!;
const table = runs.find(({ name }) => name === "two classes")!;

const folder = mkdtempSync(join(tmpdir(), "batchwise-weights-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const fileFor = (content: string | Uint8Array, ending: string): string => {
  const path = join(folder, `${files++}.${ending}`);
  writeFileSync(path, content);
  return path;
};

const stored = (arrays: Run["arrays"]) =>
  writeNpz(
    Object.entries(arrays).map(([name, [type, shape, data]]) => [
      name,
      { shape, data: type === "float32" ? Float32Array.from(data) : Int32Array.from(data) },
    ]),
  );

async function runOf(one: Run, more: Partial<TrainingJob> = {}) {
  const { notes, ...draft } = draftJob(infer(readModel(one.source)));
  expect(notes).toEqual([]);
  const data = { source: fileFor(await stored(one.arrays), "npz"), scale: false };
  const first = Object.entries(one.first).map(
    ([name, [shape, numbers]]) => [name, { shape, data: Float32Array.from(numbers) }] as const,
  );
  const out = join(folder, `run ${files++}`);
  const { start, epochs } = await train({
    ...draft,
    source: { name: "model.py", text: one.source },
    data,
    validation: one.validationSplit,
    ...(one.classWeight && { classWeight: one.classWeight }),
    epochs: 5,
    batchSize: 6,
    shuffle: false,
    seed: 0,
    threads: 2,
    initialWeights: fileFor(await writeNpz(first), "npz"),
    out,
    ...more,
  });
  return { start, logs: logsOf(epochs), after: await weightsIn(out) };
}

describe("as in Keras", () => {
  test.each(runs.map((one) => [one.name, one] as const))("%s", async (_, one) => {
    const { logs, after } = await runOf(one);
    expect(Object.keys(logs[0]!).sort()).toEqual(Object.keys(one.history).sort());
    for (const [name, values] of Object.entries(one.history))
      values.forEach((value, epoch) =>
        expect(
          Math.abs((logs[epoch] as Record<string, number>)[name]! - value),
          `${name}, epoch ${epoch}`,
        ).toBeLessThan(1e-4 * Math.max(1, Math.abs(value))),
      );
    for (const [name, values] of Object.entries(one.after))
      values.forEach((value, i) => expect(Math.abs(after.get(name)!.data[i]! - value), name).toBeLessThan(1e-4));
  });
});

describe("where they come from", () => {
  const row = (one: Run, part: string, i: number): string => {
    const of = (letter: string): readonly number[] => {
      const [, shape, data] = one.arrays[`${letter}_${part}`]!;
      const width = data.length / shape[0]!;
      return data.slice(i * width, (i + 1) * width);
    };
    return [...of("x"), ...of("sample_weight"), ...of("y")].join();
  };
  const csv = (one: Run, part: string, rows: number): string =>
    fileFor(["a,b,c,importance,y", ...Array.from({ length: rows }, (_, i) => row(one, part, i))].join("\n"), "csv");

  test("a column of a table, which is not learned from", async () => {
    const spec = { scale: false, target: "y", sampleWeight: "importance" };
    const { start, logs } = await runOf(table, {
      data: { source: csv(table, "train", 21), ...spec },
      validation: { source: csv(table, "val", 9), ...spec },
    });
    expect(start.data.inputShape).toEqual([3]);
    expect(start.notes).toEqual(["Samples count by their weights, from 0 to 2.93."]);
    for (const [name, values] of Object.entries(table.history))
      expect((logs.at(-1) as Record<string, number>)[name]).toBeCloseTo(values.at(-1)!, 4);
  });

  test("the last column is predicted unless it is the one with the weights", async () => {
    const text = "a,b,c,y,w\n1,2,3,0,0.5\n3,2,1,1,2\n1,1,1,0,\n2,2,2,1,1\n";
    const { start } = await runOf(table, {
      data: { source: fileFor(text, "csv"), scale: false, sampleWeight: "w" },
      epochs: 1,
    });
    expect(start.data.train).toBe(3);
    expect(start.data.warnings).toEqual([
      "w: one cell (row 4) is missing.",
      "1 row with such cells or without a target left out; 3 remain.",
    ]);
  });

  test("a third .npy file", async () => {
    const files = ["x", "y", "sample_weight"].map((letter) => {
      const [, shape, data] = classes.arrays[`${letter}_train`]!;
      return fileFor(
        npyOf({ type: letter === "y" ? "int32" : "float32", bigEndian: false, fortranOrder: false, shape }, data),
        "npy",
      );
    });
    const { logs } = await runOf(classes, { data: { source: files.join(), scale: false }, epochs: 1 });
    expect(logs[0]!.loss).toBeCloseTo(classes.history["loss"]![0]!, 4);
  });

  test.each([
    ["w_train", "w_val"],
    ["w", "sample_weights_validation"],
    ["Sample_Weight", "w_valid"],
  ])("arrays called %s and %s", async (training, validation) => {
    const { sample_weight_train, sample_weight_val, ...rest } = classes.arrays;
    const arrays = { ...rest, [training]: sample_weight_train!, [validation]: sample_weight_val! };
    const { logs } = await runOf({ ...classes, arrays }, { epochs: 1 });
    expect(logs[0]!.loss).toBeCloseTo(classes.history["loss"]![0]!, 4);
    expect(logs[0]!.val_loss).toBeCloseTo(classes.history["val_loss"]![0]!, 4);
  });

  test("validation data without the column count once", async () => {
    const plain = "a,b,c,y\n1,2,3,0\n3,2,1,1\n";
    const weighed = "a,b,c,y,w\n1,2,3,0,5\n3,2,1,1,2\n";
    const spec = { scale: false, sampleWeight: "w" };
    const { start, logs } = await runOf(table, {
      data: { source: fileFor(weighed, "csv"), ...spec },
      validation: { source: fileFor(plain, "csv"), scale: false },
      epochs: 1,
    });
    expect(start.notes).toEqual(["Samples count by their weights, from 2 to 5."]);
    expect(logs[0]!.val_loss).toBeGreaterThan(0);
  });
});

describe("what the model file itself says", () => {
  const list = (data: readonly number[]): string => `[${data.join(", ")}]`;
  const rows = (name: string): string => {
    const [, shape, data] = classes.arrays[name]!;
    const width = shape[1] ?? 1;
    const all = Array.from({ length: shape[0]! }, (_, i) => list(data.slice(i * width, (i + 1) * width)));
    return shape.length === 1 ? `np.array(${list(data)})` : `np.array([${all.join(", ")}])`;
  };
  const program = (fit: string): string => `import numpy as np
import tensorflow as tf
${classes.source}
x, y, w = ${rows("x_train")}, ${rows("y_train")}, ${rows("sample_weight_train")}
a, b, c = ${rows("x_val")}, ${rows("y_val")}, ${rows("sample_weight_val")}
${fit}
`;
  const inPairs = "tf.data.Dataset.from_tensor_slices";
  test.each([
    [
      "an argument",
      "model.fit(x, y, sample_weight=w, validation_data=(a, b, c), batch_size=6, epochs=5, shuffle=False)",
    ],
    [
      "made of others",
      "model.fit(x, y, 6, 5, sample_weight=(w * 2) / 2, validation_data=(a, b, np.where(c > 9, 0, c)), shuffle=False)",
    ],
    ["threes", `model.fit(${inPairs}((x, y, w)).batch(6), validation_data=${inPairs}((a, b, c)).batch(6), epochs=5)`],
  ])("%s", async (_, fit) => {
    const source = program(fit);
    const { data, validation, notes, ...draft } = draftJob(infer(readModel(source)));
    expect(notes).toEqual([]);
    const { logs } = await runOf({ ...classes, source }, { ...draft, data: data!, validation });
    for (const [name, values] of Object.entries(classes.history))
      values.forEach((value, epoch) => expect((logs[epoch] as Record<string, number>)[name]).toBeCloseTo(value, 4));
  });

  test("and what cannot be followed is said", () => {
    const notesOf = (fit: string) => draftJob(infer(readModel(program(fit)))).notes;
    expect(notesOf("model.fit(x, y, sample_weight=load(), validation_data=(a, b, load()))")).toEqual([
      expect.stringMatching(/^sample_weight is left out: .+\.$/),
      expect.stringMatching(/^The weights of the validation data are left out: .+\.$/),
    ]);
    expect(notesOf("model.fit(x, y, sample_weight=w, class_weight={0: 1, 1: 2})")).toEqual([
      "Keras does not take sample_weight and class_weight at once; here a sample counts by both.",
    ]);
    expect(notesOf("model.fit(x, y, sample_weight=None)")).toEqual([]);
  });
});

describe("what they cannot be", () => {
  const withWeights = (shape: readonly number[], data: readonly number[]) => ({
    ...classes,
    arrays: { ...classes.arrays, sample_weight_train: ["float32", shape, data] as const },
  });
  test.each([
    [
      "too few",
      withWeights([3], [1, 2, 3]),
      /21 samples but 3 weights \(sample_weight_train\): give one for each sample\./,
    ],
    [
      "no numbers",
      withWeights([21], [NaN, ...Array<number>(20).fill(1)]),
      /\(sample_weight_train\) must be numbers; number 0 is NaN\./,
    ],
    [
      "for places that are not there",
      withWeights([21, 2], Array<number>(42).fill(1)),
      /A sample has 2 weights, and the output d has 1 loss for it/,
    ],
  ])("%s", async (_, one, message) => {
    await expect(runOf(one)).rejects.toThrow(message);
  });
  test.each([
    ["y", "Column y cannot both be predicted and say how much a row counts."],
    ["city", "Column city, which is to say how much a row counts, does not hold numbers."],
    ["weight", "There is no column “weight”"],
  ])("the column %s", async (sampleWeight, message) => {
    const source = fileFor("a,b,c,city,y\n1,2,3,Rome,0\n3,2,1,Bern,1\n1,2,1,Bern,1\n", "csv");
    await expect(runOf(table, { data: { source, scale: false, target: "y", sampleWeight } })).rejects.toThrow(message);
  });
});
