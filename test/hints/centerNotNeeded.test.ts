import { quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "center-not-needed";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

const norm = "layers.BatchNormalization()";
const image = (...layers: readonly string[]): string => sequentialText("(8, 8, 3)", ...layers);

speaks(rule, {
  "before a layer with a bias": [dense(norm), "batch_normalization"],
  "before a convolution without padding": [image(norm, "layers.Conv2D(4, 3)"), "batch_normalization"],
});

quiet(rule, {
  "an activation lies between": dense(norm, "layers.ReLU()"),
  "values are dropped between": dense(norm, "layers.Dropout(0.5)"),
  "the border sees zeros": image(norm, 'layers.Conv2D(4, 3, padding="same")'),
  "there is no bias": image(norm, "layers.Conv2D(4, 3, use_bias=False)"),
  "there is none": dense("layers.BatchNormalization(center=False)"),
  "it is frozen": dense("layers.BatchNormalization(trainable=False)"),
});

quietWithWeights(rule, dense(norm));
