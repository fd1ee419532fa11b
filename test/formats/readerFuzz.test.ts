/** Any text at all gives a result: real files, cut, mixed and spoiled at random. */
import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { Refusal } from "../../src/formats/format";
import { COULD_NOT_FOLLOW, type Problem } from "../../src/model/problem";
import { modelFiles } from "../support/modelFiles";
import { asNotebook, mutants } from "../support/mutants";
import { kerasJson } from "../../src/formats/kerasJson";
import { format, read } from "../support/reader";
import { kerasNotebook } from "../../src/formats/kerasNotebook";

const texts = modelFiles();

/** Where a mistake of our own was caught: the file is not lost, and still it is one. */
const isMistake = ({ code }: Problem): boolean => code === COULD_NOT_FOLLOW;

test("a layer without what it must be given is read", () => {
  const { models } = read(
    "import keras\nx = keras.Input((4, 3))\nmodel = keras.Model(x, keras.layers.RNN(return_state=True)(x))\n",
  );
  expect(models.map((graph) => infer(graph).problems[0]?.code)).toEqual(["missing-argument"]);
});

test("what is not followed in one file is not where it was in another", () => {
  const body =
    "import keras\nx = keras.Input((4, 3))\nshape = keras.ops.einsum(x, x).shape\nmodel = keras.Model(x, keras.layers.Dense(2)(shape))\n";
  read(`${"# a remark\n".repeat(100)}${body}`, "long.py");
  const { problems } = read(body, "short.py");
  expect(problems.map(({ message }) => message)).toEqual([
    "It is not known what stands here: the shape of this is not followed.",
  ]);
  expect(problems[0]!.span!.end).toBeLessThanOrEqual(body.length);
});

test("a spoiled file is read without an exception, and its problems lie inside it", () => {
  let models = 0;
  for (const text of mutants(texts, 300, 1)) {
    const { models: found, problems } = read(text, "mutant.py");
    expect(problems.filter(isMistake)).toEqual([]);
    for (const { span } of problems) {
      if (!span) continue;
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
    for (const graph of found) {
      models++;
      expect(infer(graph).problems.filter(isMistake)).toEqual([]);
      const [node] = graph.nodes;
      if (!node) continue;
      const edited = format.edit({ name: "mutant.py", text }, graph.name, [{ kind: "remove", node: node.id }]);
      expect(edited instanceof Refusal || Array.isArray(edited)).toBe(true);
    }
  }
  expect(models).toBeGreaterThan(50);
});

test("a spoiled notebook is read without an exception, and its problems lie inside it", () => {
  const notebook = kerasNotebook(format);
  for (const text of mutants(texts.map(asNotebook), 100, 2)) {
    const { problems } = notebook.read({ name: "mutant.ipynb", text });
    expect(problems.filter(isMistake)).toEqual([]);
    for (const { span } of problems) if (span) expect(span.end).toBeLessThanOrEqual(text.length);
  }
});

test("a model that is in itself, or in one that is in it, is read", () => {
  const inItself =
    "model.add(model)\nmodel.trainable = False\nmodel.compile('adam', 'mse')\nmodel.fit([[1.0]], [1.0])\n";
  const text = `import keras\nmodel = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])\n${inItself}`;
  expect(read(text).problems.filter(isMistake)).toEqual([]);
  const calling = [
    "import keras",
    "class M(keras.Model):",
    "    def __init__(self):",
    "        super().__init__()",
    "        self.m = self",
    "    def call(self, x):",
    "        return self.m(x)",
    "model = M()",
    "y = model(keras.Input((3,)))",
    "",
  ].join("\n");
  expect(read(calling).problems.filter(isMistake)).toEqual([]);
});

test("values that do not fit a shape leave it unknown", () => {
  const text =
    "import numpy as np\nimport keras\ngrid = np.zeros((5, 5)).reshape(3, -1)\nx = keras.Input(grid.shape)\n";
  const model = `${text}model = keras.Model(x, keras.layers.Dense(int(np.prod(grid.shape)))(x))\n`;
  const { models, problems } = read(model);
  expect(problems.filter(isMistake)).toEqual([]);
  expect(models.flatMap(({ nodes }) => nodes.map(({ type }) => type))).toEqual(["InputLayer", "Dense"]);
});

test("a layer of several inputs that has one is read from JSON", () => {
  const text = JSON.stringify({
    class_name: "Functional",
    config: {
      name: "model",
      layers: [
        { class_name: "InputLayer", config: { batch_shape: [null, 3, 4], name: "a" }, name: "a", inbound_nodes: [] },
        {
          class_name: "MultiHeadAttention",
          config: { name: "m", num_heads: 2, key_dim: 4 },
          name: "m",
          inbound_nodes: [[["a", 0, 0, {}]]],
        },
      ],
      input_layers: [["a", 0, 0]],
      output_layers: [["m", 0, 0]],
    },
  });
  const { models, problems } = kerasJson.read({ name: "model.json", text });
  expect(problems.filter(isMistake)).toEqual([]);
  expect(models.flatMap((graph) => infer(graph).problems.map(({ code }) => code))).toEqual(["shape-mismatch"]);
});
