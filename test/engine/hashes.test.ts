/**
 * Trained weights to the last bit: small models of every kind, 50 steps each, give the committed hashes on 1 to 4 threads, cut large or
 * small. Where a change of the arithmetic is meant, write them anew: `UPDATE_HASHES=1 npx vitest run test/engine/hashes.test.ts`.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { RandomStream } from "../../src/base/random";
import { WIDER } from "../../src/engine/kernels";
import { compilePlans, Session } from "../../src/engine/session";
import type { Config, KerasObject } from "../../src/model/literal";
import { initialize } from "../../src/train/initializers";
import { scalarsOf } from "../../src/train/optimize";
import { planTraining } from "../../src/train/plan";
import { configureOutputs, configureOptimizer } from "../../src/train/settings";
import { readModel } from "../support/reader";
import { kernels, threadFile } from "../support/run";

const STEPS = 50;
const BATCHES = 3;

interface Training {
  /** What a Python file has after its imports. */
  readonly model: string;
  /** Shape of a sample. */
  readonly input: readonly number[];
  /** Inputs are whole numbers below this instead of fractions. */
  readonly words?: number;
  /** Answers are whole numbers below this; else one fraction. */
  readonly classes?: number;
  readonly batch?: number;
  readonly loss: string;
  readonly optimizer: readonly [name: string, config: Config];
}

const sparse = "SparseCategoricalCrossentropy";

const trainings: Readonly<Record<string, Training>> = {
  "convolution by Winograd, pooled normalization, dropout": {
    model: `
model = Sequential([
    Input((12, 12, 3)),
    layers.Conv2D(16, 3, padding="same", activation="relu"),
    layers.Conv2D(16, 3, padding="same", use_bias=False),
    layers.BatchNormalization(momentum=0.9),
    layers.ReLU(),
    layers.MaxPooling2D(),
    layers.Dropout(0.3),
    layers.Flatten(),
    layers.Dense(4, activation="softmax"),
])`,
    input: [12, 12, 3],
    classes: 4,
    loss: sparse,
    optimizer: ["Adam", { learning_rate: 0.01 }],
  },
  "convolution by windows, groups, dilation, average pooling": {
    model: `
model = Sequential([
    Input((9, 11, 2)),
    layers.Conv2D(6, 5, strides=2, padding="same", activation="gelu"),
    layers.Conv2D(9, 3, dilation_rate=2, padding="same", groups=3),
    layers.AveragePooling2D(3, strides=1, padding="same"),
    layers.GlobalMaxPooling2D(),
    layers.Dense(1, activation="sigmoid"),
])`,
    input: [9, 11, 2],
    classes: 2,
    loss: "BinaryCrossentropy",
    optimizer: ["SGD", { learning_rate: 0.05, momentum: 0.9, nesterov: true }],
  },
  "depthwise, separable and transposed convolution": {
    model: `
model = Sequential([
    Input((7, 7, 4)),
    layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="silu"),
    layers.SeparableConv2D(5, 3, strides=2, padding="same"),
    layers.Conv2DTranspose(3, 3, strides=2, padding="same", activation="elu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(1),
])`,
    input: [7, 7, 4],
    loss: "Huber",
    optimizer: ["RMSprop", { learning_rate: 0.005, momentum: 0.5, centered: true }],
  },
  "dense layers with normalization and penalties": {
    model: `
model = Sequential([
    Input((13,)),
    layers.Dense(33, kernel_regularizer="l2", kernel_constraint="max_norm"),
    layers.BatchNormalization(),
    layers.Activation("relu"),
    layers.Dense(17, activation="tanh", kernel_initializer="orthogonal"),
    layers.GaussianNoise(0.1),
    layers.Dense(5, activation="softmax"),
])`,
    input: [13],
    classes: 5,
    batch: 19,
    loss: sparse,
    optimizer: ["AdamW", { learning_rate: 0.01, clipnorm: 1 }],
  },
  "a sequence convolved": {
    model: `
model = Sequential([
    Input((21, 3)),
    layers.Conv1D(10, 5, padding="causal", activation="relu"),
    layers.SpatialDropout1D(0.2),
    layers.MaxPooling1D(2),
    layers.Conv1D(7, 3, strides=2, activation="softplus"),
    layers.GlobalAveragePooling1D(),
    layers.Dense(1),
])`,
    input: [21, 3],
    loss: "MeanSquaredError",
    optimizer: ["Nadam", { learning_rate: 0.01 }],
  },
  "an embedding with a mask, and an LSTM both ways": {
    model: `
model = Sequential([
    Input((9,)),
    layers.Embedding(20, 6, mask_zero=True),
    layers.Bidirectional(layers.LSTM(5)),
    layers.Dense(3, activation="softmax"),
])`,
    input: [9],
    words: 20,
    classes: 3,
    loss: sparse,
    optimizer: ["Adam", { learning_rate: 0.02, amsgrad: true }],
  },
  "a GRU and a simple recurrent layer": {
    model: `
model = Sequential([
    Input((8, 3)),
    layers.GRU(7, return_sequences=True),
    layers.SimpleRNN(6),
    layers.Dense(1),
])`,
    input: [8, 3],
    loss: "LogCosh",
    optimizer: ["Adagrad", { learning_rate: 0.05 }],
  },
  "attention with layer normalization": {
    model: `
inputs = Input((10,))
x = layers.Embedding(24, 8)(inputs)
attended = layers.MultiHeadAttention(num_heads=2, key_dim=4, dropout=0.1)(x, x)
x = layers.LayerNormalization()(layers.Add()([x, attended]))
x = layers.Dense(8, activation="gelu")(x)
x = layers.GlobalAveragePooling1D()(x)
model = Model(inputs, layers.Dense(4, activation="softmax")(x))`,
    input: [10],
    words: 24,
    classes: 4,
    loss: sparse,
    optimizer: ["Lion", { learning_rate: 0.003 }],
  },
  "a residual block, concatenation, group normalization": {
    model: `
inputs = Input((8, 8, 8))
x = layers.Conv2D(8, 3, padding="same")(inputs)
x = layers.BatchNormalization()(x)
x = layers.Add()([inputs, layers.ReLU()(x)])
y = layers.GroupNormalization(groups=2)(layers.Conv2D(4, 1)(x))
x = layers.Concatenate()([x, y])
x = layers.GlobalAveragePooling2D()(x)
model = Model(inputs, layers.Dense(3, activation="softmax")(x))`,
    input: [8, 8, 8],
    classes: 3,
    loss: sparse,
    optimizer: ["Lamb", { learning_rate: 0.01 }],
  },
  "random layers and products of branches": {
    model: `
inputs = Input((15,))
a = layers.Dense(12, activation="selu", kernel_initializer="lecun_normal")(inputs)
a = layers.AlphaDropout(0.2)(a)
b = layers.Dense(12, activation="mish")(layers.GaussianDropout(0.1)(inputs))
x = layers.UnitNormalization()(layers.Multiply()([a, b]))
model = Model(inputs, layers.Dense(1, activation="sigmoid")(x))`,
    input: [15],
    classes: 2,
    batch: 24,
    loss: "BinaryCrossentropy",
    optimizer: ["Ftrl", { learning_rate: 0.1, l1_regularization_strength: 0.001 }],
  },
};

