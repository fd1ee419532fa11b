/** Layers that one piece of text makes several of, as in a loop or a helper function: a change of the text is a change of all. */
import type { GraphEdit } from "./edit";
import type { Graph } from "./graph";

/** How many layers of the graph are made by the text that the edits change, when that is more than they name; otherwise undefined. */
export function passesOf(graph: Graph, edits: readonly GraphEdit[]): number | undefined {
  const ids = new Set(edits.flatMap((edit) => (edit.kind === "swap" ? [edit.first, edit.second] : [edit.node])));
  const named = graph.nodes.filter(({ id, implicit }) => ids.has(id) && implicit !== true);
  const most = named.reduce((found, { span, type }) => {
    if (!span) return found;
    const same = graph.nodes.filter(
      (node) =>
        node.implicit !== true && node.type === type && node.span?.start === span.start && node.span.end === span.end,
    );
    return Math.max(found, new Set(same.map(({ name }) => name)).size);
  }, 0);
  return most > 1 ? most : undefined;
}
