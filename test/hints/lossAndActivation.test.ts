import { expect, test } from "vitest";
import { fixed, found, quiet, sequentialText, speaks } from "../support/hints";

const rule = "loss-and-activation";
const dense = (last: string, compile: string, ...more: readonly string[]): string =>
  `${sequentialText("(8,)", 'layers.Dense(4, activation="relu")', last, ...more)}model.compile("adam", ${compile})\n`;

const logits = (loss: string): string => `keras.losses.${loss}(from_logits=True)`;

speaks(rule, {
  "of no activation": [dense("layers.Dense(3)", '"categorical_crossentropy"'), "dense_1"],
  "of relu": [dense('layers.Dense(3, activation="relu")', '"sparse_categorical_crossentropy"'), "dense_1"],
  "of tanh for yes or no": [dense('layers.Dense(1, activation="tanh")', '"binary_crossentropy"'), "dense_1"],
  "behind another shape": [dense("layers.Dense(4)", '"binary_crossentropy"', "layers.Reshape((2, 2))"), "dense_1"],
  "of softmax twice": [dense('layers.Dense(3, activation="softmax")', logits("CategoricalCrossentropy")), "dense_1"],
  "of sigmoid as a layer": [
    dense("layers.Dense(1)", logits("BinaryCrossentropy"), "layers.Activation('sigmoid')"),
    "activation",
  ],
  "of a loss that is a function": [dense("layers.Dense(3)", "keras.losses.sparse_categorical_crossentropy"), "dense_1"],
});

quiet(rule, {
  "softmax goes with classes": dense('layers.Dense(3, activation="softmax")', '"categorical_crossentropy"'),
  "sigmoid goes with yes or no": dense('layers.Dense(1, activation="sigmoid")', '"binary_crossentropy"'),
  "each class is a yes or no of its own": dense('layers.Dense(3, activation="sigmoid")', '"binary_crossentropy"'),
  "the loss knows that there is no activation": dense("layers.Dense(3)", logits("SparseCategoricalCrossentropy")),
  "the activation comes after": dense("layers.Dense(3)", '"categorical_crossentropy"', "layers.Softmax()"),
  "shares need only be positive": dense('layers.Dense(3, activation="softplus")', '"categorical_crossentropy"'),
  "whether there are logits is not known": dense(
    "layers.Dense(3)",
    "keras.losses.CategoricalCrossentropy(from_logits=choose())",
  ),
  "the activation is not known": dense("layers.Dense(3, activation=choose())", '"categorical_crossentropy"'),
  "it is a regression": dense("layers.Dense(3)", '"mse"'),
  "a layer that is not known comes after": dense("layers.Dense(3)", '"categorical_crossentropy"', "Own()"),
});

test("is a warning once the model is trained, information before", () => {
  const text = dense("layers.Dense(3)", '"categorical_crossentropy"');
  expect(found(text).map(({ severity }) => severity)).toEqual(["info"]);
  expect(found(`${text}model.fit(x, y)\n`).map(({ severity }) => severity)).toEqual(["warning"]);
});

test("an activation that is a layer goes as a whole", () => {
  const text = dense("layers.Dense(1)", logits("BinaryCrossentropy"), "layers.Activation('sigmoid')");
  expect(fixed(text, rule)).not.toContain("sigmoid");
});
