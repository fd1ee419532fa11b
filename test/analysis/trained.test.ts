/** The model that is meant when none is named. */
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { trainedOf } from "../../src/analysis/trained";
import { read } from "../support/reader";

const namesOf = (end: string): readonly string[] => {
  const { models } = read(`import keras
from keras import layers
augment = keras.Sequential([layers.RandomFlip("horizontal")])
model = keras.Sequential([layers.Input((8, 8, 3)), augment, layers.Flatten(), layers.Dense(1)])
other = keras.Sequential([layers.Input((4,)), layers.Dense(1)])
${end}
`);
  return trainedOf(models, (graph) => infer(graph)).map(({ name }) => name);
};

test("the one that is fitted, else those that are compiled, else all", () => {
  expect(namesOf('model.compile("adam", "mse")\nother.compile("adam", "mse")\nmodel.fit(x, y)')).toEqual(["model"]);
  expect(namesOf('model.compile("adam", "mse")\nother.compile("adam", "mse")')).toEqual(["model", "other"]);
  expect(namesOf('other.compile("adam", "mse")')).toEqual(["other"]);
  expect(namesOf("")).toEqual(["augment", "model", "other"]);
});

test("an argument that Keras passes over with a warning is no problem", () => {
  const { models } = read(`from keras import Sequential, layers
model = Sequential([layers.Embedding(50, 4, input_length=6), layers.Flatten(), layers.Dense(1)])
`);
  expect(infer(models[0]!).problems).toEqual([]);
});
