import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "mask-of-one-channel";
const masked = (channels: number, ...layers: readonly string[]): string =>
  sequentialText(`(10, ${channels})`, "layers.Masking()", ...layers, "layers.LSTM(4)", "layers.Dense(3)");

speaks(rule, {
  "of one channel": [masked(1, "layers.BatchNormalization()"), "batch_normalization"],
  "through layers that pass the mask on": [
    masked(1, "layers.Dropout(0.05)", "layers.BatchNormalization()"),
    "batch_normalization",
  ],
});

quiet(rule, {
  "there are two channels": masked(2, "layers.BatchNormalization()"),
  "it is another axis": masked(1, "layers.BatchNormalization(axis=1)"),
  "there is no mask": sequentialText("(10, 1)", "layers.BatchNormalization()", "layers.LSTM(4)", "layers.Dense(3)"),
  "a layer between forgets the mask": masked(1, "layers.Conv1D(1, 3)", "layers.BatchNormalization()"),
});
