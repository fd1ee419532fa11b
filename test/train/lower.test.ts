/** What must not be trained wrongly is refused, with the layer and the reason. */
import { describe, expect, test } from "vitest";
import { input, sizeOf } from "../../src/ops/op";
import { lower } from "../../src/train/lower";
import { Untrainable } from "../../src/train/untrainable";
import { readModel } from "../support/reader";
import { evaluate, randomNumbers, tensor } from "../support/reference";

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
    const source = text("y = ops.erfinv(x)");
    const error = refusal(source);
    expect(error?.message).toMatch(
      /^Erfinv “erfinv” cannot be trained yet: it is an operation on tensors, not a layer/,
    );
    const { span } = error!.node;
    expect(source.slice(span!.start, span!.end)).toBe("ops.erfinv(x)");
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

test("words are looked up and found again with the same vectors", () => {
  const source = [
    "import keras",
    "from keras import layers",
    "words = layers.ReversibleEmbedding(7, 3, mask_zero=True)",
    "ids = keras.Input((4,), dtype='int32')",
    "m = keras.Model(ids, words(layers.LSTM(3, return_sequences=True)(words(ids)), reverse=True))",
    "",
  ].join("\n");
  const ids = input("x0", [2, 4]);
  const { outputs, weights } = lower(readModel(source), [ids], true, 1);
  expect(outputs[0]!.shape).toEqual([2, 4, 7]);
  expect(weights.filter(({ name }) => name.includes("embedding")).map(({ value }) => value.shape)).toEqual([[7, 3]]);
  // padding is passed over: what stands in its place makes no difference
  const numbers = (first: readonly number[]): Float64Array => {
    const feeds = new Map([[ids, tensor([2, 4], [...first, 5, 1, 2, 3])]]);
    weights.forEach(({ value }, i) => feeds.set(value, tensor(value.shape, randomNumbers(sizeOf(value.shape), i))));
    return evaluate(outputs, feeds).get(outputs[0]!)!.data;
  };
  const [padded, whole] = [numbers([6, 2, 0, 0]), numbers([6, 2, 1, 1])];
  expect(padded.slice(7, 14)).toEqual(padded.slice(14, 21));
  expect(whole.slice(7, 14)).not.toEqual(whole.slice(14, 21));
});
