/**
 * The conversation between the host and the panel that draws a model. The host knows files, analysis and hints and makes a
 * picture of them; the panel only shows it and says what was clicked, by ids that the host gave.
 */
import * as v from "valibot";
import type { Severity } from "../model/problem";
import { count, id, nothing, text, type Checks } from "./check";
import type { GraphTexts } from "./graphTexts";

/** What a layer is for, in the eyes of somebody who looks at the graph: each has its own icon and colour. */
const nodeKinds = [
  "input",
  /** Has a kernel: Dense, convolutions. */
  "kernel",
  "normalization",
  "activation",
  "pooling",
  "regularization",
  "reshape",
  "merge",
  "model",
  "unknown",
] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** A number, or why it is not known. */
export type Count = number | { readonly unknown: string };

/** Something to read about a node: a problem of the model, or a hint. */
export interface Note {
  readonly id: string;
  readonly severity: Severity;
  /** The problem's code or the hint's id. */
  readonly code: string;
  readonly message: string;
  /** The title of the edit that `apply` with this note's id makes; absent when there is none. */
  readonly fix?: string;
  /** A training with and without the change can show what it is worth: `prove` with this note's id starts one. */
  readonly canProve?: boolean;
}

export interface PictureNode {
  readonly id: string;
  /** The layer's class (`Conv2D`). */
  readonly type: string;
  readonly name: string;
  readonly kind: NodeKind;
  /** The output's shape as Keras prints it, the batch as `None`; absent when it cannot be told. */
  readonly shape?: string;
  readonly params: Count;
  /** The activation inside the layer, when it has one that does something. */
  readonly activation?: string;
  readonly frozen?: boolean;
  readonly problems: readonly Note[];
  readonly hints: readonly Note[];
}

export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  /** What flows here, when it is not the first output of `from`. */
  readonly shape?: string;
}

/** A layer that is not there: where a hint would put one, or move one to. Drawn on an edge. */
export interface Ghost {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The layer's class (`BatchNormalization`). */
  readonly type: string;
  readonly kind: NodeKind;
  /** What clicking it does to the source, as a title (`Move before relu`). */
  readonly does: string;
  /** The note that says why. */
  readonly hint: string;
  /** The node that would move here, when none is added. */
  readonly moves?: string;
}

interface Totals {
  /** As `model.summary()` counts them. */
  readonly layers: number;
  readonly params: Count;
  readonly trainable: Count;
  readonly nonTrainable: Count;
}

export interface GraphPicture {
  /** The file's name, to be read. */
  readonly file: string;
  /** The names of the file's models, and which of them is shown. */
  readonly models: readonly string[];
  readonly shown: number;
  /** Every node comes after its inputs. */
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly ghosts: readonly Ghost[];
  readonly totals: Totals;
  /** Why the picture may be behind the source: half-typed code keeps the last good one. */
  readonly notice?: string;
}

/** Why a file gives no picture, and where. */
export interface Reason {
  readonly id: string;
  readonly message: string;
  /** Counted from 1; absent when it is about the whole file. */
  readonly line?: number;
}

export type GraphView =
  /** No model: none opened yet, or a file without one (then it has a name). */
  | { readonly kind: "empty"; readonly file?: string }
  /** There is a model, but none of it could be read. */
  | { readonly kind: "unread"; readonly file: string; readonly reasons: readonly Reason[] }
  | { readonly kind: "graph"; readonly picture: GraphPicture };

interface GraphViewStart {
  /** BCP 47, for numbers. */
  readonly locale: string;
  /** Translations; what is missing is shown in English. */
  readonly texts: Partial<GraphTexts>;
  readonly view: GraphView;
  /** The node that the cursor stands in. */
  readonly selected?: string;
}

/** What the panel asks of the host. */
export interface GraphViewCalls {
  /** The panel is there and listens. Asked again after every reload. */
  open(): GraphViewStart;
  /** Shows the place in the source where a node (or a reason why there is none) comes from. */
  reveal(node: string): void;
  revealReason(reason: string): void;
  /** Makes the edit of a ghost or a note; says why when it could not be made. */
  apply(fix: string): { readonly refused?: string };
  /** Trains the model with and without the change that a note offers. */
  prove(note: string): void;
  /** Trains the model that is shown and another, which is asked for. */
  compare(): void;
  /** Draws another model of the file. */
  showModel(index: number): void;
  openExample(): void;
}

/** What the host says on its own. */
export interface GraphViewEvents {
  view: GraphView;
  /** The cursor moved to the source of this node, or to none. */
  selected: { readonly node: string | null };
}

const total = v.union([v.number(), v.strictObject({ unknown: text })]);
const kind = v.picklist(nodeKinds);
const note = v.strictObject({
  id,
  severity: v.picklist(["error", "warning", "info"]),
  code: id,
  message: text,
  fix: v.exactOptional(text),
  canProve: v.exactOptional(v.boolean()),
});
const picture = v.strictObject({
  file: text,
  models: v.array(text),
  shown: count,
  nodes: v.array(
    v.strictObject({
      id,
      type: text,
      name: text,
      kind,
      shape: v.exactOptional(text),
      params: total,
      activation: v.exactOptional(text),
      frozen: v.exactOptional(v.boolean()),
      problems: v.array(note),
      hints: v.array(note),
    }),
  ),
  edges: v.array(v.strictObject({ from: id, to: id, shape: v.exactOptional(text) })),
  ghosts: v.array(
    v.strictObject({ id, from: id, to: id, type: text, kind, does: text, hint: id, moves: v.exactOptional(id) }),
  ),
  totals: v.strictObject({ layers: count, params: total, trainable: total, nonTrainable: total }),
  notice: v.exactOptional(text),
});
const view = v.variant("kind", [
  v.strictObject({ kind: v.literal("empty"), file: v.exactOptional(text) }),
  v.strictObject({
    kind: v.literal("unread"),
    file: text,
    reasons: v.array(v.strictObject({ id, message: text, line: v.exactOptional(count) })),
  }),
  v.strictObject({ kind: v.literal("graph"), picture }),
]);

export const graphViewChecks: Checks<GraphViewCalls, GraphViewEvents> = {
  calls: {
    open: {
      args: v.strictTuple([]),
      result: v.strictObject({ locale: id, texts: v.record(id, text), view, selected: v.exactOptional(id) }),
    },
    reveal: { args: v.strictTuple([id]), result: nothing },
    revealReason: { args: v.strictTuple([id]), result: nothing },
    apply: { args: v.strictTuple([id]), result: v.strictObject({ refused: v.exactOptional(text) }) },
    prove: { args: v.strictTuple([id]), result: nothing },
    compare: { args: v.strictTuple([]), result: nothing },
    showModel: { args: v.strictTuple([count]), result: nothing },
    openExample: { args: v.strictTuple([]), result: nothing },
  },
  events: {
    view,
    selected: v.strictObject({ node: v.nullable(id) }),
  },
};
