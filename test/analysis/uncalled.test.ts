/** Parts of a model of the file's own class that nothing is known to go through are no faults. */
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { read } from "../support/reader";

const model = (call: string): string =>
  [
    "import keras",
    "from keras import layers",
    "class M(keras.Model):",
    "    def __init__(self):",
    "        super().__init__()",
    "        self.one = layers.Dense(4)",
    "        self.two = layers.Dense(4)",
    "    def call(self, x):",
    `        return ${call}`,
    "m = M()",
    "m.build((None, 8))",
    "",
  ].join("\n");

test.each(["self.two(x)", "somewhere.what(self.two)(x)"])("%s", (call) => {
  const [graph] = read(model(call)).models;
  const { problems, params } = infer(graph!);
  expect(problems.map(({ message }) => message)).toEqual([]);
  expect(params).toHaveProperty("unknown");
});
