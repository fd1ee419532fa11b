import { expect, test } from "vitest";
import type { Graph } from "../../src/model/graph";
import type { FitSettings, TrainingSettings } from "../../src/model/training";
import { fixed, found, foundIn, quiet, sequentialText, speaks } from "../support/hints";
import { readModel } from "../support/reader";

const rule = "stale-moving-statistics";
const model = (...normalizations: readonly string[]): string =>
  sequentialText(
    "(8,)",
    ...normalizations.flatMap((one) => ["layers.Dense(4, use_bias=False)", one, "layers.ReLU()"]),
    "layers.Dense(3)",
  );
const data = "import numpy as np\nx, y = np.zeros((1000, 8)), np.zeros(1000)\n";
const trained = (fit: string, ...normalizations: readonly string[]): string =>
  `${model(...(normalizations.length > 0 ? normalizations : ["layers.BatchNormalization()"]))}${data}${fit}\n`;

speaks(rule, {
  "of 298 steps": [trained("model.fit(x[:298], y, batch_size=1)"), "batch_normalization"],
  "once, of the first": [
    trained("model.fit(x, y)", "layers.BatchNormalization()", "layers.BatchNormalization()"),
    "batch_normalization",
  ],
  "of the one whose momentum is too large": [
    trained("model.fit(x, y, epochs=10)", "layers.BatchNormalization()", "layers.BatchNormalization(momentum=0.999)"),
    "batch_normalization_1",
  ],
  "of samples that are left for training": [
    trained("model.fit(x, y, epochs=10, validation_split=0.2)"),
    "batch_normalization",
  ],
  "of epochs that are left": [trained("model.fit(x, y, epochs=10, initial_epoch=5)"), "batch_normalization"],
  "of a loop of known length": [trained("for i in range(4):\n    model.fit(x, y)"), "batch_normalization"],
  "of several fits that are not enough together": [
    trained("model.fit(x, y, epochs=2)\nmodel.fit(x, y, epochs=3)"),
    "batch_normalization",
  ],
  "of a data set that Keras brings": [
    `${model("layers.BatchNormalization(momentum=0.9999)")}(x, y), _ = keras.datasets.mnist.load_data()\nmodel.fit(x, y, epochs=5)\n`,
    "batch_normalization",
  ],
});

quiet(rule, {
  "299 steps are enough for 0.99": trained("model.fit(x[:299], y, batch_size=1)"),
  "a smaller momentum forgets in time": trained("model.fit(x, y)", "layers.BatchNormalization(momentum=0.9)"),
  "several fits together are enough": trained("model.fit(x, y, epochs=5)\nmodel.fit(x, y, epochs=5)"),
  "the number of samples is not known": `${model("layers.BatchNormalization()")}model.fit(load(), epochs=1)\n`,
  "the number of epochs is not known": trained("model.fit(x, y, epochs=choose())"),
  "the batch size is not known": trained("model.fit(x, y, batch_size=choose())"),
  "one of two fits cannot be counted": trained("model.fit(x, y)\nmodel.fit(load())"),
  "the momentum is not known": trained("model.fit(x, y)", "layers.BatchNormalization(momentum=choose())"),
  "steps of an epoch are given, and enough": trained("model.fit(x, y, steps_per_epoch=400)"),
  "it is trained in steps as well": trained("model.fit(x, y)\nfor i in range(99):\n    model.train_on_batch(x, y)"),
  "whether it is trained further is not known": trained(
    "model.fit(x, y)\nif choose():\n    model.fit(x, y, epochs=99)",
  ),
  "how often it is trained is not known": trained("while choose():\n    model.fit(x, y)"),
  "weights are loaded": trained('model.load_weights("a.weights.h5")\nmodel.fit(x, y)'),
  "it is not trained": model("layers.BatchNormalization()"),
  "its statistics are frozen": trained("model.fit(x, y)", "layers.BatchNormalization(trainable=False)"),
  "it normalizes within a sample": trained("model.fit(x, y)", "layers.LayerNormalization()"),
});

test("says what is left, with the file's own numbers, and what would help", () => {
  const text = trained("model.fit(x, y, epochs=2)");
  const [first] = found(text);
  // 1,000 samples in batches of 32, twice
  expect(first!.finding.message).toBe(
    "After 64 steps these moving statistics still are 53 % their start. Predictions and validation use them (`0.99 ** 64`), and will look worse than training. `momentum=0.95` would leave 4 %.",
  );
  expect(fixed(text, rule)).toContain("layers.BatchNormalization(momentum=0.95)");
});

test("one fix sets every normalization that is concerned", () => {
  const text = trained(
    "model.fit(x, y, epochs=2)",
    "layers.BatchNormalization()",
    "layers.BatchNormalization(momentum=0.5)",
    "layers.BatchNormalization(momentum=0.999)",
  );
  const better = fixed(text, rule);
  expect([...better.matchAll(/momentum=([\d.]+)/g)].map(([, value]) => value)).toEqual(["0.95", "0.5", "0.95"]);
  expect(found(better)).toEqual([]);
});

test("where no momentum helps, only longer training is advised", () => {
  const [first] = found(trained("model.fit(x, y, batch_size=500)"));
  expect(first!.finding.message).toContain("Only a longer training helps.");
  expect(first!.finding.fix).toBeUndefined();
});

test("steps of an epoch and the epoch to begin with count, as far as the file tells", () => {
  const graph = readModel(trained("model.fit(x, y)"));
  const [fit] = graph.training!.fits;
  const rules = (training: Partial<TrainingSettings>, change: Partial<FitSettings> = {}): readonly string[] => {
    const changed: Graph = { ...graph, training: { fits: [{ ...fit!, ...change }], ...training } };
    return foundIn(changed).map(({ hint }) => hint.id);
  };
  expect(rules({})).toEqual([rule]);
  expect(rules({}, { stepsPerEpoch: 100 })).toEqual([rule]);
  expect(rules({}, { stepsPerEpoch: 400 })).toEqual([]);
  expect(rules({}, { stepsPerEpoch: { unknown: "chosen elsewhere" } })).toEqual([]);
  expect(rules({}, { epochs: 10 })).toEqual([]);
  expect(rules({}, { epochs: 10, initialEpoch: 5 })).toEqual([rule]);
  expect(rules({ isOpenEnded: true })).toEqual([]);
});

test("a shared layer is moved by each of its calls", () => {
  const shared = (fit: string): string =>
    `import keras
from keras import layers
inputs = keras.Input((8,))
norm = layers.BatchNormalization()
a = norm(layers.Dense(8, use_bias=False)(inputs))
b = norm(layers.Dense(8, use_bias=False)(inputs))
model = keras.Model(inputs, layers.Dense(3)(layers.Add()([a, b])))
${data}${fit}
`;
  const rules = (text: string): readonly string[] => found(text).map(({ hint }) => hint.id);
  expect(rules(shared("model.fit(x, y, epochs=4)"))).toContain(rule);
  expect(rules(shared("model.fit(x, y, epochs=5)"))).not.toContain(rule);
});
