import { quiet, speaks } from "../support/hints";

const rule = "neighbour-normalization";
const model = (...lines: readonly string[]): string =>
  [
    "import tensorflow as tf",
    "from tensorflow import keras",
    "from tensorflow.keras import layers",
    "inputs = x = keras.Input((8, 8, 3))",
    ...lines,
    "model = keras.Model(inputs, layers.Dense(3)(layers.Flatten()(x)))",
    "",
  ].join("\n");
const normalized = ["x = layers.Conv2D(4, 3, use_bias=False)(x)", "x = layers.BatchNormalization()(x)"];

speaks(rule, {
  "of the one beside the other": [
    model(...normalized, "x = tf.nn.local_response_normalization(x)"),
    "local_response_normalization",
  ],
  "of its short name": [model("x = tf.nn.lrn(x, 4)", ...normalized), "local_response_normalization"],
});

quiet(rule, {
  "there is no other": model("x = layers.Conv2D(4, 3)(x)", "x = tf.nn.local_response_normalization(x)"),
  "the other is frozen": model(
    "x = layers.BatchNormalization(trainable=False)(x)",
    "x = tf.nn.local_response_normalization(x)",
  ),
  "it is a relu": model(...normalized, "x = tf.nn.relu(x)"),
});
