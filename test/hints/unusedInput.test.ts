import { quiet, speaks } from "../support/hints";

const rule = "unused-input";
const model = (outputs: string, ...lines: readonly string[]): string =>
  [
    "import keras",
    "from keras import layers",
    'a = keras.Input((8,), name="a")',
    'b = keras.Input((8,), name="b")',
    ...lines,
    `model = keras.Model([a, b], ${outputs})`,
    "",
  ].join("\n");

speaks(rule, {
  "nobody takes it": [model("layers.Dense(3)(a)"), "b"],
  "a layer that is not known has nothing to do with it": [model("Mystery()(a)"), "b"],
  "only what reaches no output takes it": [model("layers.Dense(3)(a)", "lost = layers.Dense(4)(b)"), "b"],
});

quiet(rule, {
  "another way through the file takes it":
    `${model("layers.Dense(3)(a)")}if somewhere():\n    model = keras.Model([a, b], layers.Add()([a, b]))\n`.replace(
      "import keras",
      "import keras\nfrom elsewhere import somewhere",
    ),
  "a switch of the file leaves it out": model(
    "x",
    "use = False",
    "x = layers.Dense(3)(a)",
    "if use:",
    "    x = layers.Add()([x, b])",
  ),
  "a function has it in hand": model("layers.Lambda(lambda t: t + b)(a)"),
  "it is one of a list that is gone through": [
    "import keras",
    "from keras import layers",
    "parts = [keras.Input((8,), name=n) for n in 'abc']",
    "model = keras.Model(parts, layers.Dense(3)(parts[0]))",
    "",
  ].join("\n"),
  "both are taken": model("layers.Add()([a, b])"),
  "one goes straight out": model("[layers.Dense(3)(a), b]"),
  "it says where attention looks": model("layers.Attention()([layers.Reshape((2, 4))(a), layers.Reshape((2, 4))(b)])"),
  "something that is not known may take it": model("somewhere.join([layers.Dense(3)(a), b])"),
  "it is a state of another layer": model("layers.LSTM(8)(layers.Reshape((2, 4))(a), initial_state=[b, b])"),
});
