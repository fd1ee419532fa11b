import { expect, test } from "vitest";
import { found, quiet, sequentialText, speaks } from "../support/hints";

const rule = "labels-and-loss";
const classifier = (loss: string, y: string, last = 'layers.Dense(10, activation="softmax")'): string =>
  [
    sequentialText("(28, 28)", "layers.Rescaling(1 / 255)", "layers.Flatten()", last),
    "(x, y), _ = keras.datasets.mnist.load_data()",
    `model.compile("adam", ${loss})`,
    `model.fit(x, ${y})`,
    "",
  ].join("\n");
const rows = "keras.utils.to_categorical(y, 10)";
const sparse = '"sparse_categorical_crossentropy"';
const dense = '"categorical_crossentropy"';

speaks(rule, {
  "of numbers where rows are wanted": [classifier(dense, "y"), "dense"],
  "of rows where numbers are wanted": [classifier(sparse, rows), "dense"],
  "of rows of another length": [classifier(dense, "keras.utils.to_categorical(y, 12)"), "dense"],
  "of more classes than units": [classifier(sparse, "y", 'layers.Dense(9, activation="softmax")'), "dense"],
  "of ten classes for a loss of two": [
    classifier('"binary_crossentropy"', "y", 'layers.Dense(1, activation="sigmoid")'),
    "dense",
  ],
});

quiet(rule, {
  "numbers are compared with numbers": classifier(sparse, "y"),
  "numbers in a column are numbers": classifier(sparse, "y.reshape(-1, 1)"),
  "rows are compared with rows": classifier(dense, rows),
  "more units than classes do no harm": classifier(sparse, "y", 'layers.Dense(11, activation="softmax")'),
  "the labels are not known": classifier(dense, "labels(y)"),
  "the loss is not known": classifier("loss()", "y"),
  "each class has a probability of its own": classifier(
    '"binary_crossentropy"',
    rows,
    'layers.Dense(10, activation="sigmoid")',
  ),
  "there are two classes": classifier('"binary_crossentropy"', "y > 4", 'layers.Dense(1, activation="sigmoid")'),
  "another loss was compiled with for them": classifier(sparse, "y") + `model.compile("adam", ${dense})\n`,
});

test("is an error where Keras stops, and stands at the training", () => {
  const text = classifier(dense, "y");
  const [first] = found(text).filter(({ hint }) => hint.id === rule);
  expect(first?.severity).toBe("error");
  const { start, end } = first!.finding.at!;
  expect(text.slice(start, end)).toBe("model.fit(x, y)");
});
