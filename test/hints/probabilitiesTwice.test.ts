import { expect, test } from "vitest";
import { found, quiet, sequentialText, speaks } from "../support/hints";

const rule = "probabilities-twice";
const dense = (last: string, compile: string, ...more: readonly string[]): string =>
  `${sequentialText("(8,)", 'layers.Dense(4, activation="relu")', last, ...more)}model.compile("adam", ${compile})\n`;

speaks(rule, {
  "of softmax of softmax": [dense('layers.Dense(3, activation="softmax")', '"mse"', "layers.Softmax()"), "softmax"],
  "of sigmoid of sigmoid": [
    dense('layers.Dense(1, activation="sigmoid")', '"mse"', "layers.Activation('sigmoid')"),
    "activation",
  ],
});

quiet(rule, {
  "there was no activation before": dense("layers.Dense(3)", '"mse"', "layers.Softmax()"),
  "a layer with a kernel lies between": dense(
    'layers.Dense(3, activation="sigmoid")',
    '"mse"',
    'layers.Dense(3, activation="softmax")',
  ),
  "relu comes after": dense('layers.Dense(3, activation="softmax")', '"mse"', "layers.ReLU()"),
});

test("says how sure it can be", () => {
  const [first] = found(dense('layers.Dense(10, activation="softmax")', '"mse"', "layers.Softmax()"));
  expect(first!.finding.message).toContain("gives at most 0.23");
});
