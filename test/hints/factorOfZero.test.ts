import { functionalText, quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "factor-of-zero";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

const zero = "layers.BatchNormalization(gamma_initializer='zeros')";

speaks(rule, {
  "before relu": [dense(zero, "layers.ReLU()"), "batch_normalization"],
  "before a layer with a kernel": [dense(zero), "batch_normalization"],
  "of a constant": [
    dense("layers.BatchNormalization(gamma_initializer=keras.initializers.Constant(0.0))"),
    "batch_normalization",
  ],
});

quiet(rule, {
  "it ends a block beside a shortcut": functionalText(
    "(8,)",
    `y = ${zero}(layers.Dense(8, use_bias=False)(x))`,
    "outputs = layers.Dense(3)(layers.ReLU()(layers.Add()([x, y])))",
  ),
  "values are dropped before the shortcut": functionalText(
    "(8,)",
    `y = layers.Dropout(0.1)(${zero}(layers.Dense(8, use_bias=False)(x)))`,
    "outputs = layers.Dense(3)(x + y)",
  ),
  "it is a gate": functionalText(
    "(8,)",
    `y = ${zero}(layers.Dense(8, use_bias=False)(x))`,
    "outputs = layers.Dense(3)(x * y)",
  ),
  "it begins at one": dense("layers.BatchNormalization(gamma_initializer='ones')"),
  "it is not known": dense("layers.BatchNormalization(gamma_initializer=choose())"),
});

quietWithWeights(rule, dense(zero));
