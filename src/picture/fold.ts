/** A model as it is written for prediction alone: every normalization that can be is in the layer before it. */
import { infer, type Analysis } from "../analysis/infer";
import { foldsOf } from "../hints/fold";
import { modelOf } from "../hints/model";
import { applyEdit } from "../model/applyEdit";
import type { SameFunction } from "../model/claim";
import { withoutMasks, type Graph } from "../model/graph";
import { holds, type CannotCheck, type Proof } from "../protocol/proof";
import { proofText } from "./trial";
import { showCount, type Translate } from "./text";

export interface FoldedModel {
  readonly graph: Graph;
  readonly claim: SameFunction;
  readonly folded: number;
  /** Normalizations that stay. */
  readonly left: readonly string[];
  readonly params: readonly [before: number, after: number];
}

/** Undefined where there is nothing to fold. */
export function foldedModel(analysis: Analysis): FoldedModel | undefined {
  const model = modelOf(analysis);
  const folds = foldsOf(model);
  let graph: Graph | undefined = { ...analysis.graph, nodes: withoutMasks(analysis.graph.nodes) };
  for (const edit of folds.flatMap(({ edits }) => edits)) graph = graph && applyEdit(graph, edit);
  if (folds.length === 0 || !graph) return undefined;
  const taken = new Set(folds.map(({ normalization }) => normalization));
  const counts = [analysis, infer(graph)].map(({ params }) => (typeof params === "number" ? params : NaN));
  return {
    graph,
    claim: {
      kind: "same",
      moves: folds.map(({ move }) => move),
      at: analysis.graph.outputs.map(({ from }) => from),
      instead: graph.outputs.map(({ from }) => from),
      only: "inference",
    },
    folded: folds.length,
    left: model.nodes.filter((node) => model.has(node, "batch-statistics") && !taken.has(node)).map(({ name }) => name),
    params: [counts[0]!, counts[1]!],
  };
}

/** What was done and how sure that is, a sentence each. */
export function foldSentences({ folded, left, params }: FoldedModel, proof: Proof | CannotCheck, t: Translate) {
  const [before, after] = params;
  return [
    folded === 1 ? t("One normalization is folded.") : t("{0} normalizations are folded.", folded),
    ...(left.length > 0
      ? [t("These stay, since no layer right before them can take them in: {0}.", left.join(", "))]
      : []),
    ...(Number.isNaN(before - after) ? [] : [t("{0} parameters, {1} before.", showCount(after), showCount(before))]),
    proofText(proof, t),
  ];
}

/** Whether what was written is to be trusted. */
export const isSound = (proof: Proof | CannotCheck): boolean => !("unknown" in proof) && holds(proof);

/** The first lines of the source that is written. */
export const foldedAbout = ({ graph, folded }: FoldedModel, sentences: readonly string[]): readonly string[] => [
  `${graph.name} for prediction: BatchNormalization is folded into the layers before it (${folded} times).`,
  "",
  ...sentences,
  "Written by Batchwise. Run this file to save the model in Keras's own format.",
];
