import { quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "normalization-of-inputs";
const compiled = (...layers: readonly string[]): string =>
  sequentialText("(28, 28)", ...layers) + 'model.compile("adam", "mean_squared_error")\n';
const dense = "layers.Dense(3)";
const plain = compiled("layers.Flatten()", "layers.BatchNormalization()", dense);

speaks(rule, {
  "behind a Flatten": [plain, "batch_normalization"],
  "behind a constant factor": [
    compiled("layers.Rescaling(1 / 255)", "layers.BatchNormalization()", dense),
    "batch_normalization",
  ],
});

quiet(rule, {
  "something learned comes first": compiled("layers.Dense(8, use_bias=False)", "layers.BatchNormalization()", dense),
  "a Normalization knows the data": compiled("layers.Normalization()", "layers.BatchNormalization()", dense),
  "it has no factor and no offset": compiled("layers.BatchNormalization(center=False, scale=False)", dense),
  "nobody trains the model: it may be a part of another": sequentialText(
    "(28, 28)",
    "layers.BatchNormalization()",
    dense,
  ),
  "it is frozen": compiled("layers.BatchNormalization(trainable=False)", dense),
  "it is no BatchNormalization": compiled("layers.LayerNormalization()", dense),
});

quietWithWeights(rule, plain);
