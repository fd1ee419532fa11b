import { functionalText, quiet, sequentialText, speaks } from "../support/hints";

const rule = "through-one-number";
const deep = (...layers: readonly string[]): string =>
  sequentialText("(8,)", 'layers.Dense(16, activation="relu")', ...layers, "layers.Dense(3)");

speaks(rule, {
  "of one unit with relu": [deep('layers.Dense(1, activation="relu")'), "dense_1"],
  "of one whose activation is a layer": [deep("layers.Dense(1)", "layers.ReLU()", "layers.Dropout(0.1)"), "dense_1"],
});

quiet(rule, {
  "there are two": deep('layers.Dense(2, activation="relu")'),
  "it is the output": sequentialText("(8,)", "layers.Dense(4)", 'layers.Dense(1, activation="relu")'),
  "it lets both signs through": deep('layers.Dense(1, activation="tanh")'),
  "it is never flat": deep('layers.Dense(1, activation="elu")'),
  "another way leads past it": functionalText(
    "(8,)",
    'y = layers.Dense(1, activation="relu")(x)',
    "outputs = layers.Dense(3)(layers.Concatenate()([x, y]))",
  ),
  "it is a gate": functionalText(
    "(8,)",
    'y = layers.Dense(1, activation="relu")(x)',
    "outputs = layers.Dense(3)(layers.Multiply()([x, y]))",
  ),
});
