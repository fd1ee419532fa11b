// Callbacks in whole runs: what they leave on disk, and that a run that goes on has them as if it had never stopped.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeNpz } from "../../src/base/npz";
import type { TrainingJob } from "../../src/model/job";
import type { KerasObject, Literal } from "../../src/model/literal";
import { sequential } from "../support/graph";
import { withStopEarly } from "../../src/train/stopEarly";
import { newFolder, plainJob, train, weightsIn } from "../support/training";

const callback = (class_name: string, config: Record<string, Literal>): KerasObject => ({ class_name, config });

const jobOf = (callbacks: readonly KerasObject[], more: Partial<TrainingJob> = {}): TrainingJob => ({
  graph: sequential(
    [2],
    [
      ["Dense", { units: 16, activation: "relu" }],
      ["BatchNormalization", {}],
      ["Dense", { units: 1, activation: "sigmoid" }],
    ],
  ),
  ...plainJob,
  data: { source: "builtin:spirals", scale: true },
  validation: 0.2,
  loss: { class_name: "BinaryCrossentropy", config: {} },
  optimizer: { class_name: "Adam", config: { learning_rate: 0.05 } },
  metrics: [{ class_name: "accuracy", config: {} }],
  callbacks,
  epochs: 8,
  stepsPerEpoch: 6,
  batchSize: 32,
  shuffle: true,
  seed: 7,
  out: newFolder(),
  everyStep: true,
  ...more,
});

/** The same, stopped after so many steps. */
const trainUntil = (job: TrainingJob, steps: number) =>
  train(job, (training, done) => {
    if (done >= steps) training.stop();
  });

test("early stopping ends the run and takes the weights of the best epoch", async () => {
  const job = jobOf(
    [
      callback("ModelCheckpoint", { filepath: "every/{epoch}.weights.h5", save_weights_only: true }),
      callback("EarlyStopping", { monitor: "val_loss", mode: "max", patience: 2, restore_best_weights: true }),
    ],
    { optimizer: { class_name: "SGD", config: { learning_rate: 0.1 } } },
  );
  const { start, epochs, end } = await train(job);
  const losses = epochs.map(({ validationLoss }) => validationLoss!);
  const best = losses.indexOf(Math.max(...losses));
  expect(end.reason).toBe("early-stopping");
  expect(epochs).toHaveLength(best + 3);
  expect(end.message).toMatch(
    /^val_loss has not become better for 2 epochs; the best was \S+ in epoch \d+, whose weig/,
  );
  expect(await weightsIn(job.out)).toEqual(await weightsIn(job.out, `saved/${best + 1}.npz`));
  expect(await weightsIn(job.out)).not.toEqual(await weightsIn(job.out, `saved/${epochs.length}.npz`));
  expect(start.notes).toEqual([expect.stringMatching(/asks for "every\/{epoch}.weights.h5"; .* "saved\/{epoch}.npz"/)]);
});

test("early stopping that was chosen outside of the file, unless the file has one of its own", async () => {
  const more = { epochs: 30, stepsPerEpoch: 2, optimizer: { class_name: "SGD", config: { learning_rate: 3 } } };
  const chosen = await train(jobOf([], { ...more, stopEarly: 2 }));
  const losses = chosen.epochs.map(({ validationLoss }) => validationLoss!);
  expect(losses.length).toBe(losses.indexOf(Math.min(...losses)) + 3);
  expect(chosen.end.reason).toBe("early-stopping");
  expect(chosen.end.message).toMatch(/^val_loss has not become better for 2 epochs; .* whose weights are taken\.$/);
  expect(withStopEarly([], 3, false)[0]!.config).toMatchObject({ monitor: "loss", patience: 3 });
  const own = callback("EarlyStopping", { monitor: "loss", patience: 20 });
  const both = await train(jobOf([own], { ...more, epochs: 12, stopEarly: 1 }));
  expect(both.end.reason).toBe("done");
  expect(both.start.notes).toEqual([
    "The model file has an EarlyStopping of its own, which decides when this training ends.",
  ]);
});

test("a run that has ended early goes on when more epochs are asked for, and only then", async () => {
  const job = jobOf([callback("EarlyStopping", { monitor: "loss", mode: "max", patience: 1 })]);
  const first = await train(job);
  expect(first.epochs.length).toBeLessThan(8);
  const again = await train({ ...job, resume: true });
  expect(again.epochs).toEqual([]);
  expect(again.end).toMatchObject({ reason: "early-stopping" });
  expect(again.end.message).toMatch(/ask for more than 8 epochs/);
  const longer = await train({ ...job, resume: true, epochs: 16 });
  expect(longer.epochs[0]!.epoch).toBe(first.epochs.length + 1);
});

