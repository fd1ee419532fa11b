// Models with several inputs and outputs from their file to their last epoch: made-up data, arrays, and what is said when something lacks.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import { readWeights, writeNpz } from "../../src/base/npz";
import { diskFiles } from "../../src/engine/files";
import { Training } from "../../src/engine/training";
import type { EpochReport, StepReport, TrainingJob } from "../../src/model/job";
import type { TrainerEvents } from "../../src/protocol/trainer";
import { read } from "../support/reader";
import { kernels, threadFile } from "../support/run";

const fixtures = resolve(import.meta.dirname, "../fixtures/outputs");
const folder = mkdtempSync(join(tmpdir(), "batchwise-outputs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const environment = {
  tools: { files: diskFiles },
  kernels: Promise.resolve(kernels),
  threadFile,
  version: "test",
};

let runs = 0;
function jobOf(name: string, source: string, more: Partial<TrainingJob> = {}): TrainingJob {
  const text = readFileSync(join(fixtures, `${name}.py`), "utf8");
  const graph = read(text).models.find((model) => model.name === "model")!;
  return {
    ...draftJob(infer(graph)),
    source: { name: `${name}.py`, text },
    data: { source, scale: true },
    validation: 0,
    epochs: 1,
    batchSize: 32,
    shuffle: false,
    seed: 3,
    threads: 1,
    out: join(folder, `run ${runs++}`),
    everyStep: true,
    ...more,
  };
}

async function train(job: TrainingJob) {
  const epochs: EpochReport[] = [];
  const steps: StepReport[] = [];
  const training = new Training(job, environment, (name, data) => {
    if (name === "epoch") epochs.push(data as EpochReport);
    if (name === "steps") steps.push(...(data as TrainerEvents["steps"]).reports);
  });
  const { start, finish } = await training.begin();
  await finish();
  return { start, epochs, steps };
}

type Arrays = Readonly<Record<string, readonly [shape: number[], data: number[]]>>;
const npz = async (name: string, arrays: Arrays) => {
  const path = join(folder, name);
  const entries = Object.entries(arrays).map(
    ([name, [shape, data]]) => [name, { shape, data: Float32Array.from(data) }] as const,
  );
  writeFileSync(path, await writeNpz(entries));
  return path;
};
const numbers = (count: number, key = 0): number[] => Array.from({ length: count }, (_, i) => Math.sin(i + key));
const classes = (count: number, below: number): number[] => Array.from({ length: count }, (_, i) => (i * i) % below);

describe("on made-up data", () => {
  const all = "two_inputs two_outputs list_losses one_without_loss one_loss_for_all siamese nested masks keyed".split(
    " ",
  );
  test.each(all)("%s learns what there is to learn", async (name) => {
    const job = jobOf(name, "builtin:random?samples=320", { epochs: 6, validation: 0.2, shuffle: true });
    const { start, epochs } = await train(job);
    expect(start.data.warnings).toEqual([
      "The data are made up in the shapes that the model takes: they show that it runs, not what it can learn.",
    ]);
    expect(start.data).toMatchObject({ train: 256, validation: 64 });
    expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0]!.loss);
    expect(Object.keys(epochs[0]!.validationMetrics!)).toEqual(Object.keys(epochs[0]!.metrics));
    expect(Object.values(epochs.at(-1)!.validationMetrics!).every(Number.isFinite)).toBe(true);
  });
});

test("outputs are called by the keys of the model's dictionary, not by its layers", async () => {
  const job = jobOf("keyed", "builtin:random?samples=320");
  expect(job.outputs!.map(({ name, weight }) => [name, weight])).toEqual([
    ["kind", 0.4],
    ["size", 2],
  ]);
  const { epochs } = await train(job);
  expect(Object.keys(epochs[0]!.metrics)).toEqual(["kind_loss", "size_loss", "kind_accuracy", "size_mae"]);
});

