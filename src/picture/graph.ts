/** A text's picture as the graph panel draws it, with what each id in it stands for. */
import type { Count, NodeFacts } from "../analysis/infer";
import { LineMap } from "../base/text";
import type { Fix } from "../hints/hint";
import { resolveLayer } from "../layers/config";
import type { GraphEdit } from "../model/edit";
import type { NodeId } from "../model/graph";
import type { Problem } from "../model/problem";
import { showShape } from "../model/shape";
import type { Span } from "../model/span";
import type { Ghost, GraphPicture, GraphView, NodeKind, Note, PictureEdge, PictureNode } from "../protocol/graphView";
import { adviceText, isQuiet, type Advice, type ModelPicture, type Picture } from "./document";
import { fixTitle } from "./fixTitle";
import { remarksOn, summaryRows } from "./layers";
import type { Translate } from "./text";
import { verdictText } from "./trial";

export interface DrawnGraph {
  readonly view: GraphView;
  /** Which model of the file is drawn. */
  readonly model?: ModelPicture;
  /** The change that a ghost or a note offers. */
  readonly fixes: ReadonlyMap<string, Fix>;
  /** Where a reason for having no graph stands. */
  readonly reasons: ReadonlyMap<string, Span>;
}

export function drawGraph(picture: Picture, file: string, shown: number, t: Translate): DrawnGraph {
  const model = picture.models[shown] ?? picture.models[0];
  if (!model) return drawNothing(picture, file);
  const { analysis } = model;
  const fixes = new Map<string, Fix>();
  for (const advice of model.advice) if (advice.finding.fix) fixes.set(noteId(advice), advice.finding.fix);
  // Masks are not what flows from layer to layer.
  const shownNodes = analysis.nodes.filter(({ node }) => !node.ofMask);
  const edges = edgesOf(shownNodes);
  const speaking = model.advice.filter((advice) => !isQuiet(advice));
  const ghosts = speaking.flatMap((advice) => ghostsOf(advice, model, edges, t));
  for (const { id, hint } of ghosts) fixes.set(id, fixes.get(hint)!);
  const { params, trainableParams: trainable } = analysis;
  const drawn: GraphPicture = {
    file,
    models: picture.models.map(({ analysis: { graph } }) => graph.name),
    shown: picture.models.indexOf(model),
    nodes: shownNodes.map((facts) => drawNode(facts, model, picture, t)),
    edges,
    ghosts,
    totals: {
      layers: summaryRows(analysis).length,
      params,
      trainable,
      nonTrainable:
        typeof params === "number" && typeof trainable === "number" ? params - trainable : reasonOf(params, trainable),
    },
    ...(picture.behind && { notice: t("The code cannot be read at this moment; this is the model as it was before.") }),
  };
  return { view: { kind: "graph", picture: drawn }, model, fixes, reasons: new Map() };
}

const reasonOf = (...counts: readonly Count[]): Count => counts.find((count) => typeof count !== "number") ?? 0;

/** No model: because there is none, or because of what is wrong. */
function drawNothing({ problems, text }: Picture, file: string): DrawnGraph {
  const map = new LineMap(text);
  const reasons = problems.map((problem, i) => ({ problem, id: `reason ${i}` }));
  const view: GraphView =
    reasons.length === 0
      ? { kind: "empty", file }
      : {
          kind: "unread",
          file,
          reasons: reasons.map(({ problem: { message, span }, id }) => ({
            id,
            message,
            ...(span && { line: map.positionAt(span.start).line + 1 }),
          })),
        };
  const places = reasons.flatMap(({ problem: { span }, id }): [string, Span][] => (span ? [[id, span]] : []));
  return { view, fixes: new Map(), reasons: new Map(places) };
}

function drawNode(facts: NodeFacts, model: ModelPicture, picture: Picture, t: Translate): PictureNode {
  const { node, shape, params, resolved } = facts;
  const { problems, advice } = remarksOn(model, picture, facts);
  const activation = activationOf(facts);
  return {
    id: node.id,
    type: node.type,
    name: node.name,
    kind: kindOf(facts),
    ...(shape && { shape: showShape(shape) }),
    params,
    ...(activation !== undefined && { activation }),
    ...((resolved ? !resolved.trainable : node.frozen) && { frozen: true }),
    problems: problems.map((problem, i) => problemNote(problem, node.id, i)),
    hints: advice.map((one) => adviceNote(one, model, t)),
  };
}

/** By what a layer does, so that a new layer needs no entry here. */
export function kindOf({ resolved, inner }: Pick<NodeFacts, "resolved" | "inner">): NodeKind {
  if (inner) return "model";
  if (!resolved) return "unknown";
  const traits = resolved.layer.traits(resolved.config);
  if (traits.includes("input")) return "input";
  if (traits.includes("mixes-channels")) return "kernel";
  if (traits.includes("normalizes")) return "normalization";
  if (traits.includes("pools")) return "pooling";
  if (traits.includes("drops") || traits.includes("random")) return "regularization";
  if (resolved.layer.arity === "several") return "merge";
  if (traits.includes("nonlinear") || traits.includes("probabilities")) return "activation";
  return "activation" in resolved.config ? "activation" : "reshape";
}