const everything = [
  callback("LearningRateScheduler", {
    schedule: callback("table", { rates: [0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.01, 0.01] }),
  }),
  callback("ReduceLROnPlateau", { monitor: "loss", patience: 1, factor: 0.5, min_delta: 0.02 }),
  callback("ModelCheckpoint", { filepath: "at-{epoch}-{batch}.keras", save_freq: 5 }),
  callback("ModelCheckpoint", { filepath: "best.keras", save_best_only: true, monitor: "val_accuracy" }),
  callback("CSVLogger", { filename: "log.csv" }),
  callback("EarlyStopping", { monitor: "val_accuracy", patience: 5, restore_best_weights: true }),
];

test.each([2, 6, 11, 30])("stopped after %i steps it goes on bit for bit as if it had not", async (steps) => {
  const whole = jobOf(everything);
  const expected = await train(whole);
  const stopped = jobOf(everything);
  expect((await trainUntil(stopped, steps)).end.reason).toBe("stopped");
  const { end } = await train({ ...stopped, resume: true });
  expect(end).toEqual({ ...expected.end, out: stopped.out });
  expect(readdirSync(join(stopped.out, "saved"))).toEqual(readdirSync(join(whole.out, "saved")));
  for (const name of readdirSync(join(whole.out, "saved")))
    expect(readFileSync(join(stopped.out, "saved", name)).equals(readFileSync(join(whole.out, "saved", name)))).toBe(
      true,
    );
  for (const name of ["weights.npz", "best.npz"])
    expect(await weightsIn(stopped.out, name)).toEqual(await weightsIn(whole.out, name));
  const rows = readFileSync(join(stopped.out, "saved/log.csv"), "utf8").trim().split("\r\n");
  expect(rows).toHaveLength(expected.epochs.length + 1);
  expect(rows[0]).toBe("epoch,accuracy,learning_rate,loss,val_accuracy,val_loss");
});

test("a run that goes on knows what was best, and the learning rate that was set", async () => {
  // a rate at which the loss goes up and down, until it is made smaller
  const more = { epochs: 12, stepsPerEpoch: 2, optimizer: { class_name: "SGD", config: { learning_rate: 3 } } };
  const slower = callback("ReduceLROnPlateau", { monitor: "loss", mode: "max", patience: 3, factor: 0.9 });
  const whole = jobOf([slower], more);
  const { epochs, notes } = await train(whole);
  const losses = epochs.map(({ validationLoss }) => validationLoss!);
  const [best, reduced] = [losses.indexOf(Math.min(...losses)) + 1, notes[0]!.epoch];
  for (const after of [best, reduced]) {
    expect(after).toBeLessThan(12);
    const stopped = jobOf([slower], more);
    expect((await trainUntil(stopped, after * 2 + 1)).end.reason).toBe("stopped");
    await train({ ...stopped, resume: true });
    for (const name of ["weights.npz", "best.npz"])
      expect(await weightsIn(stopped.out, name)).toEqual(await weightsIn(whole.out, name));
  }
});

test("a learning rate that changes is drawn and told", async () => {
  const { steps, epochs, notes } = await train(
    jobOf([callback("ReduceLROnPlateau", { monitor: "loss", mode: "max", patience: 2, factor: 0.1 })]),
  );
  const rates = steps.map(({ metrics }) => metrics["learning_rate"]);
  expect(rates[0]).toBeCloseTo(0.05);
  expect(rates.at(-1)).toBeLessThan(0.01);
  expect(epochs.at(-1)!.metrics["learning_rate"]).toBeLessThan(0.01);
  expect(notes[0]!.message).toBe(
    `Epoch ${notes[0]!.epoch}: loss has not become better; the learning rate goes from 0.05 to 0.005.`,
  );
});

test("what cannot be carried out does not stop the training", async () => {
  const { start, end, steps } = await train(jobOf([callback("TensorBoard", { log_dir: "logs" })], { epochs: 1 }));
  expect(end.reason).toBe("done");
  expect(start.notes).toEqual([expect.stringMatching(/^The callback TensorBoard is left out: /)]);
  expect(steps[0]!.metrics["learning_rate"]).toBeUndefined();
});

