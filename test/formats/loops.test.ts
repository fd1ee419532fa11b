/** Lists that loops fill, where it is not counted how often they run: what one pass gives stands for all only if it does so in each. */
import { describe, expect, test } from "vitest";
import { read } from "../support/reader";

const fitOf = (middle: string) => {
  const { models } = read(`import numpy as np
import pandas as pd
import random
from keras import Sequential, layers
data = pd.read_csv("series.csv").values
model = Sequential([layers.Dense(1)])
model.compile("adam", "mse")
X, y = [], []
${middle}
model.fit(np.array(X), np.array(data[:, 0]))
`);
  return models[0]?.training?.fits[0];
};
const isFound = (middle: string): boolean => fitOf(middle)?.train?.recipe !== undefined;

describe("followed", () => {
  test.each([
    ["windows", "for i in range(len(data) - 5):\n    X.append(data[i:i+5])"],
    ["a helper", "def cut(i):\n    return data[i:i+5]\nfor i in range(len(data) - 5):\n    X.append(cut(i))"],
    ["steps in the pass", "for i in range(5, len(data)):\n    a = data[i-5:i]\n    b = a / a[0]\n    X.append(b - 1)"],
    ["rows", "for row in data:\n    X.append(row[1:] * 2)"],
    ["a list of it", "X = [[row[0], row[1]] for row in data]"],
    ["a loop in a loop", "for i in range(len(data) - 3):\n    X.append([data[i + k, 0] for k in range(3)])"],
    ["both long", "for i in range(len(data)):\n    X.append([data[j, 0] + data[i, 1] for j in range(len(data))])"],
    ["a list of a list", "Z = [row[:2] for row in data]\nfor z in Z:\n    X.append(z + 1)"],
    ["copied", "for row in data:\n    X.append(row)\nX = X.copy()"],
    ["many counted passes", "wave = np.sin(np.arange(9000))\nfor i in range(8000):\n    X.append(wave[i:i+5])"],
  ])("%s", (_, middle) => {
    expect(isFound(middle)).toBe(true);
  });
});

describe("not followed", () => {
  test.each([
    ["a place that is counted", "k = 0\nfor row in data:\n    X.append(data[k:k+5])\n    k += 1"],
    ["what the pass before left", "last = 0\nfor row in data:\n    X.append(row - last)\n    last = row"],
    ["only some", "for row in data:\n    if row[0] > 0:\n        X.append(row)"],
    ["left out", "for row in data:\n    if row[0] > 0:\n        continue\n    X.append(row)"],
    ["ended early", "for row in data:\n    if row[0] > 0:\n        break\n    X.append(row)"],
    ["two at a time", "for row in data:\n    X.append(row)\n    X.append(row + 1)"],
    ["by what is in it", "for row in data:\n    X.append(row * len(X))"],
    ["drawn", "for row in data:\n    X.append(row + np.random.rand())"],
    ["taken out again", "for row in data:\n    X.append(row)\nX.pop()"],
    ["put in afterwards", "for row in data:\n    X.append(row)\nX.append(data[0])"],
    ["put in at once", "for row in data:\n    X.append(row)\nX += [data[0]]"],
    ["put in before", "X.append(data[0])\nfor row in data:\n    X.append(row)"],
    ["one written anew", "for row in data:\n    X.append(row)\nX[0] = data[1]"],
    ["one deleted", "for row in data:\n    X.append(row)\ndel X[0]"],
    ["sorted", "for row in data:\n    X.append(row)\nX = list(sorted(X))"],
    ["turned around", "for row in data:\n    X.append(row)\nX.reverse()"],
    ["backwards", "for row in data:\n    X.append(row)\nX = list(reversed(X))"],
    ["of one branch", "for row in data:\n    X.append(row)\nif random.random() > 0.5:\n    X = [1]"],
    ["filtered", "X = [row for row in data if row[0] > 0]"],
    ["run twice", "for k in range(2):\n    for row in data:\n        X.append(row)"],
    ["a condition of a count", "k = 0\nfor row in data:\n    k += 1\n    if k < 1000:\n        X.append(row)"],
  ])("%s", (_, middle) => {
    expect(isFound(middle)).toBe(false);
  });
});

test("windows have the length that the slice has", () => {
  const { models } = read(`import numpy as np
import pandas as pd
from keras import Sequential, layers
data = pd.read_csv("series.csv").values
X, y = [], []
for i in range(60, len(data)):
    X.append(data[i-60:i, 0])
    y.append(data[i, 0])
X = np.array(X)
X = np.reshape(X, (X.shape[0], X.shape[1], 1))
model = Sequential([layers.LSTM(4, input_shape=(X.shape[1], 1)), layers.Dense(1)])
`);
  expect(models[0]!.inputs).toHaveLength(1);
  expect(JSON.stringify(models[0])).toContain("60");
});
