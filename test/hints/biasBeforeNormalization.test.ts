import { functionalText, quiet, quietWithWeights, sequentialText, speaks } from "../support/hints";

const rule = "bias-before-normalization";
const dense = (...layers: readonly string[]): string => sequentialText("(8,)", ...layers, "layers.Dense(3)");
const image = (...layers: readonly string[]): string =>
  sequentialText("(8, 8, 3)", ...layers, "layers.Flatten()", "layers.Dense(3)");

speaks(rule, {
  "of each layer that a function makes": [
    `import keras
from keras import layers
def block(x, units):
    return layers.ReLU()(layers.BatchNormalization()(layers.Dense(units)(x)))
inputs = keras.Input((8,))
model = keras.Model(inputs, layers.Dense(3)(block(block(inputs, 8), 16)))
`,
    "dense_1",
    "dense_2",
  ],
  "of a dense layer": [dense("layers.Dense(4)", "layers.BatchNormalization()"), "dense"],
  "of a bias that is asked for": [dense("layers.Dense(4, use_bias=True)", "layers.BatchNormalization()"), "dense"],
  "when the normalization has no beta: the bias is lost as well": [
    dense("layers.Dense(4)", "layers.BatchNormalization(center=False)"),
    "dense",
  ],
  "when the activation is None or linear": [
    dense(
      "layers.Dense(4, activation=None)",
      "layers.BatchNormalization()",
      'layers.Dense(4, activation="linear")',
      "layers.BatchNormalization()",
    ),
    "dense",
    "dense_1",
  ],
  "of channels first, when the axis says so": [
    sequentialText(
      "(3, 8, 8)",
      'layers.Conv2D(4, 3, data_format="channels_first")',
      "layers.BatchNormalization(axis=1)",
      "layers.Flatten()",
      "layers.Dense(3)",
    ),
    "conv2d",
  ],
  "of the last axis counted from the start": [
    image("layers.Conv2D(4, 3)", "layers.BatchNormalization(axis=3)"),
    "conv2d",
  ],
  "through pooling, which passes on what is added to a channel": [
    image("layers.Conv2D(4, 3)", "layers.MaxPooling2D()", "layers.BatchNormalization()"),
    "conv2d",
  ],
  "when all who take the result normalize it": [
    functionalText(
      "(8,)",
      "x = layers.Dense(4)(x)",
      "a = layers.BatchNormalization()(x)",
      "b = layers.BatchNormalization()(x)",
      "outputs = layers.Dense(3)(layers.Add()([a, b]))",
    ),
    "dense",
  ],
  "though the size is not known": [
    `import keras
from keras import layers
def build(units):
    return keras.Sequential([keras.Input((8,)), layers.Dense(units), layers.BatchNormalization(), layers.Dense(3)])
`,
    "dense",
  ],
});

quiet(rule, {
  "the same text makes a layer without normalization": `import keras
from keras import layers
def block(x, units, normalized=True):
    x = layers.Dense(units)(x)
    if normalized:
        x = layers.BatchNormalization()(x)
    return layers.ReLU()(x)
inputs = keras.Input((8,))
x = block(block(inputs, 8, normalized=False), 16)
model = keras.Model(inputs, layers.Dense(3)(x))
`,
  "the same text makes another model without normalization": `import keras
from keras import layers
def make(normalized):
    model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
    if normalized:
        model.add(layers.BatchNormalization())
    model.add(layers.Dense(3))
    return model
one = make(True)
two = make(False)
`,
  "another model ends with it": `import keras
from keras import layers
inputs = keras.Input((8,))
code = layers.Dense(4)(inputs)
encoder = keras.Model(inputs, code)
model = keras.Model(inputs, layers.Dense(3)(layers.BatchNormalization()(code)))
`,
  "there is no bias": dense("layers.Dense(4, use_bias=False)", "layers.BatchNormalization()"),
  "an activation stands between, as an argument": dense(
    'layers.Dense(4, activation="relu")',
    "layers.BatchNormalization()",
  ),
  "an activation stands between, as a layer": dense(
    "layers.Dense(4)",
    'layers.Activation("relu")',
    "layers.BatchNormalization()",
  ),
  "an activation layer is the argument": dense(
    "layers.Dense(4, activation=layers.LeakyReLU())",
    "layers.BatchNormalization()",
  ),
  "the activation is not known": `from somewhere import choose\n${dense("layers.Dense(4, activation=choose())", "layers.BatchNormalization()")}`,
  "whether there is a bias is not known": `from somewhere import choose\n${dense("layers.Dense(4, use_bias=choose())", "layers.BatchNormalization()")}`,
  "the axis is not known": `from somewhere import choose\n${dense("layers.Dense(4)", "layers.BatchNormalization(axis=choose())")}`,
  "the statistics are of another axis": image("layers.Conv2D(4, 3)", "layers.BatchNormalization(axis=1)"),
  "the mean is taken over features, not over the batch": dense("layers.Dense(4)", "layers.LayerNormalization()"),
  "the normalization is frozen": dense("layers.Dense(4)", "layers.BatchNormalization(trainable=False)"),
  "the layer is frozen": dense("layers.Dense(4, trainable=False)", "layers.BatchNormalization()"),
  "the normalization predicts": functionalText(
    "(8,)",
    "x = layers.Dense(4)(x)",
    "outputs = layers.Dense(3)(layers.BatchNormalization()(x, training=False))",
  ),
  "batch renormalization, which subtracts a past mean as well": dense(
    "layers.Dense(4)",
    "layers.BatchNormalization(renorm=True)",
  ),
  "the result is used elsewhere too": functionalText(
    "(8,)",
    "x = layers.Dense(4)(x)",
    "outputs = layers.Dense(3)(layers.Add()([layers.BatchNormalization()(x), x]))",
  ),
  "the result is an output of the model": functionalText(
    "(8,)",
    "x = layers.Dense(4)(x)",
    "outputs = [x, layers.Dense(3)(layers.BatchNormalization()(x))]",
  ),
  "a shared layer is normalized after one of its calls only": functionalText(
    "(8,)",
    "shared = layers.Dense(8)",
    "x = layers.BatchNormalization()(shared(x))",
    "outputs = layers.Dense(3)(layers.ReLU()(shared(x)))",
  ),
  "zeros are put around the image in between": image(
    "layers.Conv2D(4, 3)",
    "layers.ZeroPadding2D()",
    "layers.BatchNormalization()",
  ),
  "values are dropped in between": dense("layers.Dense(4)", "layers.Dropout(0.5)", "layers.BatchNormalization()"),
  "nothing follows": sequentialText("(8,)", "layers.Dense(4)"),
  "the line says that it is not wanted": dense(
    `layers.Dense(4),  # batchwise: ignore=${rule} the weights come later\n    layers.BatchNormalization()`,
  ),
});

quietWithWeights(rule, dense("layers.Dense(4)", "layers.BatchNormalization()"));
