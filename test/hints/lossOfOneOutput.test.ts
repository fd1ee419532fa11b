import { functionalText, quiet, sequentialText, speaks } from "../support/hints";

const rule = "loss-of-one-output";
const dense = (last: string, compile: string, ...more: readonly string[]): string =>
  `${sequentialText("(8,)", 'layers.Dense(4, activation="relu")', last, ...more)}model.compile("adam", ${compile})\n`;

speaks(rule, {
  "of shares of classes": [dense('layers.Dense(1, activation="sigmoid")', '"categorical_crossentropy"'), "dense_1"],
  "of numbers of classes": [dense("layers.Dense(1)", '"sparse_categorical_crossentropy"'), "dense_1"],
  "of a loss that is an object": [
    dense("layers.Dense(1)", "keras.losses.CategoricalCrossentropy(from_logits=True)"),
    "dense_1",
  ],
});

quiet(rule, {
  "yes or no": dense('layers.Dense(1, activation="sigmoid")', '"binary_crossentropy"'),
  "a number": dense("layers.Dense(1)", '"mse"'),
  "there are two outputs": dense('layers.Dense(2, activation="softmax")', '"categorical_crossentropy"'),
  "the loss is the user's own": `from losses import contrast\n${dense("layers.Dense(1)", "contrast")}`,
  "there are several losses": functionalText("(8,)", "outputs = [layers.Dense(1)(x), layers.Dense(1)(x)]").concat(
    'model.compile("adam", ["categorical_crossentropy", "mse"])\n',
  ),
});
