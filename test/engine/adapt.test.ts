// Layers that find something in the training data before the first step, in whole jobs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { readWeights } from "../../src/base/npz";
import { diskFiles } from "../../src/engine/files";
import { Training, type Environment } from "../../src/engine/training";
import type { TrainingJob } from "../../src/model/job";
import { read } from "../support/reader";
import { kernels, threadFile } from "../support/run";

const environment: Environment = {
  tools: { files: diskFiles },
  kernels: Promise.resolve(kernels),
  threadFile,
  version: "test",
};
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** Two columns of numbers far from 0, a code, and a target. */
const rows = Array.from({ length: 50 }, (_, i) => [100 + (i % 7), -0.01 * i, [5, 9, 9, 12][i % 4]!, (i % 7) / 7]);

/** Trains a model of the table's first columns; gives its weights and what was told. */
async function train(columns: readonly string[], ...lines: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "batchwise-adapt-"));
  folders.push(folder);
  writeFileSync(join(folder, "t.csv"), ["a,b,code,y", ...rows.map((row) => row.join(","))].join("\n"));
  const text = ["import keras", "from keras import layers", ...lines, ""].join("\n");
  const job: TrainingJob = {
    graph: read(text).models.at(-1)!,
    source: { name: "model.py", text },
    data: { source: join(folder, "t.csv"), columns, target: "y", scale: true },
    validation: 0.2,
    loss: { class_name: "MeanSquaredError", config: {} },
    optimizer: { class_name: "Adam", config: { learning_rate: 0.02 } },
    metrics: [],
    epochs: 30,
    batchSize: 8,
    shuffle: true,
    seed: 3,
    threads: 1,
    out: join(folder, "run"),
  };
  const told: string[] = [];
  const training = new Training(job, environment, (name, data) => {
    if (name === "preparing") told.push((data as { what: string }).what);
  });
  const { finish } = await training.begin();
  await finish();
  return { weights: await readWeights(readFileSync(join(job.out, "weights.npz"))), told, job };
}

const first = rows.slice(0, 40);
const moments = (column: number, f: (value: number) => number = (value) => value) => {
  const values = first.map((row) => f(Math.fround(row[column]!)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
};
const close = (got: ArrayLike<number>, want: readonly number[]): void => {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))));
};
const numbers = (weights: Awaited<ReturnType<typeof train>>["weights"], name: string) => weights.get(name)!.data;

describe("before the first step", () => {
  test("Normalization takes the statistics of the training part", async () => {
    const { weights, told } = await train(
      ["a", "b"],
      "x = keras.Input((2,))",
      "m = keras.Model(x, layers.Dense(1)(layers.Normalization(name='n')(x)))",
    );
    const [a, b] = [moments(0), moments(1)];
    close(numbers(weights, "n/mean"), [a.mean, b.mean]);
    close(numbers(weights, "n/variance"), [a.variance, b.variance]);
    expect(told).toContain("Reading data for Normalization “n”");
  });

  test("a layer sees what those before it give, in models within models too", async () => {
    const { weights } = await train(
      ["a", "b"],
      "before = keras.Sequential([keras.Input((2,)), layers.Rescaling(0.5, offset=1), layers.Normalization(name='n')], name='before')",
      "x = keras.Input((2,))",
      "y = layers.Normalization(name='again')(before(x))",
      "m = keras.Model(x, layers.Dense(1)(y))",
    );
    close(
      numbers(weights, "before/n/mean"),
      [0, 1].map((column) => moments(column, (value) => value / 2 + 1).mean),
    );
    close(numbers(weights, "again/mean"), [0, 0]);
    close(numbers(weights, "again/variance"), [1, 1]);
  });

  test("a vocabulary decides the shapes behind it", async () => {
    const { weights } = await train(
      ["code"],
      "x = keras.Input((1,))",
      "y = layers.IntegerLookup(output_mode='one_hot', name='codes')(x)",
      "m = keras.Model(x, layers.Dense(1, name='last')(y))",
    );
    expect(weights.get("last/kernel")!.shape).toEqual([4, 1]);
  });

  test("ranges are found", async () => {
    const { weights } = await train(
      ["a"],
      "x = keras.Input((1,))",
      "y = layers.Discretization(num_bins=3, output_mode='one_hot')(x)",
      "m = keras.Model(x, layers.Dense(1, name='last')(y))",
    );
    expect(weights.get("last/kernel")!.shape).toEqual([3, 1]);
  });
});
