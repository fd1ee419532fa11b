import { expect, test } from "vitest";
import { paint } from "../../src/picture/document";
import { frozenSpans } from "../../src/picture/layers";
import { neighboursOf } from "../../src/picture/neighbours";
import { read } from "../support/reader";

const text = `import keras
from keras import layers
inputs = keras.Input((8, 8, 3))
x = layers.Conv2D(4, 3, padding="same")(inputs)
y = layers.BatchNormalization()(x)
for _ in range(2):
    y = layers.Conv2D(4, 5, padding="same")(y)
x = layers.Add()([x, y])
model = keras.Model(inputs, layers.Dense(2)(layers.Flatten()(x)))
model.get_layer("conv2d").trainable = False
`;
const picture = paint(text, read(text), { hints: [] });
const around = (part: string, direction: "producer" | "consumer"): readonly string[] =>
  neighboursOf(picture, text.indexOf(part) + 1, direction).map(({ node }) => node.name);

test("what gives to a layer", () => {
  expect(around("BatchNormalization", "producer")).toEqual(["conv2d"]);
  expect(around("Add", "producer")).toEqual(["conv2d", "conv2d_2"]);
  expect(around("keras.Input", "producer")).toEqual([]);
});

test("what takes from it", () => {
  expect(around("Conv2D(4, 3", "consumer")).toEqual(["batch_normalization", "add"]);
  expect(around("Dense", "consumer")).toEqual([]);
});

test("a layer in a loop has the neighbours of every turn", () => {
  expect(around("Conv2D(4, 5", "producer")).toEqual(["batch_normalization"]);
  expect(around("Conv2D(4, 5", "consumer")).toEqual(["add"]);
});

test("layers that are frozen are known by their places", () => {
  expect(frozenSpans(picture).map(({ start, end }) => text.slice(start, end))).toEqual([
    'layers.Conv2D(4, 3, padding="same")',
  ]);
});
