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
  "only what reaches no output takes it": [model("layers.Dense(3)(a)", "lost = layers.Dense(4)(b)"), "b"],
});

quiet(rule, {
  "both are taken": model("layers.Add()([a, b])"),
  "one goes straight out": model("[layers.Dense(3)(a), b]"),
  "it says where attention looks": model("layers.Attention()([layers.Reshape((2, 4))(a), layers.Reshape((2, 4))(b)])"),
  "something that is not known may take it": model("somewhere.join([layers.Dense(3)(a), b])"),
  "it is a state of another layer": model("layers.LSTM(8)(layers.Reshape((2, 4))(a), initial_state=[b, b])"),
});
