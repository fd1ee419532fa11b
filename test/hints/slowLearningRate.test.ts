import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "slow-learning-rate";
const block = ["layers.Dense(8, use_bias=False)", "layers.BatchNormalization()", "layers.ReLU()"];
const model = (optimizer: string, ...layers: readonly string[]): string =>
  `${sequentialText("(8,)", ...block, ...block, ...block, ...layers, "layers.Dense(3)")}model.compile(${optimizer}, "mse")\n`;

speaks(rule, {
  "of Adam": [model("keras.optimizers.Adam(1e-5)"), "batch_normalization"],
  "of SGD": [model("keras.optimizers.SGD(learning_rate=1e-4)"), "batch_normalization"],
});

quiet(rule, {
  "it is usual": model("keras.optimizers.Adam(1e-4)"),
  "it is the default": model('"adam"'),
  "it changes": model("keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-6, 100))"),
  "it is not known": model("keras.optimizers.Adam(choose())"),
  "many layers are not normalized": model("keras.optimizers.Adam(1e-6)", "layers.Dense(8)", "layers.Dense(8)"),
  "weights are loaded": `${model("keras.optimizers.Adam(1e-6)")}model.load_weights("a.weights.h5")\n`,
  "a part is frozen": model("keras.optimizers.Adam(1e-6)", "layers.BatchNormalization(trainable=False)"),
});
