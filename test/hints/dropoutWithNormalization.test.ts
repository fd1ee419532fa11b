import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "dropout-with-normalization";
const block = (rate: string): readonly string[] => [
  "layers.Dense(8, use_bias=False)",
  "layers.BatchNormalization()",
  "layers.ReLU()",
  `layers.Dropout(${rate})`,
];
const model = (first: string, second = "0.1", fit = ""): string =>
  `${sequentialText("(8,)", ...block(first), ...block(second), "layers.Dense(3)")}${fit}\n`;
const fit = (count: number): string =>
  `import numpy as np\nmodel.fit(np.zeros((${count}, 8)), np.zeros(${count}), epochs=99)`;

speaks(rule, {
  "of half": [model("0.5"), "dropout"],
  "of each": [model("0.5", "0.4"), "dropout", "dropout_1"],
  "with many samples": [model("0.5", "0.1", fit(20_000)), "dropout"],
});

quiet(rule, {
  "the rate is small": model("0.3"),
  "there are few samples": model("0.5", "0.1", fit(2000)),
  "the rate is not known": model("choose()"),
  "there is no normalization beside it": sequentialText(
    "(8,)",
    "layers.BatchNormalization()",
    "layers.BatchNormalization()",
    "layers.Dense(8)",
    "layers.Dropout(0.5)",
    "layers.Dense(3)",
  ),
});
