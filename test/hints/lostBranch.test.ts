import { functionalText, quiet, speaks } from "../support/hints";

const rule = "lost-branch";
const inFunction = (...lines: readonly string[]): string =>
  [
    "import keras",
    "from keras import layers",
    "def build(flag=True):",
    "    inputs = keras.Input((8,))",
    ...lines.map((line) => `    ${line}`),
    "    return keras.Model(inputs, layers.Dense(2)(x))",
    "model = build()",
    "",
  ].join("\n");

speaks(rule, {
  "a variable that is set again": [
    functionalText("(8,)", "x = layers.Dense(4)(inputs)", "x = layers.Dense(5)(inputs)", "outputs = x"),
    "input_layer",
  ],
  "a name that does not come again": [
    functionalText("(8,)", "x = layers.Dense(4)(x)", "side = layers.Dense(3)(x)", "outputs = layers.Dense(2)(x)"),
    "dense",
  ],
  "the end of a branch": [
    functionalText("(8,)", "side = layers.Dense(3)(x)", "end = layers.ReLU()(side)", "outputs = layers.Dense(2)(x)"),
    "input_layer",
  ],
  "in a function": [inFunction("x = layers.Dense(4)(inputs)", "x = layers.Dense(5)(inputs)"), "input_layer"],
  "over several lines": [
    inFunction("x = layers.Dense(", "    4,", ")(inputs)", "", "# again", "x = layers.Dense(5)(inputs)"),
    "input_layer",
  ],
});

quiet(rule, {
  "it is taken": functionalText("(8,)", "x = layers.Dense(4)(x)", "outputs = layers.Dense(2)(x)"),
  "it is shown": functionalText(
    "(8,)",
    "side = layers.Dense(4)(x)",
    "print(side.shape)",
    "outputs = layers.Dense(2)(x)",
  ),
  "another model has it": functionalText(
    "(8,)",
    "side = layers.Dense(4)(x)",
    "other = keras.Model(x, side)",
    "outputs = layers.Dense(2)(x)",
  ),
  "a function above takes it": functionalText(
    "(8,)",
    "def loss(y):",
    "    return y - side",
    "side = layers.Dense(4)(x)",
    "outputs = layers.Dense(2)(x)",
  ),
  "a name for what is not wanted": functionalText("(8,)", "_ = layers.Dense(4)(x)", "outputs = layers.Dense(2)(x)"),
  "it is set again on some paths only": inFunction(
    "x = layers.Dense(4)(inputs)",
    "if flag:",
    "    x = layers.Dense(5)(inputs)",
  ),
  "the other path takes it": inFunction(
    "if flag:",
    "    x = layers.Dense(4)(inputs)",
    "else:",
    "    x = layers.Dense(5)(inputs)",
  ),
  "the next pass of a loop takes it": inFunction(
    "x, last = inputs, inputs",
    "for i in range(3):",
    "    x = layers.Dense(4)(layers.Concatenate()([x, last]))",
    "    last = layers.Dense(4)(x)",
  ),
  "it is taken in lines that follow": inFunction(
    "x = layers.Dense(8)(inputs)",
    "x = layers.Add()(",
    "    [inputs, x]",
    ")",
  ),
  "what the layer does is not known": functionalText(
    "(8,)",
    "side = somewhere.Layer()(x)",
    "outputs = layers.Dense(2)(x)",
  ),
});
