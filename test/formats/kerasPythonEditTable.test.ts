/** Each edit of the graph in each way of writing a model: the new text reads as the new graph, or a sentence says why it is refused. */
import { describe, expect, test } from "vitest";
import { Refusal } from "../../src/formats/format";
import type { GraphEdit } from "../../src/model/edit";
import type { Graph, NodeId } from "../../src/model/graph";
import { applied, expectedGraph, outline } from "../support/editCases";
import { format, read } from "../support/reader";

const lines = (all: readonly string[], indentation = ""): string => all.map((one) => `${indentation}${one}\n`).join("");
const layersOf = (units: number | string): readonly string[] => [
  `layers.Dense(${units}, activation="relu")`,
  "layers.BatchNormalization()",
  "layers.Dropout(0.5)",
];
const steps = (units: number | string): readonly string[] => layersOf(units).map((made) => `x = ${made}(x)`);
const begin = "inputs = keras.Input((6, 8))\n";
const end = "model = keras.Model(inputs, layers.Dense(2)(x))\n";
const helper = `def block(x, units):\n${lines(steps("units"), "    ")}    return x\n\n${begin}`;
const sequential = ["keras.Input((6, 8))", ...layersOf(8), "layers.Dense(2)"];
const kept = ["dense", "norm", "drop"];

/** Ways of writing a model: line 4 is the first after the imports. */
const writings = {
  "a list": `model = keras.Sequential([\n${lines(
    sequential.map((one) => `${one},`),
    "    ",
  )}])\n`,
  "model.add": `model = keras.Sequential()\n${lines(sequential.map((one) => `model.add(${one})`))}`,
  "a functional chain": `x = ${begin}${lines(steps(8))}${end}`,
  "a helper function": `${helper}x = block(inputs, 8)\n${end}`,
  "a helper function called twice": `${helper}x = block(block(inputs, 8), 4)\n${end}`,
  "a loop": `x = ${begin}for units in (8, 4):\n${lines(steps("units"), "    ")}${end}`,
  "a class": `class Net(keras.Model):
    def __init__(self):
        super().__init__()
${lines(
  layersOf(8).map((made, i) => `self.${kept[i]!} = ${made}`),
  "        ",
)}
    def call(self, x):
${lines(
  kept.map((name) => `x = self.${name}(x)`),
  "        ",
)}        return x

model = Net()
model.build((None, 6, 8))
`,
  "a class with a list": `class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.steps = [${layersOf(8).join(", ")}]

    def call(self, x):
        for step in self.steps:
            x = step(x)
        return x

model = Net()
model.build((None, 6, 8))
`,
  "a comprehension": `made = [layers.Dense(units, activation="relu") for units in (8, 4)]\nmodel = keras.Sequential([keras.Input((6, 8))] + made + [layers.BatchNormalization(), layers.Dropout(0.5)])\n`,
  "a comprehension, called": `x = ${begin}made = [layers.Dense(units, activation="relu") for units in (8, 4)]\nfor one in made:\n    x = one(x)\n${lines(steps(8).slice(1))}${end}`,
};

const first = ({ nodes }: Graph, type: string): NodeId => nodes.find((node) => node.type === type)!.id;
const behind = ({ nodes }: Graph, id: NodeId): NodeId => nodes.find(({ inputs }) => inputs[0]?.from === id)!.id;
const dense = (graph: Graph): NodeId => first(graph, "Dense");
const layer = { type: "LayerNormalization", args: {} };

const edits: Readonly<Record<string, (graph: Graph) => readonly GraphEdit[]>> = {
  "set an argument": (graph) => [{ kind: "setParam", node: dense(graph), param: "use_bias", value: false }],
  "set the units": (graph) => [{ kind: "setParam", node: dense(graph), param: "units", value: 16 }],
  rename: (graph) => [{ kind: "setParam", node: dense(graph), param: "name", value: "renamed" }],
  "name as another": (graph) => [{ kind: "setParam", node: dense(graph), param: "name", value: "dropout" }],
  "insert after": (graph) => [{ kind: "insertAfter", node: dense(graph), layer }],
  "insert before": (graph) => [{ kind: "insertBefore", node: dense(graph), layer }],
  "insert in the middle": (graph) => [{ kind: "insertBefore", node: first(graph, "Dropout"), layer }],
  "remove the first": (graph) => [{ kind: "remove", node: dense(graph) }],
  remove: (graph) => [{ kind: "remove", node: first(graph, "Dropout") }],
  "swap the first": (graph) => [{ kind: "swap", first: dense(graph), second: behind(graph, dense(graph)) }],
  swap: (graph) => [{ kind: "swap", first: first(graph, "BatchNormalization"), second: first(graph, "Dropout") }],
  "move the activation out": (graph) => [
    { kind: "insertAfter", node: dense(graph), layer: { type: "Activation", args: { activation: "relu" } } },
    { kind: "removeParam", node: dense(graph), param: "activation" },
  ],
  wrap: (graph) => [{ kind: "wrap", node: dense(graph), wrapper: { type: "TimeDistributed", args: {} } }],
};

const taken = 'Another layer of “model” is called "dropout": take another name.';
const twice = (line: number): Readonly<Record<string, string>> => ({
  "set the units": `What makes “dense” in line ${line} makes 2 layers with different units (8, 4): change line ${line} by hand.`,
  rename: `What makes “dense” in line ${line} makes 2 layers, and each needs a name of its own: write a name that counts in line ${line} by hand.`,
});
const together = (line: number): string =>
  `“dense” and the layer behind it are made by the same text, so they cannot change places: change line ${line} by hand.`;
const asLoop =
  "“dense” is made by a comprehension, which makes one layer at each pass: write line 4 as a loop to change its steps.";

/** What is refused, and how. Everything else is done. */
const refusals: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = {
  "a helper function called twice": twice(5),
  "a loop": twice(6),
  "a comprehension": {
    ...twice(4),
    "insert after": asLoop,
    "insert before": asLoop,
    "remove the first": asLoop,
    "swap the first": together(4),
    "move the activation out": asLoop,
  },
  "a comprehension, called": { ...twice(5), "swap the first": together(5) },
};

describe.each(Object.entries(writings))("%s", (writing, body) => {
  const text = `import keras\nfrom keras import layers\n\n${body}`;
  const [graph] = read(text).models;
  test.each(Object.entries(edits))("%s", (kind, editsOf) => {
    const edit = editsOf(graph!);
    const result = format.edit({ name: "model.py", text }, graph!.name, edit);
    const refusal = kind === "name as another" ? taken : refusals[writing]?.[kind];
    if (result instanceof Refusal || refusal !== undefined) {
      expect(result instanceof Refusal ? result.reason : applied(text, result)).toBe(refusal);
      return;
    }
    const changed = applied(text, result);
    const meant = edit.reduce<Graph | undefined>((made, one) => made && expectedGraph(made, one), graph);
    expect(outline(read(changed).models[0]!)).toBe(outline(meant!));
    // A layer made inside call() would be a new one, with new weights, for every batch.
    expect(changed.split("def call")[1] ?? "").not.toMatch(/layers\./);
  });
});
