/** From a layer in the source to those that it takes from, and those that take from it. */
import type { NodeFacts } from "../analysis/infer";
import type { Analysis } from "../analysis/infer";
import type { Picture } from "./document";
import { layerNear, layersWithin } from "./layers";

export type Direction = "producer" | "consumer";

/** Layers that stand in the text, each place once; for a place in a loop those of every turn. */
export function neighboursOf(picture: Picture, offset: number, direction: Direction): readonly NodeFacts[] {
  const here = layerNear(picture, offset);
  const span = here?.facts.node.span;
  if (!span) return [];
  const found = new Map<number, NodeFacts>();
  for (const graph of graphsOf(here.model.analysis))
    for (const { node } of graph.nodes) {
      if (node.span?.start !== span.start || node.span.end !== span.end) continue;
      for (const facts of direction === "producer" ? before(graph, node.id) : behind(graph, node.id)) {
        const place = facts.node.span;
        if (place && !facts.node.implicit && place.start !== span.start) found.set(place.start, facts);
      }
    }
  return [...found.values()];
}

/** A model, and the models that are its layers. */
function* graphsOf(analysis: Analysis): Generator<Analysis> {
  yield analysis;
  for (const { inner } of layersWithin(analysis)) if (inner) yield inner;
}

const before = ({ byId }: Analysis, id: string): readonly NodeFacts[] =>
  (byId.get(id)?.node.inputs ?? []).flatMap(({ from }) => byId.get(from) ?? []);

const behind = ({ nodes }: Analysis, id: string): readonly NodeFacts[] =>
  nodes.filter(({ node }) => node.inputs.some(({ from }) => from === id));
