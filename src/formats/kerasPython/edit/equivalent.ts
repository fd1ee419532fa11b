/** Whether two graphs are the same model, whatever their layers are called automatically. */
import type { Edge, Graph, Node, NodeId } from "../../../model/graph";
import { showLiteral } from "../../../model/literal";

/** Arguments that only say where the model begins: moving them from one first layer to another changes nothing. */
export const BEGINNINGS: ReadonlySet<string> = new Set([
  "input_shape",
  "batch_input_shape",
  "input_dim",
  "input_length",
]);

/** The nodes of `b` for those of `a`, or undefined when the graphs differ. Arguments in `ignored` do not count. */
export function equivalent(
  a: Graph,
  b: Graph,
  ignored: ReadonlySet<string> = BEGINNINGS,
): ReadonlyMap<NodeId, NodeId> | undefined {
  if (a.class !== b.class || a.nodes.length !== b.nodes.length) return undefined;
  const [nodesOfA, nodesOfB] = [byId(a), byId(b)];
  const pairs = new Map<NodeId, NodeId>();
  const taken = new Set<NodeId>();
  const waiting: (readonly [NodeId, NodeId])[] = [];
  const meet = (left: readonly Edge[], right: readonly Edge[]): boolean => {
    if (left.length !== right.length) return false;
    for (const [i, edge] of left.entries()) {
      if (edge.output !== right[i]!.output) return false;
      waiting.push([edge.from, right[i]!.from]);
    }
    return true;
  };
  if (!meet(a.outputs, b.outputs) || a.inputs.length !== b.inputs.length) return undefined;
  for (const [i, id] of a.inputs.entries()) waiting.push([id, b.inputs[i]!]);
  // Parts that lead nowhere are compared as they are listed.
  if (a.outputs.length === 0) for (const [i, node] of a.nodes.entries()) waiting.push([node.id, b.nodes[i]!.id]);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [left, right] = next;
    const known = pairs.get(left);
    if (known !== undefined) {
      if (known !== right) return undefined;
      continue;
    }
    const [nodeA, nodeB] = [nodesOfA.get(left), nodesOfB.get(right)];
    if (!nodeA || !nodeB || taken.has(right) || !alike(nodeA, nodeB, ignored) || !meet(nodeA.inputs, nodeB.inputs))
      return undefined;
    pairs.set(left, right);
    taken.add(right);
  }
  return pairs.size === a.nodes.length && sharedAlike(a, b, pairs) ? pairs : undefined;
}

const byId = (graph: Graph): ReadonlyMap<NodeId, Node> => new Map(graph.nodes.map((node) => [node.id, node]));

function alike(a: Node, b: Node, ignored: ReadonlySet<string>): boolean {
  if (a.type !== b.type || a.training !== b.training || a.frozen !== b.frozen || a.operation !== b.operation)
    return false;
  if (a.type === "InputLayer") return shown(a, "shape") === shown(b, "shape") || (a.implicit ?? b.implicit) === true;
  const names = new Set([...Object.keys(a.args), ...Object.keys(b.args)]);
  return [...names].every((name) => ignored.has(name) || shown(a, name) === shown(b, name));
}

const shown = (node: Node, name: string): string | undefined => {
  const argument = node.args[name];
  return argument && showLiteral(argument.value);
};

/** Calls of one layer are calls of one layer in the other graph too. */
function sharedAlike(a: Graph, b: Graph, pairs: ReadonlyMap<NodeId, NodeId>): boolean {
  const nodesOfB = byId(b);
  const names = new Map<string, string>();
  return a.nodes.every((node) => {
    const other = nodesOfB.get(pairs.get(node.id)!)!.name;
    const known = names.get(node.name);
    names.set(node.name, other);
    return known === undefined || known === other;
  });
}
