import { quiet, speaks } from "../support/hints";

const rule = "unused-layer";
const model = (call: readonly string[], ...more: readonly string[]): string =>
  [
    "import keras",
    "from keras import layers",
    "class M(keras.Model):",
    "    def __init__(self):",
    "        super().__init__()",
    "        self.one = layers.Dense(4)",
    "        self.two = layers.Dense(4)",
    "    def call(self, x):",
    ...call.map((line) => `        ${line}`),
    ...more.map((line) => `    ${line}`),
    "m = M()",
    "m.build((None, 8))",
    "",
  ].join("\n");

const inFunction = (...lines: readonly string[]): string =>
  [
    "import keras",
    "from keras import layers",
    "def build(deep=False):",
    "    inputs = keras.Input((4,))",
    "    x = layers.Dense(4)(inputs)",
    ...lines.map((line) => `    ${line}`),
    "    return keras.Model(inputs, x)",
    "model = build()",
    "",
  ].join("\n");

speaks(rule, {
  "a variable of a function": [inFunction("extra = layers.Dropout(0.5)"), "dense"],
  "one that gets something else before anyone uses it": [
    inFunction("extra = layers.Dropout(0.5)", "extra = layers.Dropout(0.3)", "x = extra(x)"),
    "dropout_1",
  ],
  "an attribute of a model": [model(["return self.two(x)"]), "dense_1"],
  "named in a comment only": [model(["# self.one(x)", "return self.two(x)"]), "dense_1"],
  "an attribute of a layer of the file": [
    [
      "import keras",
      "from keras import layers",
      "class Block(layers.Layer):",
      "    def __init__(self):",
      "        super().__init__()",
      "        self.norm = layers.BatchNormalization()",
      "        self.dense = layers.Dense(4)",
      "    def call(self, x):",
      "        return self.dense(x) + x",
      "inputs = keras.Input((4,))",
      "model = keras.Model(inputs, Block()(inputs))",
      "",
    ].join("\n"),
    "block",
  ],
});

quiet(rule, {
  "a function calls it": inFunction("extra = layers.Dropout(0.5)", "x = extra(x)"),
  "it is called on another way": inFunction("extra = layers.Dense(4)", "if deep:", "    x = extra(x)"),
  "it goes into a list": inFunction("extra = layers.Dense(4)", "for layer in [extra]:", "    x = layer(x)"),
  "a function within calls it": inFunction(
    "extra = layers.Dense(4)",
    "def more(y):",
    "    return extra(y)",
    "x = more(x)",
  ),
  "it is read by its name": inFunction("extra = layers.Dense(4)", 'x = locals()["ex" + "tra"](x)'),
  "it is put somewhere": inFunction("extra = layers.Dense(4)", "register(extra)"),
  "it is a variable of the file, which others may import": [
    "import keras",
    "from keras import layers",
    "extra = layers.Dense(4)",
    "inputs = keras.Input((4,))",
    "model = keras.Model(inputs, layers.Dense(3)(inputs))",
    "",
  ].join("\n"),
  "both are called": model(["return self.two(self.one(x))"]),
  "another method calls it": model(["return self.two(x)"], "def encode(self, x):", "    return self.one(x)"),
  "somebody else gets the model": model(["return somewhere(self, self.two)(x)"]),
  "all layers are gone through": model(["for layer in self.layers:", "    x = layer(x)", "return x"]),
  "it is reached by its name as a text": model(['x = getattr(self, "on" + "e")(x)', "return self.two(x)"]),
  "a subclass calls it": model(
    ["return self.two(x)"],
    "",
    "",
    "class N(M):",
    "    def call(self, x):",
    "        return self.one(x)",
  ),
});
