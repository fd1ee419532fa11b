import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "batch-of-one";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

const data = "import numpy as np\nx, y = np.zeros((1000, 8)), np.zeros(1000)\n";
const trained = (fit: string, normalization = "layers.BatchNormalization(momentum=0.9)"): string =>
  `${dense(normalization)}${data}${fit}\n`;
const images = (size: number): string =>
  `${sequentialText(
    `(${size}, ${size}, 3)`,
    "layers.Conv2D(4, 3, use_bias=False)",
    "layers.BatchNormalization()",
    "layers.Flatten()",
    "layers.Dense(3)",
  )}model.fit(np.zeros((1000, ${size}, ${size}, 3)), np.zeros(1000), batch_size=1)\n`;

speaks(rule, {
  "of vectors": [trained("model.fit(x, y, batch_size=1)"), "batch_normalization"],
  "of images of one place": [`import numpy as np\n${images(3)}`, "batch_normalization"],
});

quiet(rule, {
  "there are two in a batch": trained("model.fit(x, y, batch_size=2)"),
  "one of two trainings has more": trained("model.fit(x, y, batch_size=1)\nmodel.fit(x, y)"),
  "the batch size is not known": trained("model.fit(x, y, batch_size=choose())"),
  "images have many places": `import numpy as np\n${images(9)}`,
  "it is not trained": dense("layers.BatchNormalization()"),
  "it is frozen": trained("model.fit(x, y, batch_size=1)", "layers.BatchNormalization(trainable=False)"),
  "it normalizes within a sample": trained("model.fit(x, y, batch_size=1)", "layers.LayerNormalization()"),
});
