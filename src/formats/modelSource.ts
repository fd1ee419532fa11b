/** A graph as new Python source: a functional model that Keras 3 builds, with its weights beside it in a `.npz` file. */
import { layerByType } from "../layers/index";
import type { Edge, Graph, Node } from "../model/graph";
import { isKerasObject, isList, isUnknown, type Literal } from "../model/literal";
import { showFloat } from "../base/format";
import { Trouble } from "../base/trouble";

/** What a trained model no longer needs: how its weights began and what held them while training. */
const OF_TRAINING = /_(?:initializer|regularizer|constraint)$/;
/** The model's input says it. */
const BEGINNINGS: ReadonlySet<string> = new Set(["input_shape", "batch_input_shape", "input_dim", "name", "weights"]);

/** `weights` is the name of the file beside it; `about` the first lines of its documentation. */
export function modelSource(graph: Graph, weights: string, about: readonly string[]): string {
  const names = new Names();
  const layers = layersOf(graph);
  const lines = graph.nodes.flatMap((node) => statements(node, graph, layers, names));
  const inputs = graph.inputs.map((id) => names.of(id));
  const outputs = graph.outputs.map((edge) => resultOf(edge, graph, names));
  const name = /^[A-Za-z][\w.-]*$/.test(graph.name) ? graph.name : "model";
  const list = (texts: readonly string[]): string => (texts.length === 1 ? texts[0]! : `[${texts.join(", ")}]`);
  return [
    `"""${about.join("\n").replaceAll("\\", "\\\\").replaceAll('"""', "'''")}"""`,
    "from pathlib import Path",
    "",
    "import keras",
    "import numpy as np",
    "from keras import layers",
    "",
    "",
    "def build_model():",
    ...lines.map((line) => `    ${line}`),
    `    return keras.Model(${list(inputs)}, ${list(outputs)}, name=${quoted(name)})`,
    "",
    "",
    "def load_model():",
    "    model = build_model()",
    `    with np.load(Path(__file__).parent / ${quoted(weights)}) as arrays:`,
    "        for layer in model.layers:",
    '            names = [name for name in arrays.files if name.split("/")[0] == layer.name]',
    "            layer.set_weights([arrays[name] for name in names])",
    "    return model",
    "",
    "",
    'if __name__ == "__main__":',
    "    model = load_model()",
    "    model.summary()",
    '    model.save(Path(__file__).with_suffix(".keras"))',
    "",
  ].join("\n");
}

/** Layers that are called more than once are made before. */
const layersOf = ({ nodes }: Graph): ReadonlyMap<string, number> => {
  const calls = new Map<string, number>();
  for (const { name } of nodes) calls.set(name, (calls.get(name) ?? 0) + 1);
  return calls;
};

function statements(node: Node, graph: Graph, calls: ReadonlyMap<string, number>, names: Names): readonly string[] {
  if (node.uncalled) return [];
  const own = names.of(node.id);
  if (node.operation || node.inner || node.opaque !== undefined || !layerByType.has(node.type))
    throw cannotWrite(node, "it is no layer of Keras by itself");
  if (graph.inputs.includes(node.id)) return [`${own} = keras.Input(${argumentsOf(node)})`];
  const layer = `layers.${node.type}(${argumentsOf(node)})`;
  const called = (what: string): string => `${own} = ${what}(${callOf(node, graph, names)})`;
  if (calls.get(node.name) === 1) return [called(layer)];
  const shared = names.of(`layer ${node.name}`);
  const isFirst = graph.nodes.find(({ name }) => name === node.name) === node;
  return [...(isFirst ? [`${shared} = ${layer}`] : []), called(shared)];
}

function argumentsOf(node: Node): string {
  const given = Object.entries(node.args).filter(([name]) => !OF_TRAINING.test(name) && !BEGINNINGS.has(name));
  const parts = given.map(([name, { value }]) => `${name}=${textOf(value, node)}`);
  return [...parts, `name=${quoted(node.name)}`].join(", ");
}

/** Tensors as the layer takes them: in a list, one after the other, or by their names. */
function callOf(node: Node, graph: Graph, names: Names): string {
  const results = node.inputs.map((edge) => ({ role: edge.role, text: resultOf(edge, graph, names) }));
  const plain = results.flatMap(({ role, text }) => (role === undefined ? [text] : []));
  const named = results.flatMap(({ role, text }) => (role === undefined ? [] : [[role, text] as const]));
  const roles = [...new Set(named.map(([role]) => role))].map((role) => {
    const texts = named.flatMap(([other, text]) => (other === role ? [text] : []));
    return `${role}=${texts.length === 1 ? texts[0]! : `[${texts.join(", ")}]`}`;
  });
  const isList = plain.length > 1 && !layerByType.get(node.type)?.takes;
  const options = Object.entries(node.call ?? {}).map(([name, value]) => `${name}=${textOf(value, node)}`);
  const training = node.training === undefined ? [] : [`training=${node.training ? "True" : "False"}`];
  return [...(isList ? [`[${plain.join(", ")}]`] : plain), ...roles, ...options, ...training].join(", ");
}

/** Layers with several results give a list. */
function resultOf({ from, output }: Edge, { nodes, outputs }: Graph, names: Names): string {
  const isList = [...nodes.flatMap(({ inputs }) => inputs), ...outputs].some(
    (edge) => edge.from === from && edge.output > 0,
  );
  const node = nodes.find(({ id }) => id === from);
  return isList || node?.args["return_state"]?.value === true ? `${names.of(from)}[${output}]` : names.of(from);
}

function textOf(value: Literal, node: Node): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : showFloat(value);
  if (typeof value === "string") return quoted(value);
  if (isUnknown(value)) throw cannotWrite(node, `an argument of it is not known: ${value.unknown}`);
  if (isList(value)) {
    const parts = value.map((part) => textOf(part, node));
    return parts.length === 1 ? `(${parts[0]!},)` : `(${parts.join(", ")})`;
  }
  if (!isKerasObject(value)) throw cannotWrite(node, "an argument of it has no text");
  const { class_name: type, config } = value;
  const entries = Object.entries(config).filter(([name]) => !OF_TRAINING.test(name));
  const given = entries.map(([name, part]) => `${name}=${textOf(part, node)}`).join(", ");
  if (layerByType.has(type)) return `layers.${type}(${given})`;
  if (entries.length > 0) throw cannotWrite(node, `${type} has arguments`);
  return quoted(type);
}

const quoted = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

/** Names of variables: those of the layers, as far as Python allows. */
class Names {
  private readonly given = new Map<string, string>();
  private readonly taken = new Set(["keras", "layers", "np", "Path", "build_model", "load_model"]);

  of(id: string): string {
    const known = this.given.get(id);
    if (known !== undefined) return known;
    const plain = id.replace(/\W+/g, "_").replace(/^(?=\d)|^$/, "x_");
    let name = KEYWORDS.has(plain) ? `${plain}_` : plain;
    for (let i = 1; this.taken.has(name); i++) name = `${plain}_${i}`;
    this.taken.add(name);
    this.given.set(id, name);
    return name;
  }
}

const KEYWORDS: ReadonlySet<string> = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield None True False".split(
    " ",
  ),
);

const cannotWrite = (node: Node, why: string): Trouble =>
  new Trouble(`${node.type} “${node.name}” cannot be written as source of its own: ${why}.`);
