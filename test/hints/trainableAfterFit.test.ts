import { expect, test } from "vitest";
import { found, quiet, sequentialText, speaks } from "../support/hints";

const rule = "trainable-after-fit";
const trained = (...lines: readonly string[]): string =>
  [
    sequentialText("(8,)", 'layers.Dense(4, activation="relu")', "layers.Dense(3)"),
    "import numpy as np",
    "x, y = np.zeros((100, 8)), np.zeros((100, 3))",
    'model.compile("adam", "mse")',
    ...lines,
    "",
  ].join("\n");
const freeze = "model.layers[0].trainable = False";

speaks(rule, {
  "of what is frozen between two trainings": [trained("model.fit(x, y)", freeze, "model.fit(x, y)"), "dense"],
  "of a model that is unfrozen": [
    trained("model.trainable = False", "model.fit(x, y)", "model.trainable = True", "model.fit(x, y)"),
    "dense",
  ],
});

quiet(rule, {
  "it is compiled again": trained("model.fit(x, y)", freeze, 'model.compile("adam", "mse")', "model.fit(x, y)"),
  "it is frozen before the first training: Keras looks then": trained(freeze, "model.fit(x, y)"),
  "it is not trained again": trained("model.fit(x, y)", freeze, "model.evaluate(x, y)"),
  "nothing changes": trained("model.fit(x, y)", "model.trainable = True", "model.fit(x, y)"),
});

test("stands at the training that goes wrong", () => {
  const text = trained("model.fit(x, y)", freeze, "model.fit(x, y, epochs=2)");
  const [first] = found(text).filter(({ hint }) => hint.id === rule);
  const { start, end } = first!.finding.at!;
  expect(text.slice(start, end)).toBe("model.fit(x, y, epochs=2)");
});
