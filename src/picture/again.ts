/** The models of a text after a change: what is known of those that are as before is moved along, the others are analysed. */
import { infer, type Analysis } from "../analysis/infer";
import { asParts, inferAll, isFed } from "../analysis/together";
import { moveAnalysis } from "../analysis/moved";
import { carryFindings } from "../hints/seen";
import type { Graph } from "../model/graph";
import { Moved } from "../model/moved";

/** `before` are those of an earlier version of the text. */
export function analyse(models: readonly Graph[], before: readonly Analysis[] = []): readonly Analysis[] {
  const byName = new Map(before.map((analysis) => [analysis.graph.name, analysis]));
  const moved = new Moved();
  const same = new Map<Graph, Analysis>();
  for (const graph of models) {
    const earlier = byName.get(graph.name);
    if (earlier && moved.isSame(earlier.graph, graph)) same.set(graph, earlier);
  }
  if (same.size === 0 || !moved.keepsOrder) return inferAll(models);
  const earlier = new Map<Analysis, Analysis>();
  const analyses = models.map((graph) => {
    const then = same.get(graph);
    // what calls it may have changed
    const now = then && !isFed(then) ? moveAnalysis(then, graph, moved) : undefined;
    if (now) earlier.set(now, then!);
    return now ?? infer(graph);
  });
  const all = asParts(analyses);
  carryFindings(before, all, earlier, moved);
  return all;
}
