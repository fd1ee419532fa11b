import { quiet, sequentialText, speaks } from "../support/hints";

const rule = "large-learning-rate";
const model = (optimizer: string, initializer = '"glorot_uniform"'): string =>
  `${sequentialText(
    "(50,)",
    `layers.Dense(50, activation="relu", kernel_initializer=${initializer})`,
    "layers.Dense(50)",
  )}model.compile(${optimizer}, "mse")\n`;

speaks(rule, {
  "of Adam": [model("keras.optimizers.Adam(0.2)"), "dense"],
  "of RMSprop": [model("keras.optimizers.RMSprop(learning_rate=1)"), "dense"],
});

quiet(rule, {
  // √(2 / (50 + 50)) = 0.141
  "the weights are larger": model("keras.optimizers.Adam(0.14)"),
  "it is usual": model("keras.optimizers.Adam(0.001)"),
  "the step of SGD depends on the gradient": model("keras.optimizers.SGD(1.0)"),
  "it is not known": model("keras.optimizers.Adam(choose())"),
  "the weights are not known": model("keras.optimizers.Adam(1.0)", "choose()"),
});
