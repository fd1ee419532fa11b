import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "penalty-before-normalization";
const dense = (penalty: string, ...layers: readonly string[]): string =>
  sequentialText("(8,)", `layers.Dense(4, kernel_regularizer=${penalty})`, ...layers, "layers.Dense(3)");
const norm = "layers.BatchNormalization()";

speaks(rule, {
  "of L2": [dense("'l2'", norm), "dense"],
  "of L2 with a number": [dense("keras.regularizers.L2(0.01)", norm), "dense"],
  "of both": [dense("keras.regularizers.L1L2(0.01, 0.01)", norm), "dense"],
});

quiet(rule, {
  "an activation lies between": dense("'l2'", "layers.ReLU()", norm),
  "there is no normalization": dense("'l2'", "layers.ReLU()"),
  "there is no penalty": dense("None", norm),
  "L1 makes zeros, which stay zeros": dense("'l1'", norm),
  "the penalty is not known": dense("choose()", norm),
  "the normalization is frozen": dense("'l2'", "layers.BatchNormalization(trainable=False)"),
});
