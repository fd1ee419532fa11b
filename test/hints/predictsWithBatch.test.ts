import { functionalText, quiet, quietOfPhases, speaks } from "../support/hints";

const rule = "predicts-with-batch";
const model = (call: string, ...more: readonly string[]): string =>
  functionalText(
    "(8,)",
    "x = layers.Dense(8, use_bias=False)(x)",
    `x = layers.BatchNormalization()(x${call})`,
    ...more,
    "outputs = layers.Dense(3)(layers.ReLU()(x))",
  );

speaks(rule, { "of training=True": [model(", training=True"), "batch_normalization"] });

quiet(rule, {
  "nothing is said of training": model(""),
  "it predicts": model(", training=False"),
  "values are dropped while predicting as well: a method": model(
    ", training=True",
    "x = layers.Dropout(0.5)(x, training=True)",
  ),
});

quietOfPhases(rule);
