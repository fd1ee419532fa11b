import { expect, test } from "vitest";
import { found, functionalText, quiet, sequentialText, speaks } from "../support/hints";

const rule = "softmax-of-one";
const dense = (last: string, compile: string, ...more: readonly string[]): string =>
  `${sequentialText("(8,)", 'layers.Dense(4, activation="relu")', last, ...more)}model.compile("adam", ${compile})\n`;

speaks(rule, {
  "of one unit": [dense('layers.Dense(1, activation="softmax")', '"binary_crossentropy"'), "dense_1"],
  "of softmax as a layer": [dense("layers.Dense(1)", '"mse"', "layers.Softmax()"), "softmax"],
  "of attention along the wrong axis": [
    functionalText(
      "(7, 8)",
      "w = layers.Dense(1, activation='softmax')(x)",
      "outputs = layers.Dense(3)(layers.Concatenate()([x, w]))",
    ),
    "dense",
  ],
});

quiet(rule, {
  "there are two units": dense('layers.Dense(2, activation="softmax")', '"mse"'),
  "sigmoid of one unit": dense('layers.Dense(1, activation="sigmoid")', '"mse"'),
  "softmax goes along another axis": sequentialText("(7, 8)", "layers.Dense(1)", "layers.Softmax(axis=1)"),
  "the number of units is not known": dense('layers.Dense(choose(), activation="softmax")', '"mse"'),
});

test("only an output becomes a sigmoid", () => {
  const [first] = found(
    functionalText("(7, 8)", "w = layers.Dense(1, activation='softmax')(x)", "outputs = layers.Concatenate()([x, w])"),
  );
  expect(first!.finding.fix).toBeUndefined();
});