/** Of a layer that is not there yet. */
const ghostKind = (type: string): NodeKind =>
  kindOf({ resolved: resolveLayer({ id: type, name: type, type, args: {}, inputs: [] }), inner: undefined });

function activationOf({ resolved }: NodeFacts): string | undefined {
  const activation = resolved?.config["activation"];
  const isObject = typeof activation === "object" && activation !== null && "class_name" in activation;
  return isObject && activation.class_name !== "linear" ? String(activation.class_name) : undefined;
}

const noteId = ({ hint, finding }: Advice): string => `${hint.id}@${finding.node.id}`;

const adviceNote = (advice: Advice, model: ModelPicture, t: Translate): Note => ({
  id: noteId(advice),
  severity: isQuiet(advice) ? "info" : advice.severity,
  code: advice.hint.id,
  message: adviceText(advice, t),
  ...(advice.finding.fix && { fix: fixTitle(advice.finding.fix, model.analysis.graph, t), canProve: true }),
});

/** The advice that a note of the drawn model gives. */
export const adviceOf = ({ model }: DrawnGraph, note: string): Advice | undefined =>
  model?.advice.find((advice) => noteId(advice) === note);

const problemNote = ({ code, severity, message }: Problem, node: NodeId, index: number): Note => ({
  id: `${code}@${node}#${index}`,
  severity,
  code,
  message,
});

function edgesOf(nodes: readonly NodeFacts[]): PictureEdge[] {
  const all = nodes.flatMap(({ node }) => node.inputs.map(({ from }) => ({ from, to: node.id })));
  return [...new Map(all.map((edge) => [JSON.stringify([edge.from, edge.to]), edge])).values()];
}

/** Layers that a fix would put somewhere, or move there, on the edges where they would come to stand. */
function ghostsOf(advice: Advice, model: ModelPicture, edges: readonly PictureEdge[], t: Translate): Ghost[] {
  const { fix } = advice.finding;
  if (!fix) return [];
  const places = movedUp(fix, model, edges) ?? fix.edits.flatMap((edit) => placesOf(edit, model, edges));
  const title = fixTitle(fix, model.analysis.graph, t);
  return places.map(({ edge: { from, to }, type, kind, moves }, i) => ({
    id: `${noteId(advice)}~${i}`,
    from,
    to,
    type,
    kind,
    does: advice.trial ? `${title} (${verdictText(advice.trial, t)})` : title,
    hint: noteId(advice),
    ...(moves !== undefined && { moves }),
  }));
}

interface GhostPlace {
  readonly edge: PictureEdge;
  readonly type: string;
  readonly kind: NodeKind;
  readonly moves?: NodeId;
}

/**
 * An activation that leaves a layer's argument for a layer of its own behind the normalization: what the user sees move is the
 * normalization, which comes to stand between the two.
 */
function movedUp({ edits }: Fix, model: ModelPicture, edges: readonly PictureEdge[]): GhostPlace[] | undefined {
  const left = edits.find((edit) => edit.kind === "removeParam" && edit.param === "activation");
  const put = edits.find((edit) => edit.kind === "insertAfter");
  if (left?.kind !== "removeParam" || put?.kind !== "insertAfter") return undefined;
  const moved = model.analysis.byId.get(put.node);
  if (!moved || kindOf(moved) !== "normalization" || ghostKind(put.layer.type) !== "activation") return undefined;
  const where = edges.filter(({ from, to }) => from === left.node && to === put.node);
  return where.map((edge) => ({ edge, type: moved.node.type, kind: kindOf(moved), moves: moved.node.id }));
}

function placesOf(edit: GraphEdit, model: ModelPicture, edges: readonly PictureEdge[]): GhostPlace[] {
  const into = (node: NodeId): PictureEdge[] => edges.filter(({ to }) => to === node);
  const outOf = (node: NodeId): PictureEdge[] => edges.filter(({ from }) => from === node);
  const added = (type: string, where: readonly PictureEdge[]): GhostPlace[] =>
    where.map((edge) => ({ edge, type, kind: ghostKind(type) }));
  if (edit.kind === "insertBefore") return added(edit.layer.type, into(edit.node));
  if (edit.kind === "insertAfter") return added(edit.layer.type, outOf(edit.node));
  if (edit.kind !== "swap") return [];
  // Of the two that change places, the one that the hint is about is shown where it goes.
  const second = model.analysis.byId.get(edit.second);
  if (!second) return [];
  const [moved, where] =
    kindOf(second) === "normalization"
      ? [second, into(edit.first)]
      : [model.analysis.byId.get(edit.first)!, outOf(edit.second)];
  return where.map((edge) => ({ edge, type: moved.node.type, kind: kindOf(moved), moves: moved.node.id }));
}
