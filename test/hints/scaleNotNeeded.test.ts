import { expect, test } from "vitest";
import { found, functionalText, quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "scale-not-needed";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

const norm = "layers.BatchNormalization()";

speaks(rule, {
  "before a linear layer": [dense(norm), "batch_normalization"],
  "before relu and a linear layer": [dense(norm, "layers.ReLU()"), "batch_normalization"],
  "through pooling, dropout and another shape": [
    sequentialText(
      "(8, 8, 3)",
      "layers.Conv2D(4, 3, use_bias=False)",
      norm,
      "layers.LeakyReLU()",
      "layers.MaxPooling2D()",
      "layers.Dropout(0.2)",
      "layers.Flatten()",
      "layers.Dense(3)",
    ),
    "batch_normalization",
  ],
});

quiet(rule, {
  "tanh does not pass a factor on": dense(norm, "layers.Activation('tanh')"),
  "there is none": dense("layers.BatchNormalization(scale=False)"),
  "it begins at another value": dense("layers.BatchNormalization(gamma_initializer='zeros')"),
  "it has a penalty: channels may be pruned by it": dense("layers.BatchNormalization(gamma_regularizer='l1')"),
  "the next kernel has a penalty": sequentialText(
    "(8,)",
    "layers.Dense(4, use_bias=False)",
    norm,
    "layers.Dense(3, kernel_regularizer='l2')",
  ),
  "the result is added to a shortcut": functionalText(
    "(8,)",
    "y = layers.BatchNormalization()(layers.Dense(8, use_bias=False)(x))",
    "outputs = layers.Dense(3)(layers.Add()([x, y]))",
  ),
  "it is the output": sequentialText("(8,)", "layers.Dense(4, use_bias=False)", norm),
  "it normalizes another axis": sequentialText("(8, 8, 3)", "layers.BatchNormalization(axis=1)", "layers.Conv2D(4, 3)"),
});

quietWithWeights(rule, dense(norm));

test("is off until it is asked for", () => {
  expect(found(dense(norm))).toEqual([]);
});
