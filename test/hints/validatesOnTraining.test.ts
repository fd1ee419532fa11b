import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "validates-on-training";
const trained = (fit: string): string =>
  [
    sequentialText("(28, 28)", "layers.Rescaling(1 / 255)", "layers.Flatten()", "layers.Dense(1)"),
    "import numpy as np",
    "(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()",
    'train = keras.utils.image_dataset_from_directory("images")',
    'model.compile("adam", "mse")',
    `model.fit(${fit})`,
    "",
  ].join("\n");

speaks(rule, {
  "of the same arrays": [trained("x, y, validation_data=(x, y)"), "input_layer"],
  "of the same data set": [trained("train, validation_data=train"), "input_layer"],
});

quiet(rule, {
  "they are others": trained("x, y, validation_data=(x_test, y_test)"),
  "they are a part, which may have been kept apart": trained("x, y, validation_data=(x[:500], y[:500])"),
  "a part is kept apart": trained("x, y, validation_split=0.1"),
  "both are not known": trained("load(), validation_data=load()"),
});
