/** A model as it is with a hint's fix made, wherever the hint speaks: what a trial compares it with. */
import { infer } from "../analysis/infer";
import type { Found } from "../hints/findings";
import { applyEdit } from "../model/applyEdit";
import type { GraphEdit } from "../model/edit";
import type { Graph } from "../model/graph";

/** Undefined when there is nothing to change, or the changes do not fit each other. */
export function withFixes(graph: Graph, found: readonly Found[]): Graph | undefined {
  const edits = found.flatMap(({ finding }) => finding.fix?.edits ?? []);
  // places that share a layer share its change
  const once = new Map(edits.map((edit): [string, GraphEdit] => [JSON.stringify(edit), edit]));
  if (once.size === 0) return undefined;
  let changed: Graph | undefined = graph;
  for (const edit of once.values()) changed = changed && applyEdit(changed, edit);
  return changed && infer(changed).problems.every(({ severity }) => severity !== "error") ? changed : undefined;
}
