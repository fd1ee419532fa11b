/** Whether a model can be built as soon as its data are there: sizes that the data bring need not be in the file. */
import { isWhole } from "../model/graph";
import { findUnknown, type Literal } from "../model/literal";
import type { Analysis, NodeFacts } from "./infer";

/** Why not, in a sentence; undefined when nothing is missing but what the data bring. */
export function notBuildable({ graph, nodes, params }: Analysis): string | undefined {
  if (typeof params === "number") return undefined;
  // Data decide about the size of one input; of several it would be a guess which is which.
  return graph.inputs.length > 1 ? params.unknown : lackOf(nodes);
}

/** The first reason that lies in a layer itself, and not in what goes into it. */
function lackOf(nodes: readonly NodeFacts[]): string | undefined {
  for (const { node, resolved, inner, params } of nodes) {
    if (typeof params === "number") continue;
    if (inner && isWhole(node)) {
      const lack = lackOf(inner.nodes);
      if (lack !== undefined) return lack;
      continue;
    }
    if (!resolved || resolved.missing.length > 0) return params.unknown;
    const size = findUnknown(Object.values(resolved.config) as readonly Literal[]);
    if (size) return size.unknown;
  }
  return undefined;
}
