import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "small-batch";
const block = ["layers.Dense(8, use_bias=False)", "layers.BatchNormalization(momentum=0.9)", "layers.ReLU()"];
const trained = (fit: string, blocks = 3): string =>
  `${sequentialText("(8,)", ...Array.from({ length: blocks }, () => block).flat(), "layers.Dense(3)")}import numpy as np
x, y = np.zeros((1000, 8)), np.zeros(1000)
${fit}
`;

speaks(rule, {
  "of four": [trained("model.fit(x, y, batch_size=4)"), "batch_normalization"],
  "of seven": [trained("model.fit(x, y, batch_size=7)"), "batch_normalization"],
});

quiet(rule, {
  "eight are enough": trained("model.fit(x, y, batch_size=8)"),
  "one of two trainings has more": trained("model.fit(x, y, batch_size=4)\nmodel.fit(x, y)"),
  "there are few normalizations": trained("model.fit(x, y, batch_size=4)", 2),
  "batches are not known": trained("model.fit(load())"),
  "it is not trained": trained(""),
  "one in a batch is worse, which is said already": trained("model.fit(x, y, batch_size=1)"),
});
