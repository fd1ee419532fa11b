import { expect, test } from "vitest";
import { found, functionalText, quiet, sequentialText, speaks } from "../support/hints";

const rule = "normalization-on-output";
const dense = (...layers: readonly string[]): string =>
  `${sequentialText("(8,)", 'layers.Dense(4, activation="relu")', ...layers)}model.compile("adam", "mse")\n`;

speaks(rule, {
  "of the last layer": [dense("layers.Dense(1)", "layers.BatchNormalization()"), "batch_normalization"],
  "before the last activation": [
    dense("layers.Dense(3)", "layers.BatchNormalization()", "layers.Softmax()"),
    "batch_normalization",
  ],
  "of one of two outputs": [
    functionalText(
      "(8,)",
      "x = layers.Dense(4, activation='relu')(x)",
      "outputs = [layers.Dense(1)(x), layers.BatchNormalization()(layers.Dense(1)(x))]",
    ),
    "batch_normalization",
  ],
});

quiet(rule, {
  "it is a part of a model that has learned elsewhere": `import keras
base = keras.applications.ResNet50V2(include_top=False, input_shape=(64, 64, 3))
features = keras.Model(base.inputs, base.get_layer("post_bn").output)
`,
  "a layer with a kernel follows": dense("layers.BatchNormalization()", "layers.Dense(1)"),
  "what follows leads elsewhere as well": functionalText(
    "(8,)",
    "x = layers.BatchNormalization()(layers.Dense(4)(x))",
    "outputs = [layers.ReLU()(x), layers.Dense(1)(x)]",
  ),
  "the loss is the user's own": `${sequentialText("(8,)", "layers.Dense(4, use_bias=False)", "layers.BatchNormalization()")}from losses import contrast\nmodel.compile("adam", loss=contrast)\n`,
  "it is frozen": dense("layers.Dense(1)", "layers.BatchNormalization(trainable=False)"),
  "it normalizes within a sample": dense("layers.Dense(1)", "layers.LayerNormalization()"),
  "the model is part of another": `import keras
from keras import layers
encoder = keras.Sequential([keras.Input((8,)), layers.Dense(4, use_bias=False), layers.BatchNormalization()])
inputs = keras.Input((8,))
model = keras.Model(inputs, layers.Dense(3)(encoder(inputs)))
`,
  "the layer goes on in another model": `import keras
from keras import layers
inputs = keras.Input((8,))
code = layers.BatchNormalization()(layers.Dense(4, use_bias=False)(inputs))
encoder = keras.Model(inputs, code)
model = keras.Model(inputs, layers.Dense(8)(code))
`,
});

test("is a warning once the output is compared to something, information before", () => {
  const text = sequentialText("(8,)", "layers.Dense(4, use_bias=False)", "layers.BatchNormalization()");
  expect(found(text).map(({ severity }) => severity)).toEqual(["info"]);
  expect(found(`${text}model.compile("adam", "mse")\n`).map(({ severity }) => severity)).toEqual(["warning"]);
});

test("is a warning for a generator, whatever it is compared to", () => {
  const text = sequentialText("(8,)", "layers.Dense(3, use_bias=False)", "layers.BatchNormalization()");
  expect(found(text.replace("model =", "generator =")).map(({ severity }) => severity)).toEqual(["warning"]);
});
