import { functionalText, quiet, sequentialText, speaks } from "../support/hints";

const rule = "normalization-of-probabilities";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

speaks(rule, {
  "of softmax as an argument": [
    dense('layers.Dense(4, activation="softmax")', "layers.BatchNormalization()"),
    "batch_normalization",
  ],
  "of softmax as a layer": [dense("layers.Softmax()", "layers.BatchNormalization()"), "batch_normalization"],
  "where the probabilities are used elsewhere as well": [
    functionalText(
      "(8,)",
      "p = layers.Dense(8, activation='softmax')(x)",
      "outputs = layers.Dense(3)(layers.Add()([p, layers.BatchNormalization()(p)]))",
    ),
    "batch_normalization",
  ],
});

quiet(rule, {
  "it stands before softmax": dense("layers.BatchNormalization()", "layers.Softmax()"),
  "a hidden sigmoid is not a probability": dense(
    'layers.Dense(4, activation="sigmoid")',
    "layers.BatchNormalization()",
  ),
  "it is frozen": dense("layers.Softmax()", "layers.BatchNormalization(trainable=False)"),
  "the model ends with it, which is said already": sequentialText(
    "(8,)",
    'layers.Dense(4, activation="softmax")',
    "layers.BatchNormalization()",
  ),
});
