import { functionalText, quiet, speaks } from "../support/hints";

const rule = "normalization-of-identifiers";

speaks(rule, {
  "of what a lookup gives": [
    functionalText(
      '(1,), dtype="int64"',
      "x = layers.IntegerLookup(vocabulary=[5, 7, 9])(x)",
      "x = layers.BatchNormalization()(x)",
      "outputs = layers.Dense(3)(x)",
    ),
    "batch_normalization",
  ],
  "of what an Embedding takes as well": [
    functionalText(
      "(4,)",
      "words = layers.Flatten()(layers.Embedding(100, 8)(x))",
      "x = layers.BatchNormalization()(x)",
      "outputs = layers.Dense(3)(layers.Concatenate()([words, x]))",
    ),
    "batch_normalization",
  ],
});

quiet(rule, {
  "an Embedding stands between": functionalText(
    "(4,)",
    "x = layers.Embedding(100, 8)(x)",
    "x = layers.BatchNormalization()(x)",
    "outputs = layers.Dense(3)(layers.Flatten()(x))",
  ),
  "they become rows of zeros and ones": functionalText(
    '(1,), dtype="int64"',
    'x = layers.IntegerLookup(vocabulary=[5, 7, 9], output_mode="one_hot")(x)',
    "x = layers.BatchNormalization()(x)",
    "outputs = layers.Dense(3)(x)",
  ),
  "whole numbers may be amounts": functionalText(
    '(4,), dtype="int32"',
    "x = layers.BatchNormalization()(x)",
    "outputs = layers.Dense(3)(x)",
  ),
});
