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

describe("a layer of the file's own that cannot be trained is refused, with its place and the reason", () => {
  const layer = (init: string, body: string): string =>
    [
      "import keras",
      "from keras import layers, ops",
      "class Own(layers.Layer):",
      "    def __init__(self, **kwargs):",
      "        super().__init__(**kwargs)",
      `        self.w = self.add_weight(shape=(4,), ${init})`,
      "    def call(self, x):",
      `        ${body}`,
      "x = keras.Input((4,))",
      "m = keras.Model(x, Own()(x))",
      "",
    ].join("\n");

  test.each([
    ["initializer=made()", "return x * self.w", /the initializer of its weight variable is not known/, "Own()"],
    [
      "initializer='nonesuch'",
      "return x * self.w",
      /the initializer of its weight variable is not known: it has to be/,
      "Own()",
    ],
    ["regularizer=made()", "return x * self.w", /the regularizer of its weight variable is not known/, "Own()"],
    ["name='w'", "return ops.erfinv(x * self.w)", /^Erfinv “erfinv” cannot be trained yet/, "ops.erfinv(x * self.w)"],
    ["name='w'", "self.w.assign(ops.ones((3,))); return x", /what is assigned to w is not of its shape/, ""],
    ["name='w'", "return made(x)", /made/, ""],
  ])("%s: %s", (init, body, message, place) => {
    const source = layer(init, body);
    const error = refusal(source);
    expect(error?.message).toMatch(message);
    const { span } = error!.node;
    if (place !== "") expect(source.slice(span!.start, span!.end)).toBe(place);
  });

  test("with all known it is trained, and weights that are not trained stay", () => {
    const source = layer("trainable=False, name='w'", "return x * self.w");
    const { weights } = lower(readModel(source), [input("x0", [2, 4])], true, 1);
    expect(weights.map(({ name, trained, spec }) => [name, trained, spec.initializer.class_name])).toEqual([
      ["own/w", false, "GlorotUniform"],
    ]);
  });

  test("of a frozen layer no weight is trained, and weights with one name are told apart", () => {
    const source = layer("name='w'", "return x * self.w + self.v")
      .replace(
        "    def call",
        "        self.v = self.add_weight(shape=(4,), initializer='ones', name='w')\n    def call",
      )
      .replace("Own()(x)", "Own(trainable=False)(x)");
    const { weights } = lower(readModel(source), [input("x0", [2, 4])], true, 1);
    expect(weights.map(({ name, trained }) => [name, trained])).toEqual([
      ["own/w", false],
      ["own/w_1", false],
    ]);
  });

  test("what it is told to do only while training is not done afterwards", () => {
    const source = layer("name='w', trainable=False", "return x").replace(
      "def call(self, x):\n        return x",
      "def call(self, x, training=None):\n        if training:\n            self.w.assign_add(ops.mean(x, axis=0))\n            self.add_loss(ops.sum(self.w))\n        return x * self.w",
    );
    const [fits, predicts] = [true, false].map((training) =>
      lower(readModel(source), [input("x0", [2, 4])], training, 1),
    );
    expect([fits!.updates.length, fits!.penalties.length]).toEqual([1, 1]);
    expect([predicts!.updates.length, predicts!.penalties.length]).toEqual([0, 0]);
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
