import type { Graph, Node } from "../../src/model/graph";

/** A graph that is no longer tied to a text: layers that one line makes can be changed one by one. */
export function withoutPlaces(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => Object.fromEntries(Object.entries(node).filter(([key]) => key !== "span")));
  return { ...graph, nodes: nodes as unknown as readonly Node[] };
}
