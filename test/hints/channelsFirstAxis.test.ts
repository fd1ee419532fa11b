import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "channels-first-axis";
const image = (...layers: readonly string[]): string =>
  sequentialText("(3, 8, 8)", ...layers, "layers.Flatten()", "layers.Dense(3)");
const first = 'data_format="channels_first"';

speaks(rule, {
  "of the default": [image(`layers.Conv2D(4, 3, ${first})`, "layers.BatchNormalization()"), "batch_normalization"],
  "of another axis": [
    image(`layers.Conv2D(4, 3, ${first})`, "layers.BatchNormalization(axis=2)"),
    "batch_normalization",
  ],
  "behind pooling and an activation": [
    image(
      `layers.Conv2D(4, 3, activation="relu", ${first})`,
      `layers.MaxPooling2D(2, ${first})`,
      "layers.BatchNormalization()",
    ),
    "batch_normalization",
  ],
  "of the pooling alone": [
    image(`layers.MaxPooling2D(2, ${first})`, "layers.BatchNormalization()"),
    "batch_normalization",
  ],
});

quiet(rule, {
  "the axis is 1": image(`layers.Conv2D(4, 3, ${first})`, "layers.BatchNormalization(axis=1)"),
  "the axis is 1, counted from the end": image(`layers.Conv2D(4, 3, ${first})`, "layers.BatchNormalization(axis=-3)"),
  "channels are last": image("layers.Conv2D(4, 3)", "layers.BatchNormalization()"),
  "the image is pooled away": sequentialText(
    "(3, 8, 8)",
    `layers.Conv2D(4, 3, ${first})`,
    `layers.GlobalAveragePooling2D(${first})`,
    "layers.BatchNormalization()",
    "layers.Dense(3)",
  ),
  "features are flat": image(`layers.Conv2D(4, 3, ${first})`, "layers.Flatten()", "layers.BatchNormalization()"),
  "the axis is not known": `from somewhere import choose\n${image(`layers.Conv2D(4, 3, ${first})`, "layers.BatchNormalization(axis=choose())")}`,
});
