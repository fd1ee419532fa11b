import { expect, test } from "vitest";
import { fixed, found, functionalText, quiet, sequentialText, speaks } from "../support/hints";

const rule = "dropout-before-normalization";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", 'layers.Dense(4, activation="relu")', ...layers, "layers.Dense(3)");

speaks(rule, {
  "of the one directly before": [dense("layers.Dropout(0.3)", "layers.BatchNormalization()"), "batch_normalization"],
  "through an activation": [
    dense("layers.Dropout(0.3)", "layers.ReLU()", "layers.BatchNormalization()"),
    "batch_normalization",
  ],
  "through pooling and a change of shape": [
    sequentialText(
      "(8, 8, 3)",
      "layers.Conv2D(4, 3)",
      "layers.Dropout(0.2)",
      "layers.MaxPooling2D()",
      "layers.Flatten()",
      "layers.BatchNormalization()",
      "layers.Dense(3)",
    ),
    "batch_normalization",
  ],
  "on the data": [
    sequentialText("(8,)", "layers.Dropout(0.2)", "layers.BatchNormalization()", "layers.Dense(3)"),
    "batch_normalization",
  ],
});

quiet(rule, {
  "alpha dropout keeps the variance": sequentialText(
    "(8,)",
    "layers.AlphaDropout(0.5)",
    "layers.BatchNormalization()",
    "layers.Dense(3)",
  ),
  "the normalization comes first": dense("layers.BatchNormalization()", "layers.Dropout(0.5)"),
  "a kernel stands between and averages over what is dropped": dense(
    "layers.Dropout(0.5)",
    "layers.Dense(4)",
    "layers.BatchNormalization()",
  ),
  "so little is dropped that it does not matter": dense("layers.Dropout(0.1)", "layers.BatchNormalization()"),
  "nothing is dropped": dense("layers.Dropout(0)", "layers.BatchNormalization()"),
  "the share is not known": `from somewhere import choose\n${dense("layers.Dropout(choose())", "layers.BatchNormalization()")}`,
  "the normalization is frozen: its statistics are not learned": dense(
    "layers.Dropout(0.5)",
    "layers.BatchNormalization(trainable=False)",
  ),
  "another normalization stands between": dense(
    "layers.Dropout(0.5)",
    "layers.BatchNormalization(trainable=False)",
    "layers.BatchNormalization()",
  ),
  "values are dropped when predicting as well": functionalText(
    "(8,)",
    "x = layers.Dropout(0.5)(layers.Dense(8)(x), training=True)",
    "outputs = layers.Dense(3)(layers.BatchNormalization()(x))",
  ),
  "a residual sum follows": functionalText(
    "(8,)",
    "y = layers.Dropout(0.5)(layers.Dense(8)(x))",
    "outputs = layers.Dense(3)(layers.BatchNormalization()(layers.Add()([x, y])))",
  ),
  "it normalizes within a sample": dense("layers.Dropout(0.5)", "layers.LayerNormalization()"),
});

test("says how much too large the variance is", () => {
  const [first] = found(dense("layers.Dropout(0.25)", "layers.BatchNormalization()"));
  expect(first!.finding.message).toContain(
    "Dropout(0.25) makes the moving variance here at least 1.33 times too large.",
  );
  expect(first!.severity).toBe("warning");
});

test("what is between stays where it is, and Dropout keeps its arguments", () => {
  const text = dense("layers.Dropout(0.3, seed=7)", "layers.ReLU()", "layers.BatchNormalization()");
  expect(fixed(text, rule)).toBe(dense("layers.ReLU()", "layers.BatchNormalization()", "layers.Dropout(0.3, seed=7)"));
});
