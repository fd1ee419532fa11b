// What a run is told to need: against what its process then held, and what is said where it is too much.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diskFiles } from "../../src/engine/files";
import { forkProgram } from "../../src/engine/fork";
import { largestThatDoes } from "../../src/engine/memoryNeed";
import { prepare } from "../../src/engine/prepare";
import { jobOfWorkload, workloads } from "../../src/engine/workloads";
import type { TrainingJob } from "../../src/model/job";
import { client } from "../../src/protocol/channel";
import type { TrainerCalls, TrainerEvents } from "../../src/protocol/trainer";
import { sequential } from "../support/graph";
import { kernels } from "../support/run";

const folder = mkdtempSync(join(tmpdir(), "batchwise-memory-"));
afterAll(() => rmSync(folder, { recursive: true }));

const workload = (name: string, more: Partial<TrainingJob> = {}): TrainingJob => ({
  ...jobOfWorkload(workloads.find((one) => one.name === name)!),
  out: join(folder, name),
  threads: 2,
  ...more,
});

describe("what a run needs is told to 15 %", () => {
  test.each(["W5", "W4", "W2"])("%s", async (name) => {
    const child = forkProgram(resolve(import.meta.dirname, "../../dist/trainer.js"));
    const trainer = client<TrainerCalls, TrainerEvents>(child.port);
    try {
      const ended = new Promise<void>((done, fail) => {
        trainer.on("ended", () => done());
        trainer.on("failed", ({ message }) => fail(new Error(message)));
        trainer.onClose((reason) => fail(new Error(reason)));
      });
      const { memoryBytes } = await trainer.call("start", workload(name, { epochs: 2 }));
      await ended;
      const { peakBytes } = await trainer.call("ready");
      expect(memoryBytes / peakBytes).toBeGreaterThan(0.85);
      expect(memoryBytes / peakBytes).toBeLessThan(1.15);
    } finally {
      child.kill();
    }
  });
});

const pictures: TrainingJob = {
  graph: sequential(
    [48, 48, 3],
    [
      ["Conv2D", { filters: 8, kernel_size: [3, 3], activation: "relu" }],
      ["BatchNormalization", {}],
      ["MaxPooling2D", {}],
      ["Flatten", {}],
      ["Dense", { units: 1, activation: "sigmoid" }],
    ],
  ),
  source: { name: "model.py", text: "" },
  data: { source: "builtin:shapes?samples=64", scale: true },
  validation: 0,
  loss: { class_name: "binary_crossentropy", config: {} },
  metrics: [],
  optimizer: { class_name: "adam", config: {} },
  epochs: 1,
  batchSize: 32,
  shuffle: false,
  seed: 1,
  threads: 1,
  out: "",
};

const MIB = 2 ** 20;
const prepared = (job: TrainingJob, freeBytes: number) =>
  prepare(job, { files: diskFiles }, Promise.resolve(kernels), () => undefined, {
    machine: { heldBytes: 0, freeBytes },
  });
const withBatch = (batchSize: number): TrainingJob => ({ ...pictures, batchSize });
const withImages = (size: number): TrainingJob => ({
  ...pictures,
  graph: {
    ...pictures.graph,
    nodes: pictures.graph.nodes.map((node, i) =>
      i === 0 ? { ...node, args: { shape: { value: [size, size, 3] } } } : node,
    ),
  },
});

describe("where it is too much", () => {
  test("to the byte", async () => {
    const { memoryBytes } = await prepared(pictures, 1000 * MIB);
    expect((await prepared(pictures, memoryBytes)).memoryBytes).toBe(memoryBytes);
    await expect(prepared(pictures, memoryBytes - 1)).rejects.toThrow(
      /^Training needs .+ of memory, and .+ can be had\./,
    );
  });

  test("the batch size and the images that are named fit, and no larger ones", async () => {
    const { memoryBytes } = await prepared(pictures, 1000 * MIB);
    const room = memoryBytes - 3 * MIB;
    const message = await prepared(pictures, room).then(
      () => "",
      (error: unknown) => (error as Error).message,
    );
    const [, batch, rows, columns] =
      /What would fit: a batch size of (\d+), or images of (\d+)×(\d+) with a batch size of 32\.$/.exec(message) ?? [];
    expect(Number(batch)).toBeGreaterThan(1);
    await prepared(withBatch(Number(batch)), room);
    await expect(prepared(withBatch(Number(batch) + 1), room)).rejects.toThrow("Training needs");
    expect(rows).toBe(columns);
    await prepared(withImages(Number(rows)), room);
    await expect(prepared(withImages(Number(rows) + 1), room)).rejects.toThrow("Training needs");
  });

  test("nothing fits", async () => {
    await expect(prepared(pictures, MIB)).rejects.toThrow(
      "Not even a batch of one would fit: use smaller images or fewer units.",
    );
  });

  test("a model without pictures is told a batch size alone", async () => {
    const job = workload("W4");
    const { memoryBytes } = await prepared(job, 1000 * MIB);
    await expect(prepared(job, memoryBytes - MIB)).rejects.toThrow(/What would fit: a batch size of \d+\.$/);
  });
});

test("the largest that does, past those that are too small to be tried", () => {
  expect(largestThatDoes(100, (size) => size <= 42)).toBe(42);
  expect(largestThatDoes(100, (size) => (size < 60 ? undefined : size <= 73))).toBe(73);
  expect(largestThatDoes(100, () => false)).toBeUndefined();
  expect(largestThatDoes(100, () => true)).toBe(99);
});