const header = `from keras import Input, Model, Sequential, layers\n`;

/** Trains on data that a random stream gives; the hash is of all losses, weights and slots, bit by bit. */
async function hashOf(training: Training, threads: number, grain?: number, Sessions = Session): Promise<string> {
  const { model, input, words, classes, batch = 10, loss, optimizer } = training;
  const object = (class_name: string, config: Config = {}): KerasObject => ({ class_name, config });
  const settings = {
    graph: readModel(header + model),
    inputShapes: [input],
    outputs: configureOutputs([{ name: "output", loss: object(loss), weight: 1, metrics: [] }], [classes ?? 1]),
    optimizer: configureOptimizer(object(...optimizer)),
    seed: 5,
  };
  const plan = planTraining(settings, batch);
  const options = grain === undefined ? {} : { grain };
  const session = Sessions.open(compilePlans({ plan }, threads, options), kernels, threads, threadFile);
  for (const { name, value, spec } of plan.weights)
    session.numbers(name).set(initialize(spec.initializer, value.shape, settings.seed, name));
  const random = new RandomStream(11);
  const draw = (values: Float32Array, below?: number): Float32Array =>
    values.map(() => (below === undefined ? 2 * random.uniform() - 1 : random.below(below)));
  const x = session.input("plan", "x0");
  const y = session.input("plan", "y0");
  const data = Array.from({ length: BATCHES }, () => ({ x: draw(x, words), y: draw(y, classes) }));
  const hash = createHash("sha256");
  for (let step = 0; step < STEPS; step++) {
    x.set(data[step % BATCHES]!.x);
    y.set(data[step % BATCHES]!.y);
    session.set(scalarsOf(settings.optimizer, step));
    session.run("plan");
    const now = session.output("plan", "loss").slice();
    expect(now[0], `loss of step ${step}`).toSatisfy(Number.isFinite);
    hash.update(now);
  }
  for (const name of session.names()) hash.update(name).update(session.numbers(name).slice());
  await session.close();
  return hash.digest("hex");
}

const file = resolve(import.meta.dirname, "../fixtures/hashes.json");
const update = process.env["UPDATE_HASHES"] !== undefined;
const committed = update ? {} : (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>);

describe("50 steps give the committed bits", () => {
  for (const [name, training] of Object.entries(trainings))
    test(name, async () => {
      const alone = await hashOf(training, 1);
      if (update) committed[name] = alone;
      expect(alone, "on one thread").toBe(committed[name]);
      for (const threads of [2, 3, 4]) expect(await hashOf(training, threads, 5), `on ${threads} threads`).toBe(alone);
    });
});

test("tiles of the other width give the committed bits", async () => {
  const flags = process.execArgv;
  process.execArgv = flags.includes(WIDER) ? flags.filter((flag) => flag !== WIDER) : [...flags, WIDER];
  vi.resetModules(); // which width is taken is decided when threads.ts is loaded
  const other = await import("../../src/engine/session");
  process.execArgv = flags;
  expect(other.Session).not.toBe(Session);
  for (const [name, training] of Object.entries(trainings).slice(0, 4))
    expect(await hashOf(training, 1, undefined, other.Session), name).toBe(committed[name]);
});

test("every training has its own hash", () => {
  expect(Object.keys(committed)).toEqual(Object.keys(trainings));
  expect(new Set(Object.values(committed)).size).toBe(Object.keys(trainings).length);
});

afterAll(() => {
  if (update) writeFileSync(file, `${JSON.stringify(committed, null, 2)}\n`);
});
