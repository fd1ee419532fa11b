/** The `decay` of Keras 2's optimizers: a schedule in a file of Keras 2, an argument that does not exist in one of Keras 3. */
import { expect, test } from "vitest";
import type { KerasObject } from "../../src/model/literal";
import { rateAt, type LearningRate } from "../../src/train/optimizers/learningRate";
import { configureOptimizer } from "../../src/train/settings";
import { read } from "../support/reader";

const optimizerOf = (imports: string, optimizer: string): KerasObject => {
  const { models } = read(`${imports}
model = Sequential([Dense(1, input_shape=(3,))])
model.compile(loss="mse", optimizer=${optimizer})
model.fit([[1, 2, 3]], [1])
`);
  return models[0]!.training!.compile!.optimizer as KerasObject;
};
const ofTensorflow = `from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense
from tensorflow.keras.optimizers import SGD, Adam, RMSprop, Adagrad`;
const ofKeras = ofTensorflow.replaceAll("tensorflow.keras", "keras");
const older = `from keras.utils import np_utils\n${ofKeras}`;

const scheduled = (rate: number, decay: number) => ({
  class_name: "InverseTimeDecay",
  config: { initial_learning_rate: rate, decay_steps: 1, decay_rate: decay },
});

test.each([ofTensorflow, older])("a file of Keras 2", (imports) => {
  expect(optimizerOf(imports, "RMSprop(lr=0.01, rho=0.9, decay=1e-6)").config).toEqual({
    rho: 0.9,
    learning_rate: scheduled(0.01, 1e-6),
  });
  expect(optimizerOf(imports, "SGD(decay=0.1 / 5)").config).toEqual({ learning_rate: scheduled(0.01, 0.02) });
  expect(optimizerOf(imports, "Adam(0.002, decay=0.0)").config).toEqual({ learning_rate: 0.002 });
});

test("the rates are those of Keras 2", () => {
  const { config, of } = configureOptimizer(optimizerOf(older, "SGD(lr=0.5, decay=0.25, nesterov=True, momentum=0.9)"));
  expect(of.name).toBe("SGD");
  const rates = [0, 1, 2].map((step) => rateAt(config["learning_rate"] as LearningRate, step));
  expect(rates).toEqual([0.5, 0.5 / 1.25, 0.5 / 1.5]);
});

test("what does not come to numbers is not guessed", () => {
  expect(() => configureOptimizer(optimizerOf(older, "Adagrad(decay=0.1)"))).toThrow("no argument decay");
  expect(() => configureOptimizer(optimizerOf(older, "SGD(decay=somewhere)"))).toThrow("no argument decay");
});

test("in a file of Keras 3 it is no argument", () => {
  expect(() => configureOptimizer(optimizerOf(ofKeras, "SGD(0.1, decay=0.1)"))).toThrow("no argument decay");
});

test.each([
  ["adam(lr=0.01)", "Adam", { learning_rate: 0.01 }],
  ["sgd(0.1, 0.9, 0.5, True)", "SGD", { learning_rate: scheduled(0.1, 0.5), momentum: 0.9, nesterov: true }],
  ["rmsprop(0.01, 0.8, 1e-8)", "RMSprop", { learning_rate: 0.01, rho: 0.8, epsilon: 1e-8 }],
  ["adadelta()", "Adadelta", { learning_rate: 1 }],
  ["adagrad(decay=0.1)", "Adagrad", { learning_rate: scheduled(0.01, 0.1), initial_accumulator_value: 0 }],
  ["adamax()", "Adamax", { learning_rate: 0.002 }],
  ["nadam", "Nadam", { learning_rate: 0.002 }],
])("%s is Keras 2's %s", (call, type, config) => {
  const imports = `${ofKeras}\nimport keras\nfrom keras.optimizers import *\n`;
  for (const written of [call, `keras.optimizers.${call}`, `tf.keras.optimizers.${call}`]) {
    const optimizer = optimizerOf(`import tensorflow as tf\n${imports}`, written);
    expect(optimizer).toEqual({ class_name: type, config });
    expect(configureOptimizer(optimizer).of.name).toBe(type);
  }
});
