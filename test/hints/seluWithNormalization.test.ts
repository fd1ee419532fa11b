import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "selu-with-normalization";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

speaks(rule, {
  "before it": [dense("layers.BatchNormalization()", "layers.Activation('selu')"), "batch_normalization"],
  "behind it": [dense("layers.Dense(4, activation='selu')", "layers.BatchNormalization()"), "batch_normalization"],
});

quiet(rule, {
  "relu needs it": dense("layers.BatchNormalization()", "layers.ReLU()"),
  "a layer with a kernel lies between": dense("layers.BatchNormalization()", "layers.Dense(4, activation='selu')"),
  "it is frozen": dense("layers.BatchNormalization(trainable=False)", "layers.Activation('selu')"),
});
