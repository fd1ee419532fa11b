import { functionalText, quiet, sequentialText, speaks } from "../support/hints";

const rule = "linear-layers-in-a-row";
const dense = (...layers: readonly string[]): string => sequentialText("(8,)", ...layers);

speaks(rule, {
  "of a hidden layer without activation": [dense("layers.Dense(16)", "layers.Dense(3)"), "dense"],
  "through dropout": [dense("layers.Dense(16)", "layers.Dropout(0.5)", "layers.Dense(3)"), "dense"],
  "of each of three": [dense("layers.Dense(16)", "layers.Dense(16)", "layers.Dense(3)"), "dense", "dense_1"],
});

quiet(rule, {
  "there is an activation": dense('layers.Dense(16, activation="relu")', "layers.Dense(3)"),
  "there is one as a layer": dense("layers.Dense(16)", "layers.ReLU()", "layers.Dense(3)"),
  "a normalization lies between": dense("layers.Dense(16)", "layers.BatchNormalization()", "layers.Dense(3)"),
  "the first one is a narrow place: a matrix of low rank": dense("layers.Dense(2)", "layers.Dense(8)"),
  "convolutions see more together than alone": sequentialText(
    "(9, 9, 3)",
    "layers.Conv2D(8, 3)",
    "layers.Conv2D(8, 3)",
  ),
  "one of them is frozen": dense("layers.Dense(16, trainable=False)", "layers.Dense(3)"),
  "the first one's result is used elsewhere as well": functionalText(
    "(8,)",
    "x = layers.Dense(8)(x)",
    "outputs = layers.Concatenate()([x, layers.Dense(3)(x)])",
  ),
  "the activation is not known": dense("layers.Dense(16, activation=choose())", "layers.Dense(3)"),
  "another model goes on from there": `import keras
from keras import layers
inputs = keras.Input((8,))
code = layers.Dense(16)(inputs)
model = keras.Model(inputs, layers.Dense(3)(code))
other = keras.Model(inputs, layers.ReLU()(code))
`,
});
