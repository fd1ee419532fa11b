/** Edits to try on a model, and what each makes of the graph itself: the property test and `scripts/edits.mjs` compare the source with that. */
import { applyEdit } from "../../src/model/applyEdit";
import type { GraphEdit, NewLayer, TextEdit } from "../../src/model/edit";
import type { Edge, Graph, Node } from "../../src/model/graph";
import { showLiteral, type Literal } from "../../src/model/literal";

/** The text with edits made to it. */
export const applied = (text: string, edits: readonly TextEdit[]): string =>
  [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((made, { span, text: part }) => made.slice(0, span.start) + part + made.slice(span.end), text);

/** A model written out from its outputs, without the names that Keras gives: the same text for the same model. */
export function outline(graph: Graph): string {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const seen = new Map<string, number>();
  const lines: string[] = [];
  const visit = ({ from, output }: Edge): string => {
    const known = seen.get(from);
    if (known !== undefined) return `${known}.${output}`;
    const node = byId.get(from)!;
    const inputs = node.inputs.map(visit);
    seen.set(from, lines.length);
    lines.push(`${node.type}(${args(node)}) <- ${inputs.join(" ")}`);
    return `${lines.length - 1}.${output}`;
  };
  const outputs = graph.outputs.map(visit);
  return [...lines, outputs.join(" ")].join("\n");
}

const beginnings = ["input_shape", "input_dim", "batch_input_shape"];
const args = (node: Node): string =>
  node.implicit === true
    ? ""
    : Object.entries(node.args)
        .filter(([name]) => !beginnings.includes(name))
        .map(([name, { value }]) => `${name}=${showLiteral(value)}`)
        .sort()
        .join(", ");

/** Nodes that the same place in the text makes: one edit there is an edit of all. */
function together(graph: Graph, node: Node): readonly Node[] {
  // A shared layer is written once, and each of its calls is a place of its own.
  if (graph.nodes.filter(({ name }) => name === node.name).length > 1) return [node];
  const seen = new Set<string>();
  return graph.nodes.filter(({ span, name, implicit }) => {
    if (implicit === true) return false;
    const same = span?.start === node.span?.start && span?.end === node.span?.end && !seen.has(name);
    seen.add(name);
    return same;
  });
}

/** What the edit makes of the graph, on all nodes that the same text stands for; undefined when it does not fit. */
export function expectedGraph(graph: Graph, edit: GraphEdit): Graph | undefined {
  const id = edit.kind === "swap" ? edit.first : edit.node;
  const node = graph.nodes.find((one) => one.id === id)!;
  if (edit.kind === "swap") {
    const seconds = together(
      graph,
      graph.nodes.find((one) => one.id === edit.second)!,
    );
    return together(graph, node).reduce<Graph | undefined>((made, { id: first }) => {
      const second = seconds.find(({ inputs }) => inputs[0]?.from === first)?.id;
      return made && second !== undefined ? applyEdit(made, { kind: "swap", first, second }) : undefined;
    }, graph);
  }
  return together(graph, node).reduce<Graph | undefined>(
    (made, { id: one }) => made && applyEdit(made, { ...edit, node: one }),
    graph,
  );
}

const values: Readonly<Record<string, readonly (readonly [string, Literal])[]>> = {
  Dense: [
    ["units", 12],
    ["use_bias", false],
    ["activation", "tanh"],
    ["kernel_regularizer", { class_name: "L2", config: { l2: 0.001 } }],
  ],
  Conv2D: [
    ["filters", 24],
    ["use_bias", false],
    ["padding", "same"],
    ["strides", [1, 1]],
    ["kernel_initializer", { class_name: "HeNormal", config: {} }],
  ],
  BatchNormalization: [
    ["momentum", 0.9],
    ["scale", false],
    ["axis", -1],
  ],
  Dropout: [["rate", 0.125]],
};

const added: readonly NewLayer[] = [
  { type: "BatchNormalization", args: {} },
  { type: "Dropout", args: { rate: 0.5 } },
  { type: "Activation", args: { activation: "relu" } },
  { type: "Conv2D", args: { filters: 8, kernel_size: [3, 3], padding: "same" } },
];

/** The kinds of edits, each with all that can be tried at a node. */
export const editKinds: Readonly<Record<string, (graph: Graph, node: Node) => readonly (readonly GraphEdit[])[]>> = {
  "set an argument": (_, { id, type }) =>
    (values[type] ?? []).map(([param, value]) => [{ kind: "setParam", node: id, param, value }]),
  "take an argument away": (_, { id, args: given }) =>
    Object.keys(given).map((param) => [{ kind: "removeParam", node: id, param }]),
  rename: (_, { id }) => [[{ kind: "setParam", node: id, param: "name", value: "renamed" }]],
  "insert after": (_, { id }) => added.map((layer) => [{ kind: "insertAfter", node: id, layer }]),
  "insert before": (_, { id }) => added.map((layer) => [{ kind: "insertBefore", node: id, layer }]),
  remove: (_, { id }) => [[{ kind: "remove", node: id }]],
  swap: (graph, { id }) => {
    const next = graph.nodes.find(({ inputs }) => inputs.some(({ from }) => from === id));
    return next ? [[{ kind: "swap", first: id, second: next.id }]] : [];
  },
  wrap: (_, { id }) =>
    ["TimeDistributed", "SpectralNormalization"].map((type) => [
      { kind: "wrap", node: id, wrapper: { type, args: {} } },
    ]),
  "move the activation out": (_, { id, args: given }) => {
    const activation = given["activation"]?.value;
    if (typeof activation !== "string" || activation === "linear") return [];
    const layer = { type: "Activation", args: { activation } };
    return [
      [
        { kind: "insertAfter", node: id, layer },
        { kind: "removeParam", node: id, param: "activation" },
      ],
    ];
  },
};
