import { expect, test } from "vitest";
import { found, functionalText, quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "deep-without-normalization";
const repeated = (count: number, ...layers: readonly string[]): readonly string[] =>
  Array.from({ length: count }, () => layers).flat();
const deep = (count: number, ...layers: readonly string[]): string =>
  sequentialText("(32,)", ...repeated(count, ...layers), "layers.Dense(3)");
const relu = 'layers.Dense(32, activation="relu")';
const he = 'layers.Dense(32, activation="relu", kernel_initializer="he_normal")';

speaks(rule, {
  "of eight layers with relu": [deep(8, relu), "dense"],
  "of activations that are layers": [deep(10, "layers.Dense(32)", "layers.LeakyReLU(0.1)"), "dense"],
  "of convolutions": [
    sequentialText(
      "(64, 64, 3)",
      ...repeated(9, 'layers.Conv2D(16, 3, activation="relu")'),
      "layers.GlobalAveragePooling2D()",
      "layers.Dense(3)",
    ),
    "conv2d",
  ],
  "of four layers with sigmoid": [deep(4, 'layers.Dense(32, activation="sigmoid")'), "dense"],
  "of kernels that are too large": [
    deep(5, 'layers.Dense(32, activation="relu", kernel_initializer=keras.initializers.RandomNormal(stddev=1.0))'),
    "dense",
  ],
  "of twenty layers, however well they begin": [deep(20, he), "dense"],
  "of the part of a model that has none": [
    sequentialText("(32,)", relu, "layers.BatchNormalization()", ...repeated(9, relu), "layers.Dense(3)"),
    "dense_1",
  ],
  "of each branch that is deep": [
    functionalText(
      "(32,)",
      "a = b = x",
      "for i in range(9):",
      "    a = layers.Dense(32, activation='relu')(a)",
      "    b = layers.Dense(32, activation='relu')(b)",
      "outputs = layers.Dense(3)(layers.Concatenate()([a, b]))",
    ),
    "dense",
    "dense_1",
  ],
});

quiet(rule, {
  "the last of them gives the output, and is normalized": deep(3, 'layers.Dense(32, activation="sigmoid")').replace(
    "layers.Dense(3)",
    'layers.Dense(3, activation="sigmoid"), layers.BatchNormalization()',
  ),
  "all goes through one number, which is said": sequentialText(
    "(32,)",
    ...["1", "32", "32", "32", "32"].map((units) => `layers.Dense(${units}, activation="relu")`),
    "layers.Dense(3)",
  ),
  "seven layers with relu are not deep": deep(7, relu),
  "he_normal keeps the scale": deep(12, he),
  "selu keeps the scale, however deep": deep(
    30,
    'layers.Dense(32, activation="selu", kernel_initializer="lecun_normal")',
  ),
  "tanh with its own initializer": deep(8, 'layers.Dense(32, activation="tanh")'),
  "there is normalization": deep(10, "layers.Dense(32)", "layers.BatchNormalization()", "layers.ReLU()"),
  "there is another normalization, which is not known": deep(10, relu, "layers.GroupNormalization()"),
  "there are shortcuts": functionalText(
    "(32,)",
    "for i in range(12):",
    "    x = layers.Add()([x, layers.Dense(32, activation='relu')(x)])",
    "outputs = layers.Dense(3)(x)",
  ),
  "there are shortcuts by an operator": functionalText(
    "(32,)",
    "for i in range(12):",
    "    x = x + layers.Dense(32, activation='relu')(x)",
    "outputs = layers.Dense(3)(x)",
  ),
  "features are handed on beside": functionalText(
    "(32,)",
    "for i in range(12):",
    "    x = layers.Concatenate()([x, layers.Dense(8, activation='relu')(x)])",
    "outputs = layers.Dense(3)(x)",
  ),
  "the layers are frozen": deep(12, 'layers.Dense(32, activation="relu", trainable=False)'),
  "the initializer is not known": `from somewhere import choose\n${deep(12, 'layers.Dense(32, activation="relu", kernel_initializer=choose())')}`,
  "the activation is not known": `from somewhere import choose\n${deep(12, "layers.Dense(32, activation=choose())")}`,
  "the sizes are not known": `from somewhere import choose\nn = choose()\n${deep(12, 'layers.Dense(n, activation="relu")')}`,
  "a layer that is not known stands between": `from somewhere import Block\n${deep(5, relu, "Block()")}`,
});

quietWithWeights(rule, deep(8, relu));

test("says by how much the gradient changes", () => {
  const sentence = (text: string): string => found(text)[0]!.finding.message.split(". ")[0]!;
  expect(sentence(deep(10, relu))).toBe("Over 10 layers without normalization the gradient shrinks to about 1/32");
  expect(sentence(deep(100, relu))).toBe("Over 100 layers without normalization the gradient shrinks to about 1e-15");
  expect(sentence(deep(25, he))).toBe("25 layers follow one another without any normalization between them");
  expect(
    sentence(
      deep(5, 'layers.Dense(32, activation="relu", kernel_initializer=keras.initializers.RandomNormal(0, 1.0))'),
    ),
  ).toMatch(/^Over 5 layers without normalization the gradient grows about \d+-fold$/);
});
