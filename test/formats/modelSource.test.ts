/** A graph that is written as source of its own is read again as the same graph. */
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { modelSource } from "../../src/formats/modelSource";
import type { Graph } from "../../src/model/graph";
import { functionalText } from "../support/hints";
import { read } from "../support/reader";

const shapes = (graph: Graph) =>
  infer(graph).nodes.map(({ node, shape, params }) => [node.type, node.name, shape, params, node.inputs]);

test.each([
  [
    "a chain",
    functionalText("(8, 8, 3)", 'x = layers.Conv2D(4, 3, activation="relu")(x)', "outputs = layers.Flatten()(x)"),
  ],
  [
    "a branch and a shared layer",
    functionalText("(8,)", "d = layers.Dense(8)", "outputs = layers.Concatenate(axis=-1)([d(x), d(layers.ReLU()(x))])"),
  ],
  ["attention", functionalText("(5, 8)", "outputs = layers.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True)")],
  [
    "several results",
    functionalText("(5, 8)", "y, h, c = layers.LSTM(4, return_state=True)(x)", "outputs = layers.Add()([y, h])"),
  ],
  ["a layer in a layer", functionalText("(5, 8)", "outputs = layers.TimeDistributed(layers.Dense(3))(x)")],
])("%s", (_, text) => {
  const [graph] = read(text).models;
  const written = modelSource(graph!, "weights.npz", ["About it."]);
  const [again] = read(written).models;
  expect(shapes(again!)).toEqual(shapes(graph!));
});

test("what is no layer of Keras is named", () => {
  const [graph] = read(functionalText("(8,)", "outputs = somewhere.Layer()(x)")).models;
  expect(() => modelSource(graph!, "weights.npz", [])).toThrow(/cannot be written as source of its own/);
});
