import type { NodeId } from "./graph";
import type { Span } from "./span";
import type { Literal } from "./literal";

/** A layer to be made: what a format writes as a constructor call. */
export interface NewLayer {
  readonly type: string;
  readonly args: Readonly<Record<string, Literal>>;
}

/** A change to a graph, said without text. Each text format turns it into its own text edits. */
export type GraphEdit =
  | { readonly kind: "setParam"; readonly node: NodeId; readonly param: string; readonly value: Literal }
  | { readonly kind: "removeParam"; readonly node: NodeId; readonly param: string }
  | { readonly kind: "insertAfter"; readonly node: NodeId; readonly layer: NewLayer }
  | { readonly kind: "insertBefore"; readonly node: NodeId; readonly layer: NewLayer }
  | { readonly kind: "remove"; readonly node: NodeId }
  /** A layer is put into another that changes how it works: `Bidirectional(LSTM(8))`. */
  | { readonly kind: "wrap"; readonly node: NodeId; readonly wrapper: NewLayer }
  /** Two neighbours of a chain change places. */
  | { readonly kind: "swap"; readonly first: NodeId; readonly second: NodeId };

/** A replacement in a source text. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}
