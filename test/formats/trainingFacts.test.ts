/** What a file tells of its training beside the arguments: labels, the range of inputs, what is validated on, frozen layers. */
import { expect, test } from "vitest";
import type { FitSettings } from "../../src/model/training";
import { read } from "../support/reader";

const fitsOf = (...lines: readonly string[]): readonly FitSettings[] => {
  const text = [
    "import numpy as np",
    "import keras",
    "from keras import layers",
    "(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()",
    "model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])",
    'model.compile("adam", "mse")',
    ...lines,
  ].join("\n");
  return read(text).models.at(-1)!.training!.fits;
};

test("the shape and the classes of labels", () => {
  const [numbers, rows] = fitsOf("model.fit(x, y)", "model.fit(x, keras.utils.to_categorical(y))");
  expect(numbers?.labels).toEqual({ shape: [60000], classes: 10 });
  expect(rows?.labels).toEqual({ shape: [60000, 10] });
});

test("the range of bytes, through what is computed with them", () => {
  const ranges = (...lines: readonly string[]) => fitsOf(...lines).map(({ inputRange }) => inputRange);
  expect(ranges("model.fit(x, y)")).toEqual([[0, 255]]);
  expect(ranges('x = x.astype("float32") / 255.0', "model.fit(x, y)")).toEqual([[0, 1]]);
  expect(ranges("model.fit(x / 127.5 - 1, y)")).toEqual([[-1, 1]]);
  expect(ranges("model.fit(np.expand_dims(x, -1)[:500], y)")).toEqual([[0, 255]]);
  expect(ranges("x /= 255", "model.fit(x, y)")).toEqual([[0, 1]]);
});

test("no range is told of numbers that are written anew where they lie", () => {
  const range = (...lines: readonly string[]) =>
    fitsOf('x = x.astype("float32")', ...lines, "model.fit(x, y)")[0]!.inputRange;
  expect(range("for i in range(28):", "    x[:, :, i] = (x[:, :, i] - 33.3) / 78.6")).toBeUndefined();
  expect(range("x[:] = x / 255")).toBeUndefined();
  expect(range("x[0] = somewhere")).toBeUndefined();
  expect(range("np.random.shuffle(x)")).toEqual([0, 255]);
});

test("no range is told of what is not followed", () => {
  const range = (expression: string) => fitsOf(`model.fit(${expression}, y)`)[0]!.inputRange;
  for (const expression of ["x - x.mean()", "x / x.max()", "1 / x", "x ** 2", "np.sqrt(x)", "x - x_test[0]"])
    expect(range(expression), expression).toBeUndefined();
});

test("what is validated on is what is trained on, or another part of it", () => {
  const same = (data: string) => fitsOf(`model.fit(x, y, validation_data=${data})`)[0]!.validatesOnTraining === true;
  expect(same("(x, y)")).toBe(true);
  expect(same("(x_test, y_test)")).toBe(false);
  expect(same("(x[:1000], y[:1000])")).toBe(false);
});

test("layers that are frozen after a fit, with no compile in between", () => {
  const ignored = (...lines: readonly string[]) => fitsOf(...lines).map((fit) => fit.ignoresTrainable === true);
  const freeze = "model.layers[-1].trainable = False";
  const compile = 'model.compile("sgd", "mse")';
  expect(ignored("model.fit(x, y)", freeze, "model.fit(x, y)")).toEqual([false, true]);
  expect(ignored("model.fit(x, y)", freeze, compile, "model.fit(x, y)")).toEqual([false, false]);
  // Keras looks when it first trains, not when it is compiled
  expect(ignored(freeze, "model.fit(x, y)")).toEqual([false]);
  expect(ignored("model.fit(x, y)", "model.trainable = True", "model.fit(x, y)")).toEqual([false, false]);
});

test("a comparison gives two classes", () => {
  const [fit] = fitsOf("model.fit(x > 127, y > 4)");
  expect(fit?.labels?.classes).toBe(2);
  expect(fit?.inputRange).toEqual([0, 1]);
});