test("nothing is written outside the run's folder", async () => {
  const outside = newFolder();
  const job = jobOf([callback("ModelCheckpoint", { filepath: join(outside, "model.keras") })], { epochs: 1 });
  await train(job);
  expect(readdirSync(outside)).toEqual([]);
  expect(existsSync(join(job.out, "saved/model.npz"))).toBe(true);
});

describe("validation with the averages of weights is as in Keras", () => {
  interface Averages {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly cases: readonly {
      readonly swap_on_epoch: boolean;
      /** The epoch, from 0, at whose end the training is stopped. */
      readonly stop: number | null;
      readonly loss: readonly number[];
      readonly val_loss: readonly number[];
      /** Kernel and bias at the end of each epoch, and at last. */
      readonly kept: readonly (readonly number[])[];
      readonly end: readonly number[];
    }[];
  }
  const path = join(import.meta.dirname, "../fixtures/averages.json");
  const { x, y, cases } = JSON.parse(readFileSync(path, "utf8")) as Averages;
  const column = (numbers: readonly number[]) => ({ shape: [numbers.length, 1], data: Float32Array.from(numbers) });
  const part = async (name: string, begin: number, end: number): Promise<string> => {
    const file = join(newFolder(), name);
    const arrays = { x: column(x.slice(begin, end)), y: column(y.slice(begin, end)) };
    writeFileSync(file, await writeNpz(new Map(Object.entries(arrays))));
    return file;
  };
  const jobFor = async ({ swap_on_epoch, stop }: Averages["cases"][number]): Promise<TrainingJob> =>
    jobOf(
      [
        callback("SwapEMAWeights", { swap_on_epoch }),
        callback("ModelCheckpoint", { filepath: "{epoch}.weights.h5", save_weights_only: true }),
        ...(stop === null ? [] : [callback("EarlyStopping", { monitor: "loss", mode: "max", patience: stop })]),
      ],
      {
        graph: sequential(
          [1],
          [["Dense", { units: 1, kernel_initializer: { class_name: "Constant", config: { value: 2 } } }]],
        ),
        data: { source: await part("train.npz", 0, 6), scale: true },
        validation: { source: await part("validation.npz", 6, 8), scale: true },
        loss: { class_name: "MeanSquaredError", config: {} },
        optimizer: { class_name: "SGD", config: { learning_rate: 0.1, use_ema: true, ema_momentum: 0.9 } },
        metrics: [],
        epochs: 4,
        stepsPerEpoch: 3,
        batchSize: 2,
        shuffle: false,
      },
    );
  const numbers = (weights: Awaited<ReturnType<typeof weightsIn>>): number[] =>
    [...weights.values()].flatMap(({ data }) => Array.from(data));
  const expectClose = (found: readonly (number | undefined)[], want: readonly number[]): void => {
    expect(found).toHaveLength(want.length);
    want.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
  };

  for (const one of cases)
    test(`swap_on_epoch=${String(one.swap_on_epoch)}${one.stop === null ? "" : ", stopped early"}`, async () => {
      const job = await jobFor(one);
      const { start, epochs } = await train(job);
      expect(start.notes?.filter((note) => note.includes("SwapEMAWeights"))).toEqual([]);
      expectClose(
        epochs.map(({ loss }) => loss),
        one.loss,
      );
      expectClose(
        epochs.map(({ validationLoss }) => validationLoss),
        one.val_loss,
      );
      for (const [epoch, want] of one.kept.entries())
        expectClose(numbers(await weightsIn(job.out, `saved/${epoch + 1}.npz`)), want);
      expectClose(numbers(await weightsIn(job.out)), one.end);
    });

  test("and goes on so from a checkpoint", async () => {
    const whole = await jobFor(cases[2]!);
    await train(whole);
    const halves = { ...whole, out: newFolder() };
    await trainUntil(halves, 5);
    await train({ ...halves, resume: true });
    expect(await weightsIn(halves.out)).toEqual(await weightsIn(whole.out));
  });

  test("without averages it is left out, with the reason", async () => {
    const { start } = await train(jobOf([callback("SwapEMAWeights", {})], { epochs: 1, stepsPerEpoch: 1 }));
    expect(start.notes).toEqual([
      "The callback SwapEMAWeights is left out: the optimizer keeps no averages of the weights; give it use_ema=True.",
    ]);
  });
});
