/** What must not be trained wrongly is refused, with the layer and the reason. */
import { describe, expect, test } from "vitest";
import { input } from "../../src/ops/op";
import { lower, Untrainable } from "../../src/train/lower";
import { readModel } from "../support/reader";

const text = (...lines: readonly string[]): string =>
  [
    "import keras",
    "from keras import layers, ops",
    "x = keras.Input((4,))",
    ...lines,
    "m = keras.Model(x, y)",
    "",
  ].join("\n");

function refusal(source: string): Untrainable | undefined {
  try {
    lower(readModel(source), [input("x0", [2, 4])], true, 1);
    return undefined;
  } catch (error) {
    if (error instanceof Untrainable) return error;
    throw error;
  }
}

describe("operations on tensors", () => {
  for (const [what, expression] of [
    ["a number is added", "x + 1"],
    ["a number is subtracted from", "1 - x"],
    ["a factor", "x * 2.0"],
    ["an option that a layer of the name has too", "ops.softmax(x, axis=0)"],
    ["a function with a number", "ops.maximum(x, 0.5)"],
  ] as const)
    test(`are refused: ${what}`, () => {
      const source = text(`y = ${expression}`);
      const error = refusal(source);
      expect(error?.message).toMatch(/^\w+ “\w+” cannot be trained yet: it is an operation on tensors, not a layer/);
      const { span } = error!.node;
      expect(source.slice(span!.start, span!.end)).toBe(expression);
    });

  test("of different shapes are refused", () => {
    const error = refusal(text("y = x + layers.Dense(1)(x)"));
    expect(error?.message).toContain("it joins tensors of different shapes (4 and 1 for one sample)");
  });

  test("of two tensors of one shape are trained as the layer is", () => {
    for (const operator of ["+", "-", "*"])
      expect(refusal(text(`y = x ${operator} layers.Dense(4)(x)`))).toBeUndefined();
    expect(refusal(text("y = layers.Add()([x, layers.Dense(4)(x)])"))).toBeUndefined();
  });
});
