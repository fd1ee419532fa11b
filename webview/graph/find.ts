/** Looks for layers by what their cards say. */
import type { PictureNode } from "../../src/protocol/graphView";

/** The ids of the nodes in which every word of the query occurs, in the picture's order; none for an empty query. */
export function findNodes(nodes: readonly PictureNode[], query: string): string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return nodes
    .filter(({ type, name, shape, activation }) => {
      const said = [type, name, shape, activation].join(" ").toLowerCase();
      return words.every((word) => said.includes(word));
    })
    .map(({ id }) => id);
}
