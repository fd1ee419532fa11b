/** Files that take models from other files of the user's. */
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { Refusal } from "../../src/formats/format";
import { kerasPython } from "../../src/formats/kerasPython";
import { parser } from "../support/reader";

const folder: Readonly<Record<string, string>> = {
  "models.blocks": `from keras import layers
from .sizes import WIDTH

def block(x, width=WIDTH):
    x = layers.Dense(width, use_bias=False)(x)
    return layers.BatchNormalization()(x)

scratch = layers.Dense(3)
`,
  ".sizes": "WIDTH = 5\n",
  models: "",
  around: "from again import twice\nonce = 1\n",
  again: "from around import once\ntwice = 2\n",
  gan: `from keras import Input, Model, layers

class GAN:
    def __init__(self, size):
        self.size = size
        self.generator = self._build(size, "generator")
        self.critic = self._build(1, "critic")
        noise = Input((4,))
        self.both = Model(noise, self.critic(layers.Dense(4)(self.generator(noise))))

    def _build(self, units, name):
        x = Input((4,))
        return Model(x, layers.Dense(units)(x), name=name)
`,
};
const format = kerasPython(parser, (_, path) => {
  const text = folder[path];
  return text === undefined ? undefined : { name: `${path}.py`, text };
});
const read = (text: string) => format.read({ name: "main.py", text });

describe("imports of the user's own modules", () => {
  const main = `import keras
from models.blocks import block

inputs = keras.Input((8,))
x = block(inputs)
model = keras.Model(inputs, block(x, 2))
`;
  test("functions of other files are followed", () => {
    const [model, ...others] = read(main).models;
    expect(others).toEqual([]);
    expect(infer(model!).params).toBe(8 * 5 + 20 + 5 * 2 + 8);
  });
  test("what they make stands where the import stands", () => {
    const { nodes } = read(main).models[0]!;
    const places = nodes.map(({ span }) => main.slice(span?.start, span?.end));
    expect(new Set(places)).toEqual(new Set(["keras.Input((8,))", "from models.blocks import block"]));
  });
  test("and is not edited here", () =>
    expect(
      format.edit({ name: "main.py", text: main }, "model", [
        { kind: "setParam", node: "dense", param: "use_bias", value: true },
      ]),
    ).toBeInstanceOf(Refusal));
  test("modules that import each other come to an end", () =>
    expect(read("import keras\nfrom around import once\nmodel = keras.Sequential()\n").models).toHaveLength(1));
  test("models that objects hold are named by them", () =>
    expect(read("from gan import GAN\ngan = GAN(3)\n").models.map(({ name }) => name)).toEqual([
      "gan.generator",
      "gan.critic",
      "gan.both",
    ]));
});
