/** A model as it is with a hint's fix made, wherever the hint speaks: what a trial compares it with. */
import { infer } from "../analysis/infer";
import { Fingerprint } from "../base/hash";
import type { Found } from "../hints/findings";
import { applyEdit } from "../model/applyEdit";
import type { GraphEdit } from "../model/edit";
import type { Graph } from "../model/graph";

/** Changes when the model or its training does, but not with where it stands in the text. */
export const fingerprint = (graph: Graph): string =>
  new Fingerprint()
    .text(JSON.stringify(graph, (key, value: unknown) => (key === "span" ? undefined : value)))
    .toString();

/** Undefined when there is nothing to change, or the changes do not fit each other. */
export function withFixes(graph: Graph, found: readonly Found[]): Graph | undefined {
  const edits = found.flatMap(({ finding }) => finding.fix?.edits ?? []);
  // places that share a layer share its change
  const once = new Map(edits.map((edit): [string, GraphEdit] => [JSON.stringify(edit), edit]));
  return once.size === 0 ? undefined : withEdits(graph, [...once.values()]);
}

function withEdits(graph: Graph, edits: readonly GraphEdit[]): Graph | undefined {
  let changed: Graph | undefined = graph;
  for (const edit of edits) changed = changed && applyEdit(changed, edit);
  return changed && infer(changed).problems.every(({ severity }) => severity !== "error") ? changed : undefined;
}

/** The model that a claim speaks of beside the one that there is; undefined where there is no claim, or no such model. */
export function claimed(graph: Graph, found: Found): Graph | undefined {
  const { claim } = found.finding;
  if (claim?.kind !== "same") return claim && graph;
  return claim.change ? withEdits(graph, claim.change) : withFixes(graph, [found]);
}
