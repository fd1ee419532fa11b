import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "linear-regime";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

const bare = "layers.BatchNormalization(center=False, scale=False)";

speaks(rule, {
  "before tanh": [dense(bare, "layers.Activation('tanh')"), "batch_normalization"],
  "before sigmoid": [dense(bare, "layers.Activation('sigmoid')"), "batch_normalization"],
});

quiet(rule, {
  "there is an offset": dense("layers.BatchNormalization(scale=False)", "layers.Activation('tanh')"),
  "relu has no such part": dense(bare, "layers.ReLU()"),
  "a layer with a kernel comes first": dense(bare, "layers.Dense(4, activation='tanh')"),
});