describe("on arrays", () => {
  test("by name, and by place, and with validation arrays", async () => {
    const [x, a, b] = [numbers(6 * 10), classes(10, 3), numbers(2 * 10, 1)];
    const whole = (name: string) => npz(name, { features: [[10, 6], x], kind: [[10], a], size: [[10, 2], b] });
    const named = await train(jobOf("two_outputs", await whole("named.npz"), { batchSize: 5 }));
    const placed = await npz("placed.npz", {
      x_train: [[10, 6], x],
      Y0_TRAIN: [[10, 1], a],
      y_size_train: [[10, 2], b],
      x_val: [[5, 6], x.slice(0, 30)],
      y0_val: [[5], a.slice(0, 5)],
      y1_val: [[5, 2], b.slice(0, 10)],
    });
    const other = await train(jobOf("two_outputs", placed, { batchSize: 5 }));
    const values = ({ steps }: typeof named) => steps.map(({ loss, metrics }) => ({ loss, metrics }));
    expect(values(other)).toEqual(values(named));
    expect(Object.keys(named.steps[0]!.metrics)).toEqual([
      "kind_loss",
      "size_loss",
      "kind_accuracy",
      "size_mae",
      "size_root_mean_squared_error",
    ]);
    expect(named.start.data.validation).toBe(0);
    expect(other.start.data.validation).toBe(5);
    expect(other.epochs[0]!.validationMetrics).toHaveProperty("kind_accuracy");
  });

  test("samples stay whole when they are shuffled: targets that are sums of two inputs are learned", async () => {
    const count = 256;
    const [one, two] = [numbers(6 * count), numbers(12 * count, 2)];
    const price = one.filter((_, i) => i % 6 === 0).map((value, i) => value + two[i * 12]!);
    const file = await npz("sums.npz", {
      numbers: [[count, 6], one],
      places: [[count, 4, 3], two],
      price: [[count, 1], price],
    });
    const optimizer = { class_name: "Adam", config: { learning_rate: 0.01 } };
    const { epochs } = await train(
      jobOf("two_inputs", file, { epochs: 20, shuffle: true, validation: 0.25, optimizer }),
    );
    expect(epochs.at(-1)!.validationLoss).toBeLessThan(0.1 * epochs[0]!.validationLoss!);
  });

  test("layers that look at the data see their own input", async () => {
    const text = `
from keras import Input, Model, layers
age = Input((1,), name="age")
rooms = Input((2,), name="rooms")
norm = layers.Normalization(name="norm")
x = layers.Concatenate()([age, norm(rooms)])
model = Model([age, rooms], [layers.Dense(1, name="price")(x), layers.Dense(3, name="kind", activation="softmax")(x)])
norm.adapt(data)
model.compile("adam", ["mse", "crossentropy"])
`;
    const count = 40;
    const rooms = numbers(2 * count).map((value, i) => (i % 2 === 0 ? 100 + value : 5 * value - 3));
    const arrays = { age: [[count], numbers(count)], rooms: [[count, 2], rooms], price: [[count], numbers(count, 3)] };
    const file = await npz("looked.npz", { ...arrays, kind: [[count], classes(count, 3)] } as unknown as Arrays);
    const graph = read(text).models[0]!;
    const job = {
      ...jobOf("two_inputs", file),
      ...draftJob(infer(graph)),
      data: { source: file, scale: true },
      validation: 0,
    };
    await train(job);
    const weights = await readWeights(readFileSync(join(job.out, "weights.npz")));
    const mean = (at: number): number =>
      rooms.filter((_, i) => i % 2 === at).reduce((sum, value) => sum + value, 0) / count;
    expect([...weights.get("norm/mean")!.data].map((value) => value.toFixed(3))).toEqual([
      mean(0).toFixed(3),
      mean(1).toFixed(3),
    ]);
  });

  test("an output that is not trained on needs no array", async () => {
    const file = await npz("partly.npz", { features: [[8, 5], numbers(40)], wanted: [[8, 1], numbers(8)] });
    const { steps } = await train(jobOf("one_without_loss", file));
    expect(Object.keys(steps[0]!.metrics)).toEqual(["wanted_mae"]);
  });

  test.each([
    [
      { features: [[4, 6], numbers(24)], size: [[4, 2], numbers(8)] },
      "It holds features, size, and no array for output kind. An array is called like the input or output, or x_NAME and y_NAME, or x0, x1 … and y0, y1 …",
    ],
    [
      { features: [[4, 6], numbers(24)], kind: [[3], classes(3, 3)], size: [[4, 2], numbers(8)] },
      "features holds 4 samples, kind 3: they must be as many.",
    ],
    [
      { features: [[4, 7], numbers(28)], kind: [[4], classes(4, 3)], size: [[4, 2], numbers(8)] },
      "Input features takes (None, 6), its data are samples of (7",
    ],
    [
      { features: [[4, 6], numbers(24)], kind: [[4], [0, 1, 2, 4]], size: [[4, 2], numbers(8)] },
      "Output kind: The data have 5 classes, the model's output (None, 3) tells 3 apart",
    ],
  ] as const)("what does not fit is said (%#)", async (arrays, message) => {
    const file = await npz(`wrong ${runs}.npz`, arrays as unknown as Arrays);
    await expect(train(jobOf("two_outputs", file))).rejects.toThrow(message);
  });

  test("data of one input and one target do not do", async () => {
    await expect(train(jobOf("two_outputs", "builtin:blobs"))).rejects.toThrow(
      "The model has 1 input (features) and 2 targets (kind, size), and such data hold one of each.",
    );
  });
});

