/** Sizes that come with the data do not keep a model from being trained; all others do. */
import { expect, test } from "vitest";
import { notBuildable } from "../../src/analysis/buildable";
import { infer } from "../../src/analysis/infer";
import { read } from "../support/reader";

const script = (model: string): string => `import keras
import pandas as pd
from keras import layers

table = pd.read_csv("a.csv")
x = table.drop(columns=["price"])
${model}
model.compile("adam", "mse")
model.fit(x, table["price"])
`;
function lackOf(model: string): string | undefined {
  const analysis = infer(read(script(model), "model.py").models[0]!);
  expect(typeof analysis.params).not.toBe("number");
  return notBuildable(analysis);
}

test.each([
  ["the number of columns", "model = keras.Sequential([keras.Input((x.shape[1],)), layers.Dense(8), layers.Dense(1)])"],
  ["an input that the file leaves out", "model = keras.Sequential([layers.Dense(8), layers.Dense(1)])"],
  [
    "the number of columns, for a model within the model",
    `inner = keras.Sequential([layers.Dense(8), layers.Dense(4)])
model = keras.Sequential([keras.Input((x.shape[1],)), inner, layers.Dense(1)])`,
  ],
])("the data bring %s", (_, model) => {
  expect(lackOf(model)).toBeUndefined();
});

test.each([
  [
    "a size of a layer",
    "model = keras.Sequential([keras.Input((x.shape[1],)), layers.Dense(int(input())), layers.Dense(1)])",
    /typed in/,
  ],
  [
    "a layer that is not known",
    "import mine\nmodel = keras.Sequential([keras.Input((x.shape[1],)), mine.Strange(), layers.Dense(1)])",
    /Strange|mine/,
  ],
  [
    "a size of a layer within a model within the model",
    `inner = keras.Sequential([layers.Dense(int(input())), layers.Dense(4)])
model = keras.Sequential([keras.Input((x.shape[1],)), inner, layers.Dense(1)])`,
    /typed in/,
  ],
  [
    "sizes of two inputs",
    `a = keras.Input((x.shape[1],))
b = keras.Input((x.shape[1],))
model = keras.Model([a, b], layers.Dense(1)(layers.Concatenate()([a, b])))`,
    /columns|known/,
  ],
])("the data do not bring %s", (_, model, why) => {
  expect(lackOf(model)).toMatch(why);
});
