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
  test("that the engine does not have are refused, with their place", () => {
    const source = text("y = ops.argsort(x)");
    const error = refusal(source);
    expect(error?.message).toMatch(
      /^Argsort “argsort” cannot be trained yet: it is an operation on tensors, not a layer/,
    );
    const { span } = error!.node;
    expect(source.slice(span!.start, span!.end)).toBe("ops.argsort(x)");
  });

  test("with numbers, options and tensors of other shapes are trained", () => {
    for (const expression of ["x + 1", "1 - x", "ops.softmax(x, axis=1)", "x + layers.Dense(1)(x)"])
      expect(refusal(text(`y = ${expression}`)), expression).toBeUndefined();
  });

  test("of two tensors of one shape are trained as the layer is", () => {
    for (const operator of ["+", "-", "*"])
      expect(refusal(text(`y = x ${operator} layers.Dense(4)(x)`))).toBeUndefined();
    expect(refusal(text("y = layers.Add()([x, layers.Dense(4)(x)])"))).toBeUndefined();
  });
});
