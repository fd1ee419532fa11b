import { functionalText, quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "normalization-behind-recurrent";
const stack = (...layers: readonly string[]): string =>
  sequentialText("(10, 8)", ...layers, "layers.Flatten()", "layers.Dense(3)");
const lstm = "layers.LSTM(4, return_sequences=True)";

speaks(rule, {
  "of the sequence of an LSTM": [stack(lstm, "layers.BatchNormalization()"), "batch_normalization"],
  "of that of one in both directions": [
    stack("layers.Bidirectional(layers.GRU(4, return_sequences=True))", "layers.BatchNormalization()"),
    "batch_normalization",
  ],
  "behind an activation": [stack(lstm, "layers.ReLU()", "layers.BatchNormalization()"), "batch_normalization"],
});

quiet(rule, {
  "it takes the last state only": stack("layers.LSTM(4)", "layers.BatchNormalization()"),
  "it normalizes each step": stack(lstm, "layers.LayerNormalization()"),
  "a convolution stands between": stack(lstm, "layers.Conv1D(4, 3, use_bias=False)", "layers.BatchNormalization()"),
  "the steps are pictures": sequentialText(
    "(5, 8, 8, 3)",
    "layers.ConvLSTM2D(4, 3, return_sequences=True)",
    "layers.BatchNormalization()",
    "layers.Flatten()",
    "layers.Dense(3)",
  ),
  "it is frozen": stack(lstm, "layers.BatchNormalization(trainable=False)"),
  "the sequence is used elsewhere too": functionalText(
    "(10, 8)",
    "x = layers.LSTM(4, return_sequences=True)(x)",
    "y = layers.BatchNormalization()(x)",
    "outputs = layers.Dense(3)(layers.Flatten()(layers.Concatenate()([x, y])))",
  ),
});

quietWithWeights(rule, stack(lstm, "layers.BatchNormalization()"));
