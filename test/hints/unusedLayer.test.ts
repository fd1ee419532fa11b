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

speaks(rule, {
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
