// Rows that Keras 3 has for masks: who is connected to them, and that nobody else takes them for layers.
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { modelOf } from "../../src/hints/model";
import { drawGraph } from "../../src/picture/graph";
import { paint } from "../../src/picture/document";
import { hints } from "../../src/hints/index";
import { read, readModel } from "../support/reader";

const masked = (first: string): string =>
  [
    first,
    "tokens = keras.Input((10,))",
    "x = keras.layers.Embedding(100, 8, mask_zero=True)(tokens)",
    "model = keras.Model(tokens, keras.layers.LSTM(4)(x))",
  ].join("\n");

test("a mask is a row between the layer that makes it and the layer that takes it", () => {
  const { nodes } = readModel(masked("import keras"));
  const [mask, lstm] = nodes.slice(2);
  expect(nodes.map(({ id }) => id)).toEqual(["input_layer", "embedding", "not_equal", "lstm"]);
  expect(mask).toMatchObject({ type: "NotEqual", ofMask: true, inputs: [{ from: "input_layer", output: 0 }] });
  expect(lstm).toMatchObject({ inputs: [{ from: "embedding" }], masks: [{ from: "not_equal", output: 0 }] });
});

test("Keras 2 has no rows for masks", () => {
  const { nodes } = readModel(masked("from tensorflow import keras"));
  expect(nodes.map(({ id }) => id)).toEqual(["input_layer", "embedding", "lstm"]);
});

test("a mask that the call is given is an input, and no other is passed", () => {
  const given = masked("import keras").replace("(x))", "(x, mask=keras.ops.not_equal(tokens, 3)))");
  const lstm = readModel(given).nodes.at(-1)!;
  expect(lstm.inputs.map(({ from, role }) => [from, role])).toEqual([
    ["embedding", undefined],
    ["not_equal_1", "mask"],
  ]);
  expect(lstm.masks).toBeUndefined();
});

test("hints and the drawn graph see no layer in a mask, and costs stay known", () => {
  const text = masked("import keras");
  const analysis = infer(readModel(text));
  const model = modelOf(analysis);
  const [input] = model.nodes;
  expect(model.nodes.map(({ type }) => type)).toEqual(["InputLayer", "Embedding", "LSTM"]);
  expect(model.next(input!).map(({ type }) => type)).toEqual(["Embedding"]);
  expect(analysis.multiplyAdds).toBe(infer(readModel(masked("from tensorflow import keras"))).multiplyAdds);
  const { view } = drawGraph(paint(text, read(text), { hints }, undefined), "model.py", 0, (one) => one);
  if (view.kind !== "graph") throw new Error("there is no graph");
  expect(view.picture.nodes.map(({ type }) => type)).toEqual(["InputLayer", "Embedding", "LSTM"]);
  expect(view.picture.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
    "input_layer embedding",
    "embedding lstm",
  ]);
});

const scaled = (first: string): string =>
  [
    first,
    "import tensorflow as tf",
    "class Scaled(keras.layers.Layer):",
    "    def __init__(self):",
    "        super().__init__()",
    "        self.scale = tf.Variable(tf.ones((3,)))",
    "    def call(self, x):",
    "        return x * self.scale",
    "start = keras.Input((3,))",
    "model = keras.Model(start, Scaled()(start))",
  ].join("\n");

test("variables of TensorFlow are weights of a layer for Keras 2 alone", () => {
  expect(infer(readModel(scaled("import keras"))).params).toBe(0);
  expect(infer(readModel(scaled("from tensorflow import keras"))).params).toBe(3);
});
