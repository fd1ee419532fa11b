/** An analysed graph as hints see it. */
import type { Analysis } from "../analysis/infer";
import type { Node, NodeId } from "../model/graph";
import { findUnknown } from "../model/literal";
import type { Model } from "./hint";

export function modelOf(analysis: Analysis): Model {
  const { graph, byId } = analysis;
  const followers = new Map<NodeId, Node[]>();
  for (const node of graph.nodes)
    for (const { from } of node.inputs) followers.set(from, [...(followers.get(from) ?? []), node]);
  const config = (node: Node): Readonly<Record<string, unknown>> => byId.get(node.id)?.resolved?.config ?? {};
  return {
    analysis,
    nodes: graph.nodes,
    training: graph.training,
    config,
    has(node, trait) {
      const resolved = byId.get(node.id)?.resolved;
      return resolved?.layer.traits(resolved.config).includes(trait) ?? false;
    },
    shape: (node) => byId.get(node.id)?.shape,
    next: (node) => followers.get(node.id) ?? [],
    previous: (node) =>
      node.inputs.flatMap(({ from }) => {
        const facts = byId.get(from);
        return facts ? [facts.node] : [];
      }),
    isOutput: (node) => graph.outputs.some(({ from }) => from === node.id),
    isCertain: (node) =>
      byId.get(node.id)?.resolved?.missing.length === 0 &&
      Object.values(node.args).every(({ value }) => findUnknown(value) === undefined),
  };
}
