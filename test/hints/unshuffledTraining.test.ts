import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "unshuffled-training";
const classifier = (fit: string, ...layers: readonly string[]): string =>
  [
    sequentialText("(8, 3)", ...layers, "layers.Flatten()", 'layers.Dense(4, activation="softmax")'),
    "import numpy as np",
    "x, y = np.zeros((20000, 8, 3)), np.zeros(20000)",
    'model.compile("adam", "sparse_categorical_crossentropy")',
    `model.fit(${fit})`,
    "",
  ].join("\n");
const normalized = ["layers.Conv1D(4, 3, use_bias=False)", "layers.BatchNormalization()"];

speaks(rule, {
  "of a classifier with normalization": [classifier("x, y, shuffle=False", ...normalized), "batch_normalization"],
});

quiet(rule, {
  "it shuffles": classifier("x, y", ...normalized),
  "it shuffles when asked": classifier("x, y, shuffle=True", ...normalized),
  "there is no normalization": classifier("x, y, shuffle=False", "layers.Conv1D(4, 3)"),
  "a generator may shuffle by itself": classifier("batches(x, y), shuffle=False", ...normalized),
  "a recurrent layer may need the order": classifier(
    "x, y, shuffle=False",
    "layers.LSTM(4, return_sequences=True, stateful=True)",
    ...normalized,
  ),
});
