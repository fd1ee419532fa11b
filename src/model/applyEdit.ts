/** A change to a graph, made to the graph itself. */
import type { GraphEdit, NewLayer } from "./edit";
import type { Argument, Edge, Graph, Node, NodeId } from "./graph";

/** The graph after a change, or undefined when the change does not fit it. */
export function applyEdit(graph: Graph, edit: GraphEdit): Graph | undefined {
  switch (edit.kind) {
    case "setParam":
      return withArguments(graph, edit.node, (args) => ({ ...args, [edit.param]: { value: edit.value } }));
    case "removeParam":
      return withArguments(graph, edit.node, (args) =>
        Object.fromEntries(Object.entries(args).filter(([name]) => name !== edit.param)),
      );
    case "insertAfter": {
      const node = find(graph, edit.node);
      if (!node) return undefined;
      const made = newNode(graph, edit.layer, [{ from: node.id, output: 0 }]);
      const moved = redirected(graph, node.id, made.id);
      return { ...moved, nodes: moved.nodes.flatMap((one) => (one.id === node.id ? [one, made] : [one])) };
    }
    case "insertBefore": {
      const node = find(graph, edit.node);
      if (node?.inputs.length !== 1) return undefined;
      const made = newNode(graph, edit.layer, node.inputs);
      const after = { ...node, inputs: [{ from: made.id, output: 0 }] };
      return { ...graph, nodes: graph.nodes.flatMap((one) => (one.id === node.id ? [made, after] : [one])) };
    }
    case "remove": {
      const node = find(graph, edit.node);
      const [input] = node?.inputs ?? [];
      if (node?.inputs.length !== 1 || !input) return undefined;
      const moved = redirected(graph, node.id, input.from, input.output);
      return { ...moved, nodes: moved.nodes.filter(({ id }) => id !== node.id) };
    }
    case "wrap":
      return wrapped(graph, edit.node, edit.wrapper);
    case "swap":
      return swapped(graph, edit.first, edit.second);
  }
}

const find = (graph: Graph, id: NodeId): Node | undefined => graph.nodes.find((node) => node.id === id);

/** A shared layer's calls have the same arguments. */
function withArguments(
  graph: Graph,
  id: NodeId,
  change: (args: Readonly<Record<string, Argument>>) => Readonly<Record<string, Argument>>,
): Graph | undefined {
  const name = find(graph, id)?.name;
  if (name === undefined) return undefined;
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.name === name ? { ...node, args: change(node.args) } : node)),
  };
}

/** The wrapper says from then on what comes in, where the layer did. */
const BEGINNINGS: ReadonlySet<string> = new Set(["input_shape", "batch_input_shape", "input_dim"]);

function wrapped(graph: Graph, id: NodeId, { type, args }: NewLayer): Graph | undefined {
  const inner = find(graph, id);
  if (inner?.inputs.length !== 1 || inner.operation === true || inner.inner !== undefined) return undefined;
  const begins = Object.entries(inner.args).filter(([name]) => BEGINNINGS.has(name));
  const config = Object.fromEntries(
    Object.entries(inner.args).flatMap(([name, { value }]) => (BEGINNINGS.has(name) ? [] : [[name, value]])),
  );
  const given = Object.entries(args).map(([name, value]): [string, Argument] => [name, { value }]);
  const layer: Argument = { value: { class_name: inner.type, config } };
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.name === inner.name
        ? { ...node, type, args: { layer, ...Object.fromEntries([...begins, ...given]) } }
        : node,
    ),
  };
}

function newNode(graph: Graph, { type, args }: NewLayer, inputs: readonly Edge[]): Node {
  const taken = new Set(graph.nodes.map(({ id }) => id));
  const base = type
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
  let id = base;
  for (let i = 1; taken.has(id); i++) id = `${base}_${i}`;
  const given = Object.entries(args).map(([name, value]): [string, Argument] => [name, { value }]);
  return { id, type, name: id, args: Object.fromEntries(given), inputs };
}

/** Whoever took a node's result takes another's. */
function redirected(graph: Graph, from: NodeId, to: NodeId, output = 0): Graph {
  const edge = (one: Edge): Edge => (one.from === from ? { from: to, output } : one);
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.inputs.some((one) => one.from === from) ? { ...node, inputs: node.inputs.map(edge) } : node,
    ),
    outputs: graph.outputs.map(edge),
  };
}

function swapped(graph: Graph, firstId: NodeId, secondId: NodeId): Graph | undefined {
  const [first, second] = [find(graph, firstId), find(graph, secondId)];
  if (first?.inputs.length !== 1 || second?.inputs.length !== 1 || second.inputs[0]!.from !== first.id)
    return undefined;
  const takers = graph.nodes.filter(({ inputs }) => inputs.some(({ from }) => from === first.id));
  if (takers.length !== 1 || graph.outputs.some(({ from }) => from === first.id)) return undefined;
  const moved = redirected(graph, second.id, first.id);
  const before = { ...second, inputs: first.inputs };
  const after = { ...first, inputs: [{ from: second.id, output: 0 }] };
  const nodes = moved.nodes.map((node) => (node.id === first.id ? before : node.id === second.id ? after : node));
  return { ...moved, nodes };
}
