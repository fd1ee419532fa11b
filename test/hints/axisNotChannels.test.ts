import { expect, test } from "vitest";
import { found, functionalText, quiet, sequentialText, speaks } from "../support/hints";

const rule = "axis-not-channels";
const image = (...layers: readonly string[]): string =>
  sequentialText("(8, 8, 3)", ...layers, "layers.Flatten()", "layers.Dense(3)");

speaks(rule, {
  "of rows": [image("layers.Conv2D(4, 3)", "layers.BatchNormalization(axis=1)"), "batch_normalization"],
  "of an axis counted from the end": [
    image("layers.Conv2D(4, 3)", "layers.BatchNormalization(axis=-2)"),
    "batch_normalization",
  ],
  "behind activation and pooling": [
    image('layers.Conv2D(4, 3, activation="relu")', "layers.MaxPooling2D()", "layers.BatchNormalization(axis=1)"),
    "batch_normalization",
  ],
  "behind a residual sum": [
    functionalText(
      "(8, 8, 3)",
      "x = layers.Conv2D(4, 3)(x)",
      "y = layers.Conv2D(4, 3, padding='same')(x)",
      "x = layers.BatchNormalization(axis=1)(layers.Add()([x, y]))",
      "outputs = layers.Dense(3)(layers.Flatten()(x))",
    ),
    "batch_normalization",
  ],
});

quiet(rule, {
  "it is the last axis, counted either way": image(
    "layers.Conv2D(4, 3)",
    "layers.BatchNormalization(axis=3)",
    "layers.BatchNormalization(axis=-1)",
  ),
  "the layer before has its channels first": sequentialText(
    "(3, 8, 8)",
    'layers.Conv2D(4, 3, data_format="channels_first")',
    "layers.BatchNormalization(axis=1)",
    "layers.Flatten()",
    "layers.Dense(3)",
  ),
  "nothing says where the channels of the data are": image("layers.BatchNormalization(axis=1)"),
  "the axis is not there, which is said already": image("layers.Conv2D(4, 3)", "layers.BatchNormalization(axis=4)"),
  "it is the axis of the samples": image("layers.Conv2D(4, 3)", "layers.BatchNormalization(axis=0)"),
  "the pictures have their channels first, and nothing says how the layers are configured": sequentialText(
    "(1, 28, 28)",
    "layers.Conv2D(4, 3, padding='same')",
    "layers.BatchNormalization(axis=1)",
    "layers.Flatten()",
    "layers.Dense(3)",
  ),
  "there is no image": sequentialText(
    "(8,)",
    "layers.Dense(4)",
    "layers.BatchNormalization(axis=1)",
    "layers.Dense(3)",
  ),
  "steps in time may have statistics of their own": sequentialText(
    "(8, 3)",
    "layers.Dense(4)",
    "layers.BatchNormalization(axis=1)",
    "layers.Dense(3)",
  ),
  "axes are moved in between": image(
    "layers.Conv2D(4, 3)",
    "layers.Permute((3, 1, 2))",
    "layers.BatchNormalization(axis=1)",
  ),
  "the shape is changed in between": image(
    "layers.Conv2D(4, 3)",
    "layers.Reshape((4, 6, 6))",
    "layers.BatchNormalization(axis=1)",
  ),
  "the axis is not known": `from somewhere import choose\n${image("layers.Conv2D(4, 3)", "layers.BatchNormalization(axis=choose())")}`,
  "where the channels are is not known": `from somewhere import choose\n${image("layers.Conv2D(4, 3, data_format=choose())", "layers.BatchNormalization(axis=1)")}`,
});

test("says which axis is which", () => {
  const [first] = found(image("layers.Conv2D(4, 3)", "layers.BatchNormalization(axis=1)"));
  expect(first!.finding.message).toMatch(/^The channels are on axis 3, but this normalizes axis 1 \(size 6\)\./);
});
