import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { fixed, functionalText, quiet, quietWithWeights, rulesIn, sequentialText, speaks } from "../support/hints";

const rule = "normalization-after-activation";
const dense = (...layers: readonly string[]): string => sequentialText("(8,)", ...layers, "layers.Dense(3)");

test("the tutorial's model: each of its four normalizations, and nothing else", () => {
  const text = readFileSync(resolve(import.meta.dirname, "../../examples/tutorial_cnn.py"), "utf8");
  expect(rulesIn(text)).toEqual(["", "_1", "_2", "_3"].map((number) => `${rule} at batch_normalization${number}`));
  const moved = fixed(text, rule);
  expect(moved).toContain(
    [
      "model.add(layers.Conv2D(64, (3, 3), input_shape=(200, 200, 3), use_bias=False))",
      "model.add(layers.BatchNormalization())",
      'model.add(layers.Activation("relu"))',
    ].join("\n"),
  );
  expect(rulesIn(moved)).toHaveLength(3);
});

speaks(rule, {
  "of an activation that is an argument": [
    dense('layers.Dense(4, activation="relu")', "layers.BatchNormalization()"),
    "batch_normalization",
  ],
  "of an activation that is a layer": [
    dense("layers.Dense(4)", "layers.ReLU()", "layers.BatchNormalization()"),
    "batch_normalization",
  ],
  "of an activation that is an operation": [
    functionalText(
      "(8,)",
      "x = keras.activations.relu(layers.Dense(4)(x))",
      "outputs = layers.Dense(3)(layers.BatchNormalization()(x))",
    ),
    "batch_normalization",
  ],
  "of sigmoid, which may mean a probability but is hidden here": [
    dense('layers.Dense(4, activation="sigmoid")', "layers.BatchNormalization()"),
    "batch_normalization",
  ],
  "of a depthwise convolution": [
    sequentialText(
      "(8, 8, 3)",
      'layers.DepthwiseConv2D(3, activation="relu")',
      "layers.BatchNormalization()",
      "layers.Flatten()",
      "layers.Dense(3)",
    ),
    "batch_normalization",
  ],
  "in every pass of a loop": [
    `import keras
from keras import layers
model = keras.Sequential([keras.Input((8,))])
for units in (16, 8):
    model.add(layers.Dense(units, activation="relu"))
    model.add(layers.BatchNormalization())
model.add(layers.Dense(3))
`,
    "batch_normalization",
    "batch_normalization_1",
  ],
});

quiet(rule, {
  "it stands before the activation": dense("layers.Dense(4)", "layers.BatchNormalization()", "layers.ReLU()"),
  "it follows a residual connection": functionalText(
    "(8,)",
    "y = layers.Dense(8, activation='relu')(x)",
    "x = layers.BatchNormalization()(layers.Add()([x, y]))",
    "outputs = layers.Dense(3)(x)",
  ),
  "a recurrent layer's activation lies within it": sequentialText(
    "(7, 8)",
    "layers.LSTM(4)",
    "layers.BatchNormalization()",
    "layers.Dense(3)",
  ),
  "it follows pooling": sequentialText(
    "(8, 8, 3)",
    'layers.Conv2D(4, 3, activation="relu")',
    "layers.MaxPooling2D()",
    "layers.BatchNormalization()",
    "layers.Flatten()",
    "layers.Dense(3)",
  ),
  "the activation is used elsewhere as well": functionalText(
    "(8,)",
    "x = layers.Dense(8, activation='relu')(x)",
    "outputs = layers.Dense(3)(layers.Add()([layers.BatchNormalization()(x), x]))",
  ),
  "probabilities are another matter": dense('layers.Dense(4, activation="softmax")', "layers.BatchNormalization()"),
  "the activation is not known": `from somewhere import choose\n${dense("layers.Dense(4, activation=choose())", "layers.BatchNormalization()")}`,
  "it is frozen": dense('layers.Dense(4, activation="relu")', "layers.BatchNormalization(trainable=False)"),
  "it predicts": functionalText(
    "(8,)",
    "x = layers.Dense(8, activation='relu')(x)",
    "outputs = layers.Dense(3)(layers.BatchNormalization()(x, training=False))",
  ),
  "it is shared": functionalText(
    "(8,)",
    "norm = layers.BatchNormalization()",
    "x = norm(layers.Dense(8, activation='relu')(x))",
    "outputs = layers.Dense(3)(norm(layers.Dense(8, activation='relu')(x)))",
  ),
  "it normalizes within a sample": dense('layers.Dense(4, activation="relu")', "layers.LayerNormalization()"),
});

quietWithWeights(rule, dense('layers.Dense(4, activation="relu")', "layers.BatchNormalization()"));

test("an activation moves as it is written", () => {
  const text = dense("layers.Dense(4, keras.activations.tanh)", "layers.BatchNormalization()");
  expect(fixed(text, rule)).toContain(
    '    layers.Dense(4, use_bias=False),\n    layers.BatchNormalization(),\n    layers.Activation("tanh"),',
  );
});

test("statistics of another axis leave the bias as it is", () => {
  const text = sequentialText(
    "(8, 8, 3)",
    'layers.Conv2D(4, 3, activation="relu")',
    "layers.BatchNormalization(axis=1)",
    "layers.Flatten()",
    "layers.Dense(3)",
  );
  expect(fixed(text, rule)).not.toContain("use_bias");
});
