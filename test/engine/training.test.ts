// Whole jobs in this process: generated data in, curves and files out.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readWeights } from "../../src/base/npz";
import { Training } from "../../src/engine/training";
import type { Graph } from "../../src/model/graph";
import type { TrainingJob } from "../../src/model/job";
import { readLog } from "../../src/protocol/runLog";
import { environment, newFolder, plainJob, train, weightsIn } from "../support/training";

const chain = (...layers: readonly [string, Record<string, number | string | readonly number[]>][]): Graph => {
  const nodes = layers.map(([type, args], i) => ({
    id: `n${i}`,
    name: `n${i}`,
    type,
    args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, { value }])),
    inputs: i === 0 ? [] : [{ from: `n${i - 1}`, output: 0 }],
  }));
  return {
    name: "model",
    class: "Sequential",
    nodes,
    inputs: ["n0"],
    outputs: [{ from: `n${layers.length - 1}`, output: 0 }],
  };
};

const spirals = chain(
  ["InputLayer", { shape: [2] }],
  ["Dense", { units: 24 }],
  ["BatchNormalization", { momentum: 0.9 }],
  ["Activation", { activation: "relu" }],
  ["Dropout", { rate: 0.1 }],
  ["Dense", { units: 24, activation: "relu" }],
  ["Dense", { units: 1, activation: "sigmoid" }],
);

const jobOf = (more: Partial<TrainingJob> = {}): TrainingJob => ({
  graph: spirals,
  ...plainJob,
  data: { source: "builtin:spirals", scale: true },
  validation: 0.2,
  loss: { class_name: "BinaryCrossentropy", config: {} },
  optimizer: { class_name: "Adam", config: { learning_rate: 0.01 } },
  metrics: [{ class_name: "accuracy", config: {} }],
  epochs: 3,
  batchSize: 32,
  shuffle: true,
  seed: 7,
  out: newFolder(),
  everyStep: true,
  ...more,
});

describe("a training run", () => {
  test("learns, validates and leaves its folder behind", async () => {
    const job = jobOf({ epochs: 15 });
    const { start, epochs, steps, end } = await train(job);
    expect(start.params).toBe(2 * 24 + 24 + 4 * 24 + 24 * 24 + 24 + 25);
    expect(epochs).toHaveLength(15);
    expect(steps).toHaveLength(15 * start.stepsPerEpoch);
    expect(epochs.at(-1)!.loss).toBeLessThan(0.7 * epochs[0]!.loss);
    expect(epochs.at(-1)!.validationMetrics!["accuracy"]).toBeGreaterThan(0.8);
    expect(end).toEqual({ reason: "done", out: job.out });
    expect(
      readdirSync(job.out)
        .filter((name) => !name.startsWith("checkpoint"))
        .sort(),
    ).toEqual(["best.npz", "metrics.jsonl", "run.json", "weights.npz"]);
    expect(readdirSync(job.out).filter((name) => name.startsWith("checkpoint"))).toHaveLength(2);
    const { events, dropped } = readLog(readFileSync(join(job.out, "metrics.jsonl"), "utf8"));
    expect(dropped).toBe(0);
    expect(events.filter(({ event }) => event === "epoch")).toHaveLength(15);
    expect(events.at(-1)).toMatchObject({ event: "end", reason: "done" });
    expect([...(await weightsIn(job.out)).keys()]).toContain("n2/moving_variance");
  });

  test("gives the same bits for the same seed, on one thread and on three", async () => {
    const [one, three] = [jobOf(), jobOf({ threads: 3 })];
    const [a, b] = [await train(one), await train(three)];
    expect(b.steps.map(({ loss }) => loss)).toEqual(a.steps.map(({ loss }) => loss));
    expect(await weightsIn(three.out)).toEqual(await weightsIn(one.out));
    const other = await train(jobOf({ seed: 8 }));
    expect(other.steps[0]!.loss).not.toBe(a.steps[0]!.loss);
  });

  test("goes on after a stop as if it had not stopped", async () => {
    const whole = jobOf();
    await train(whole);
    const stopped = jobOf();
    const first = await train(stopped, (training) => training.stop());
    expect(first.end.reason).toBe("stopped");
    const second = await train({ ...stopped, resume: true });
    expect(second.end.reason).toBe("done");
    expect(await weightsIn(stopped.out)).toEqual(await weightsIn(whole.out));
    const best = (out: string): Buffer => readFileSync(join(out, "best.npz"));
    expect(best(stopped.out).equals(best(whole.out))).toBe(true);
  });

  test("pauses and goes on", async () => {
    const job = jobOf();
    let paused = false;
    const { end } = await train(job, (training) => {
      if (paused) return;
      paused = true;
      training.pause();
      setTimeout(() => training.resume(), 50);
    });
    expect(end.reason).toBe("done");
  });

  test("ends with a sentence when the loss is not a number, and keeps the last good checkpoint", async () => {
    const job = jobOf({ optimizer: { class_name: "SGD", config: { learning_rate: 1e30 } } });
    const { end } = await train(job);
    expect(end).toMatchObject({ reason: "nan" });
    expect(end.message).toMatch(/^The loss became .* in epoch 1, step \d+\. The first that is no number is what/);
    expect(end.message).toMatch(/The learning rate \(1e\+30\) is probably too high; .* There was no checkpoint yet\.$/);
  });

  test("says what does not fit before it begins", async () => {
    const wrong = chain(["InputLayer", { shape: [3] }], ["Dense", { units: 1, activation: "sigmoid" }]);
    await expect(train(jobOf({ graph: wrong }))).rejects.toThrow(/The model takes \(None, 3\)/);
    await expect(train(jobOf({ loss: { class_name: "Nonsense", config: {} } }))).rejects.toThrow(
      /Batchwise has no loss “Nonsense”/,
    );
    const strange = chain(["InputLayer", { shape: [2] }], ["Capsule", {}], ["Dense", { units: 1 }]);
    await expect(train(jobOf({ graph: strange }))).rejects.toThrow(/Capsule “n1” cannot be trained yet/);
  });

  test("two processes do not write to one folder", async () => {
    const job = jobOf();
    const training = new Training(job, environment, () => undefined);
    const { finish } = await training.begin();
    await expect(new Training(job, environment, () => undefined).begin()).rejects.toThrow(/another process/);
    await finish();
  });

  test("saves its weights while it runs and afterwards", async () => {
    const job = jobOf();
    const saved: Promise<void>[] = [];
    const { training } = await train(job, (running) => {
      if (saved.length === 0) saved.push(running.saveWeights(join(job.out, "mine.npz")));
    });
    await Promise.all(saved);
    await training.saveWeights(join(job.out, "after.npz"));
    expect((await readWeights(readFileSync(join(job.out, "after.npz")))).size).toBe((await weightsIn(job.out)).size);
    expect(readdirSync(job.out)).toContain("mine.npz");
  });
});

test("with moving averages a run ends with them, and a checkpoint keeps both", async () => {
  const job = jobOf({ epochs: 1, optimizer: { class_name: "Adam", config: { learning_rate: 0.05, use_ema: true } } });
  const { steps } = await train(job);
  const kept = await weightsIn(job.out, `checkpoint-${steps.length}.npz`);
  const left = await weightsIn(job.out);
  expect(left.get("n1/kernel")!.data).toEqual(kept.get("n1/kernel/Adam/average")!.data);
  expect(left.get("n1/kernel")!.data).not.toEqual(kept.get("n1/kernel")!.data);
  // what no gradient moves has no average
  expect(left.get("n2/moving_mean")!.data).toEqual(kept.get("n2/moving_mean")!.data);
});
