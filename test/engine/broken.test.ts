// Runs whose numbers break: what is said about the cause, and that what was saved before stays as it was. Checkpoints that are damaged.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { memoryFile } from "../../src/base/files";
import { openNpz, writeNpz } from "../../src/base/npz";
import type { TrainingJob } from "../../src/model/job";
import { sequential } from "../support/graph";
import { newFolder, plainJob, train, weightsIn } from "../support/training";

const SAMPLES = 40;

async function jobOf(
  x: (sample: number) => number,
  more: Partial<TrainingJob> = {},
  y: (sample: number) => number = (sample) => sample % 2,
): Promise<TrainingJob> {
  const folder = newFolder();
  const column = (of: (sample: number) => number) => ({
    shape: [SAMPLES, 1],
    data: Float32Array.from({ length: SAMPLES }, (_, i) => of(i)),
  });
  const source = join(folder, "data.npz");
  writeFileSync(
    source,
    await writeNpz([
      ["x", column(x)],
      ["y", column(y)],
    ]),
  );
  return {
    graph: sequential(
      [1],
      [
        ["Dense", { units: 4, activation: "relu" }],
        ["Dense", { units: 1 }],
      ],
    ),
    ...plainJob,
    data: { source, scale: false },
    loss: { class_name: "MeanSquaredError", config: {} },
    optimizer: { class_name: "SGD", config: { learning_rate: 0.01 } },
    epochs: 6,
    batchSize: 8,
    shuffle: false,
    out: join(folder, "run"),
    ...more,
  };
}

const small = (sample: number): number => (sample % 5) / 5;

test("a value in the data that is no number is found", async () => {
  const { end } = await train(await jobOf((sample) => (sample === 21 ? NaN : small(sample))));
  expect(end).toMatchObject({ reason: "nan", cause: "data" });
  expect(end.message).toMatch(
    /^The loss became NaN \(not a number\) in epoch 1, step 3\. The inputs of this step hold/,
  );
});

test("targets too", async () => {
  const { end } = await train(await jobOf(small, {}, (sample) => (sample === 30 ? Infinity : 0)));
  expect(end.message).toMatch(/in epoch 1, step 4\. The targets of this step hold values that are not numbers/);
});

test("a rate that grows too far: the layer, the rate, and the checkpoint that stays", async () => {
  const rates = { class_name: "table", config: { rates: [0.01, 0.01, 1e20] } };
  const job = await jobOf(small, {
    callbacks: [{ class_name: "LearningRateScheduler", config: { schedule: rates } }],
  });
  const { end } = await train(job);
  expect(end.message).toMatch(
    /^The loss became .* in epoch 3, step [23]\. The first that is no number is what Dense “dense/,
  );
  expect(end.message).toMatch(/The learning rate \(1e\+20\) is probably too high/);
  expect(end.cause).toBe("growth");
  expect(end.message).toMatch(/The last checkpoint, checkpoint-10\.npz, is from before and untouched\.$/);
  expect(
    readdirSync(job.out)
      .filter((name) => name.startsWith("checkpoint"))
      .sort(),
  ).toEqual(["checkpoint-10.npz", "checkpoint-5.npz"]);
  for (const [name, { data }] of await weightsIn(job.out, "checkpoint-10.npz"))
    if (name.startsWith("dense")) expect(data.every(Number.isFinite), name).toBe(true);
});

test("inputs that are not scaled are named", async () => {
  const { end } = await train(
    await jobOf(
      (sample) => 3e4 * (sample - 20),
      {},
      (sample) => 1e6 * sample,
    ),
  );
  expect(end.message).toMatch(/so large that the loss of it is infinite.* The inputs reach 1\.2e\+05: scale them/);
});

test("a logarithm of what is not positive is the loss's", async () => {
  const loss = { class_name: "Poisson", config: {} };
  const graph = sequential(
    [1],
    [["Dense", { units: 1, bias_initializer: { class_name: "Constant", config: { value: -9 } } }]],
  );
  const { end } = await train(await jobOf(small, { loss, graph }));
  expect(end.message).toMatch(/What the model gives are numbers, and the loss of them is none/);
});

test("a damaged checkpoint is told, and the one before it is used", async () => {
  const whole = await jobOf(small);
  await train(whole);
  const names = readdirSync(whole.out)
    .filter((name) => name.startsWith("checkpoint"))
    .sort();
  expect(names).toEqual(["checkpoint-25.npz", "checkpoint-30.npz"]);
  const expected = readFileSync(join(whole.out, "weights.npz"));
  const damaged = readFileSync(join(whole.out, "checkpoint-30.npz"));
  const at = damaged.indexOf(Buffer.from(Float64Array.of(2, 7).buffer)); // within the numbers: format, epoch
  expect(at).toBeGreaterThan(0);
  // an archive that is whole, with a number in it that was not there when its sha256 was taken
  const arrays = await openNpz(memoryFile(damaged));
  const changed = await Promise.all([...arrays].map(async ([name, array]) => [name, await array.read()] as const));
  changed.find(([name]) => name.endsWith("kernel"))![1].data[0] = 0.25;
  const otherwise = Buffer.from(await writeNpz(changed as Parameters<typeof writeNpz>[0]));
  for (const change of [
    (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
    (bytes: Buffer) => bytes.fill(7, at + 8, at + 9),
    () => Buffer.alloc(0),
    () => otherwise,
  ]) {
    writeFileSync(join(whole.out, "checkpoint-30.npz"), change(Buffer.from(damaged)));
    const { start, end } = await train({ ...whole, resume: true });
    expect(end.reason).toBe("done");
    expect(start.notes![0]).toMatch(/^checkpoint-30\.npz cannot be used\. ./);
    expect(start.notes![1]).toBe("The run goes on from the checkpoint before, checkpoint-25.npz.");
    expect(readFileSync(join(whole.out, "weights.npz")).equals(expected)).toBe(true);
  }
  for (const name of names) writeFileSync(join(whole.out, name), "nothing");
  await expect(train({ ...whole, resume: true })).rejects.toThrow(
    /no checkpoint that can be read .* checkpoint-30\.npz/,
  );
});
