import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "dropout-on-output";
const model = (...layers: readonly string[]): string =>
  `${sequentialText("(8,)", "layers.Dense(3)", ...layers)}model.compile("adam", "mse")\n`;

speaks(rule, {
  "of the last layer": [model("layers.Dropout(0.5)"), "dropout"],
  "before the last activation": [model("layers.Dropout(0.5)", "layers.Softmax()"), "dropout"],
});

quiet(rule, {
  "a layer with a kernel follows": model("layers.Dropout(0.5)", "layers.Dense(3)"),
  "there is nothing to be learned": `${sequentialText("(8,)", "layers.Dropout(0.5)")}model.compile("adam", "mse")\n`,
  "it drops nothing": model("layers.Dropout(0)"),
  "the model is not trained, and may be a part of another": sequentialText("(8,)", "layers.Dropout(0.5)"),
  "another model goes on from there": `import keras
from keras import layers
inputs = keras.Input((8,))
code = layers.Dropout(0.5)(layers.Dense(4)(inputs))
encoder = keras.Model(inputs, code)
encoder.compile("adam", "mse")
model = keras.Model(inputs, layers.Dense(8)(code))
`,
});
