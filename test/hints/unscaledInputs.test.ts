import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "unscaled-inputs";
const trained = (layers: readonly string[], lines: readonly string[] = [], x = "x"): string =>
  [
    sequentialText("(28, 28)", ...layers, "layers.Dense(10)"),
    "import numpy as np",
    "(x, y), _ = keras.datasets.mnist.load_data()",
    ...lines,
    'model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))',
    `model.fit(${x}, y)`,
    "",
  ].join("\n");
const dense = ["layers.Flatten()", 'layers.Dense(32, activation="relu")'];

speaks(rule, {
  "of bytes": [trained(dense), "dense"],
  "of bytes as floats": [trained(dense, ['x = x.astype("float32")']), "dense"],
  "of bytes that get an axis": [
    trained(["layers.Reshape((28, 28, 1))", "layers.Conv2D(4, 3)", "layers.Flatten()"], ["x = x[:5000]"]),
    "conv2d",
  ],
});

quiet(rule, {
  "they are divided": trained(dense, ["x = x / 255.0"]),
  "they are divided on the way": trained(dense, [], "x / 255"),
  "they are divided in place": trained(dense, ["x = x.astype('float32')", "x /= 255"]),
  "they are centred": trained(dense, ["x = (x - 127.5) / 127.5"]),
  "a layer rescales them": trained(["layers.Rescaling(1 / 255)", ...dense]),
  "they are normalized first": trained(["layers.BatchNormalization()", ...dense]),
  "statistics of the data are used": trained(dense, ["x = (x - x.mean()) / x.std()"]),
  "the first layer's sums are normalized": trained([
    "layers.Flatten()",
    "layers.Dense(32)",
    "layers.BatchNormalization()",
    "layers.ReLU()",
  ]),
  "something that is not known comes first": trained(["layers.Lambda(prepare)", ...dense]),
  "the data are not known": trained(dense, ["x = prepare(x)"]),
});
