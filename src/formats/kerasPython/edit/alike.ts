/** Whether layers that one line makes, in a loop or a helper function, stand between the same others: then one edit suits all. */
import type { Graph, NodeId } from "../../../model/graph";
import type { TreeNode } from "../../../python/parents";
import type { Place } from "./places";

const repeated: ReadonlySet<string> = new Set(["for", "while", "function", "lambda", "comprehension"]);

/**
 * Neighbours that the loop or function itself makes must be made by the same text for every layer. Those outside may differ: the
 * first pass takes the model's input, the last one gives to what comes after the loop.
 */
export function areAlike(
  graph: Graph,
  ids: readonly NodeId[],
  place: (id: NodeId) => Place,
  parents: ReadonlyMap<object, TreeNode>,
): boolean {
  const around = enclosing(place(ids[0]!).key, parents);
  const inside = (key: object | undefined): boolean => {
    for (let one: object | undefined = key; one; one = parents.get(one)) if (one === around) return true;
    return false;
  };
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const takers = new Map<NodeId, NodeId[]>();
  for (const node of graph.nodes)
    for (const { from } of node.inputs) takers.set(from, [...(takers.get(from) ?? []), node.id]);
  const sides = [(id: NodeId) => byId.get(id)!.inputs.map(({ from }) => from), (id: NodeId) => takers.get(id) ?? []];
  return sides.every((side) => {
    const found = ids.map((id) => side(id).map((other) => place(other).key));
    const known = found.filter((keys) => keys.length > 0 && keys.every(inside));
    return known.every((keys) => keys.length === known[0]!.length && keys.every((key) => known[0]!.includes(key)));
  });
}

function enclosing(key: object | undefined, parents: ReadonlyMap<object, TreeNode>): object | undefined {
  let one = key && parents.get(key);
  while (one && !("kind" in one && repeated.has(one.kind))) one = parents.get(one);
  return one;
}
