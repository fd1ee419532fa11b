import { expect, test } from "vitest";
import { found, quiet, sequentialText, speaks } from "../support/hints";

const rule = "momentum-from-pytorch";
const dense = (...layers: readonly string[]): string =>
  sequentialText("(8,)", "layers.Dense(4, use_bias=False)", ...layers, "layers.Dense(3)");

const momentum = (value: string): string => dense(`layers.BatchNormalization(momentum=${value})`);

speaks(rule, {
  "of 0.1": [momentum("0.1"), "batch_normalization"],
  "of 0.01": [momentum("0.01"), "batch_normalization"],
});

quiet(rule, {
  "0 says openly what it does": momentum("0.0"),
  "0.5 may be meant": momentum("0.5"),
  "it is not known": momentum("choose()"),
  "it is frozen": dense("layers.BatchNormalization(momentum=0.1, trainable=False)"),
});

test("says how much the last batch counts", () => {
  const [first] = found(momentum("0.1"));
  expect(first!.finding.message).toContain("The last batch alone makes 90 % of these statistics.");
});
