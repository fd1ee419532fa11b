import { functionalText, quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "normalization-twice";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

speaks(rule, {
  "of the second of two": [
    dense("layers.BatchNormalization()", "layers.BatchNormalization()"),
    "batch_normalization_1",
  ],
  "through a layer that changes nothing": [
    dense("layers.BatchNormalization()", "layers.Activation('linear')", "layers.BatchNormalization()"),
    "batch_normalization_1",
  ],
});

quiet(rule, {
  "an activation lies between": dense("layers.BatchNormalization()", "layers.ReLU()", "layers.BatchNormalization()"),
  "values are dropped between": dense(
    "layers.BatchNormalization()",
    "layers.Dropout(0.1)",
    "layers.BatchNormalization()",
  ),
  "they normalize different axes": sequentialText(
    "(8, 8, 3)",
    "layers.BatchNormalization()",
    "layers.BatchNormalization(axis=1)",
    "layers.Flatten()",
    "layers.Dense(3)",
  ),
  "the first one is used elsewhere as well": functionalText(
    "(8,)",
    "x = layers.BatchNormalization()(x)",
    "outputs = layers.Dense(3)(layers.Add()([x, layers.BatchNormalization()(x)]))",
  ),
  "one of them is frozen": dense("layers.BatchNormalization(trainable=False)", "layers.BatchNormalization()"),
  "the first one normalizes within a sample": dense("layers.LayerNormalization()", "layers.BatchNormalization()"),
});

quietWithWeights(rule, dense("layers.BatchNormalization()", "layers.BatchNormalization()"));
