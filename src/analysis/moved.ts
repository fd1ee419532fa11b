/** Analyses of models that only stand elsewhere in their text than before: moved along instead of made again. */
import type { Graph } from "../model/graph";
import type { Moved } from "../model/moved";
import type { Problem } from "../model/problem";
import type { Analysis, NodeFacts } from "./infer";

/** The analysis of a model that is the same as an earlier one but for its places; undefined when a place cannot be told. */
export function moveAnalysis(before: Analysis, graph: Graph, moved: Moved): Analysis | undefined {
  const nodes: NodeFacts[] = [];
  for (const [i, facts] of before.nodes.entries()) {
    const node = graph.nodes[i];
    if (!node || moved.now(facts.node) !== node) return undefined;
    const inner = facts.inner && node.inner && moveAnalysis(facts.inner, node.inner, moved);
    const own = facts.resolved?.problems ?? [];
    const problems = own.length > 0 ? moveProblems(own, moved) : own;
    if ((facts.inner && !inner) || !problems) return undefined;
    nodes.push({
      ...facts,
      node,
      inner,
      ...(facts.resolved && own.length > 0 && { resolved: { ...facts.resolved, problems } }),
    });
  }
  const problems = moveProblems(before.problems, moved);
  if (!problems) return undefined;
  return { ...before, graph, nodes, byId: new Map(nodes.map((facts) => [facts.node.id, facts])), problems };
}

function moveProblems(problems: readonly Problem[], moved: Moved): readonly Problem[] | undefined {
  const now: Problem[] = [];
  for (const problem of problems) {
    const span = problem.span && moved.now(problem.span);
    const related = problem.related?.map((one) => ({ ...one, span: moved.now(one.span)! }));
    if ((problem.span && !span) || related?.some((one) => !(one.span as unknown))) return undefined;
    now.push({ ...problem, ...(span && { span }), ...(related && { related }) });
  }
  return now;
}
