import { quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "flatten-before-normalization";
const image = (...layers: readonly string[]): string => sequentialText("(8, 8, 3)", ...layers, "layers.Dense(3)");
const conv = "layers.Conv2D(4, 3)";

speaks(rule, {
  "of an image": [image(conv, "layers.Flatten()", "layers.BatchNormalization()"), "batch_normalization"],
  "of an image that is given another shape": [
    image(conv, "layers.ReLU()", "layers.Reshape((144,))", "layers.BatchNormalization()"),
    "batch_normalization",
  ],
});

quiet(rule, {
  "it stands before": image(conv, "layers.BatchNormalization()", "layers.Flatten()"),
  "one place is left": image("layers.Conv2D(4, 8)", "layers.Flatten()", "layers.BatchNormalization()"),
  "the data are flattened first": image("layers.Flatten()", "layers.BatchNormalization()"),
  "a layer with a kernel lies between": image(
    conv,
    "layers.Flatten()",
    "layers.Dense(9)",
    "layers.BatchNormalization()",
  ),
  "channels come first": sequentialText(
    "(3, 8, 8)",
    "layers.Conv2D(4, 3, data_format='channels_first')",
    "layers.Flatten()",
    "layers.BatchNormalization()",
    "layers.Dense(3)",
  ),
  "it is frozen": image(conv, "layers.Flatten()", "layers.BatchNormalization(trainable=False)"),
});

quietWithWeights(rule, image(conv, "layers.Flatten()", "layers.BatchNormalization()"));
