import { expect, test } from "vitest";
import { found, quiet, sequentialText, speaks } from "../support/hints";

const rule = "momentum-out-of-range";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

const momentum = (value: string): string => dense(`layers.BatchNormalization(momentum=${value})`);

speaks(rule, {
  "of 1": [momentum("1.0"), "batch_normalization"],
  "above 1": [momentum("9.9"), "batch_normalization"],
  "below 0": [momentum("-0.9"), "batch_normalization"],
  "of a value that is computed": [momentum("99 / 10"), "batch_normalization"],
});

quiet(rule, {
  "0.99 is usual": momentum("0.99"),
  "0 takes the last batch": momentum("0"),
  "it is not known": momentum("choose()"),
  "it is frozen": dense("layers.BatchNormalization(momentum=1, trainable=False)"),
  "there are no statistics that move": dense("layers.LayerNormalization()"),
});

test("1 keeps statistics that are loaded, above 1 they go wild all the same", () => {
  const loaded = (value: string): string => `${momentum(value)}model.load_weights("a.weights.h5")\n`;
  const rules = (value: string): readonly string[] => found(loaded(value)).map(({ hint }) => hint.id);
  expect(rules("1.0")).toEqual([]);
  expect(rules("1.1")).toEqual([rule]);
});
