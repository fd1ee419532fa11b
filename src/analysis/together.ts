/** The models of one file: what goes into one that is a layer of another is known from there. */
import type { Graph } from "../model/graph";
import { infer, type Analysis, type NodeFacts } from "./infer";

export const inferAll = (models: readonly Graph[]): readonly Analysis[] => asParts(models.map((graph) => infer(graph)));

/** Those that were given the shapes with which another model calls them. */
const fed = new WeakSet<Analysis>();
export const isFed = (analysis: Analysis): boolean => fed.has(analysis);

/** Models that do not say themselves what goes into them, and are layers of another that does, as they are there. */
export function asParts(analyses: readonly Analysis[]): readonly Analysis[] {
  if (analyses.length < 2) return analyses;
  return analyses.map((analysis) => {
    const shapes = typeof analysis.params === "number" ? undefined : shapesFor(analysis.graph, analyses);
    if (!shapes) return analysis;
    const made = infer(analysis.graph, shapes);
    fed.add(made);
    return made;
  });
}

/** What goes into a model where another calls it. */
function shapesFor({ name, span }: Graph, analyses: readonly Analysis[]): NodeFacts["inputShapes"] | undefined {
  const waiting = [...analyses];
  for (let next = waiting.pop(); next; next = waiting.pop())
    for (const { inner, inputShapes } of next.nodes) {
      if (!inner) continue;
      const other = inner.graph;
      if (other.name === name && other.span?.start === span?.start && other.span?.end === span?.end) return inputShapes;
      waiting.push(inner);
    }
  return undefined;
}
