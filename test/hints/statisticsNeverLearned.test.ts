import { functionalText, quiet, quietOfPhases, speaks } from "../support/hints";

const rule = "statistics-never-learned";
const data = "import numpy as np\nx, y = np.zeros((9999, 8)), np.zeros(9999)\n";
const model = (call: string, rest = `${data}model.fit(x, y)\n`): string =>
  `${functionalText(
    "(8,)",
    "x = layers.Dense(8)(x)",
    `x = layers.BatchNormalization()(x${call})`,
    "outputs = layers.Dense(3)(layers.ReLU()(x))",
  )}${rest}`;

speaks(rule, {
  "when the model is trained": [model(", training=False"), "batch_normalization"],
});

quiet(rule, {
  "nothing is said of training": model(""),
  "it is always training": model(", training=True"),
  "weights are loaded": model(", training=False", `${data}model.load_weights("a.weights.h5")\nmodel.fit(x, y)\n`),
  "the file does not train": model(", training=False", ""),
});

quietOfPhases(rule);
