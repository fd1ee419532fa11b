/** A model's layers as they are listed: in the lens, the outline, the tree and the totals. */
import type { Analysis, NodeFacts } from "../analysis/infer";
import type { Problem } from "../model/problem";
import { showShape, type Shape } from "../model/shape";
import { covers, type Span } from "../model/span";
import type { Advice, ModelPicture, Picture } from "./document";

/** The rows of `model.summary()`: only a functional model has a row for its input, and a shared layer has one. */
export function summaryRows({ graph, nodes }: Analysis): readonly NodeFacts[] {
  const listed = nodes.filter(({ node }) => node.unlisted !== true);
  const rows = graph.class === "Functional" ? listed : listed.filter(({ node }) => node.type !== "InputLayer");
  return [...new Map(rows.map((facts) => [facts.node.name, facts])).values()];
}

export const shapeText = (shape: Shape | undefined): string => (shape ? showShape(shape) : "?");

interface Found {
  readonly model: ModelPicture;
  readonly facts: NodeFacts;
}

/** The innermost layer at a place in the text, with its model. */
export const layerAt = (picture: Picture, offset: number): Found | undefined =>
  layerWhere(picture, (span) => covers(span, offset));

/** Of the layers at places that are meant, the one that takes the least room. */
function layerWhere(picture: Picture, isMeant: (span: Span) => boolean): Found | undefined {
  let best: { readonly found: Found; readonly length: number } | undefined;
  for (const model of picture.models)
    for (const facts of layersWithin(model.analysis)) {
      const { span, implicit } = facts.node;
      if (!span || implicit || !isMeant(span)) continue;
      const length = span.end - span.start;
      if (!best || length < best.length) best = { found: { model, facts }, length };
    }
  return best?.found;
}

/** The layer that somebody means whose cursor stands there: it, else one on the same line. */
export function layerNear(picture: Picture, offset: number): Found | undefined {
  const { text } = picture;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = { start, end: end < 0 ? text.length : end };
  return layerAt(picture, offset) ?? layerWhere(picture, (span) => span.start <= line.end && span.end >= line.start);
}

/** All layers, those of models used as layers included. */
export function* layersWithin(analysis: Analysis): Generator<NodeFacts> {
  for (const facts of analysis.nodes) {
    yield facts;
    if (facts.inner) yield* layersWithin(facts.inner);
  }
}

/** The places of layers that are frozen, each once: those in loops only when every turn freezes them. */
export function frozenSpans({ models }: Picture): readonly Span[] {
  const places = new Map<string, { readonly span: Span; readonly frozen: boolean }>();
  for (const { analysis } of models)
    for (const { node, resolved, inner, trainableParams, params } of layersWithin(analysis)) {
      if (!node.span || node.implicit) continue;
      const hasWeights = typeof params === "number" && params > 0;
      const isFrozen = hasWeights && (inner ? trainableParams === 0 : resolved?.trainable === false);
      const key = `${node.span.start} ${node.span.end}`;
      places.set(key, { span: node.span, frozen: isFrozen && places.get(key)?.frozen !== false });
    }
  return [...places.values()].filter(({ frozen }) => frozen).map(({ span }) => span);
}

/** The model that a place in the text belongs to: where one of its layers is, else the last one that is made before. */
export function modelAt(picture: Picture, offset: number): ModelPicture | undefined {
  const inLayer = layerNear(picture, offset);
  if (inLayer) return inLayer.model;
  const before = picture.models.filter(({ analysis }) => (analysis.graph.span?.start ?? 0) <= offset);
  return before[before.length - 1] ?? picture.models[0];
}

/** What is to be said of one layer: what is wrong with it, and what could be better. */
export interface Remarks {
  readonly problems: readonly Problem[];
  readonly advice: readonly Advice[];
}

export function remarksOn({ analysis, advice }: ModelPicture, picture: Picture, { node }: NodeFacts): Remarks {
  const own = analysis.problems.filter((problem) => problem.node === node.id);
  // what the reader found has a place and no layer
  const read = picture.reading.problems.filter(({ span }) => span && node.span && within(span, node.span));
  return {
    problems: picture.behind ? [] : [...read, ...own],
    advice: advice.filter(({ finding }) => finding.node.id === node.id),
  };
}

const within = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