describe("on tables", () => {
  const table = (name: string, head: string, row: (i: number) => string): string => {
    const path = join(folder, name);
    writeFileSync(path, [head, ...Array.from({ length: 30 }, (_, i) => row(i))].join("\n"));
    return path;
  };
  const wave = (i: number, k: number): string => Math.sin(i * 0.7 + k).toFixed(3);

  test("targets by the outputs' names, wherever the columns stand, and texts as classes", async () => {
    const text = `
from keras import Input, Model, layers
x = Input((2,), name="features")
h = layers.Dense(8, activation="relu")(x)
model = Model(x, [layers.Dense(3, name="kind", activation="softmax")(h), layers.Dense(1, name="size")(h)])
model.compile("adam", {"kind": "sparse_categorical_crossentropy", "size": "mse"})
`;
    const file = table(
      "named.csv",
      "size,a,kind,b",
      (i) => `${wave(i, 0)},${wave(i, 1)},${"pqr"[i % 3]!},${wave(i, 2)}`,
    );
    const draft = draftJob(infer(read(text).models[0]!));
    const job = { ...jobOf("two_outputs", file), ...draft, data: { source: file, scale: true }, epochs: 2 };
    const { epochs, start } = await train(job);
    expect(start.data).toMatchObject({ train: 24, validation: 6 });
    expect(Object.keys(epochs[1]!.validationMetrics!)).toEqual(["kind_loss", "size_loss"]);
    // the same, said by the columns' names or numbers
    const said = { ...job, out: join(folder, "said"), data: { ...job.data, target: "kind, 1" } };
    expect((await train(said)).epochs.map(({ loss }) => loss)).toEqual(epochs.map(({ loss }) => loss));
  });

  test("a column for each input, by name", async () => {
    const text = `
from keras import Input, Model, layers
age = Input((1,), name="age")
town = Input((2,), name="town")
model = Model([town, age], layers.Dense(1, name="price")(layers.Concatenate()([age, town])))
model.compile("adam", "mse")
`;
    const file = table("inputs.csv", "age,other,town,price", (i) => `${wave(i, 0)},9,${"xy"[i % 2]!},${wave(i, 3)}`);
    const draft = draftJob(infer(read(text).models[0]!));
    const job = { ...jobOf("two_inputs", file), ...draft, data: { source: file, scale: true }, epochs: 1 };
    const { start } = await train(job);
    expect(start.data).toMatchObject({ train: 24, inputShape: [3] });
    const few = table("few.csv", "first,second,price", (i) => `${wave(i, 0)},${wave(i, 1)},${wave(i, 3)}`);
    await expect(train({ ...job, data: { source: few, scale: true }, out: join(folder, "few") })).rejects.toThrow(
      "The model's inputs take 3 numbers (town 2, age 1), a row of the table gives 2",
    );
  });
});

test("nothing to train is said", async () => {
  const job = jobOf("one_loss_for_all", "builtin:random");
  const outputs = job.outputs!.map((output) => ({ ...output, loss: null }));
  await expect(train({ ...job, outputs })).rejects.toThrow(/^No output of the model has a loss/);
});
