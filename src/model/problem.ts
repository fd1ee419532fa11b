import type { NodeId } from "./graph";
import type { Span } from "./span";

export type Severity = "error" | "warning" | "info";

/** Something wrong with the user's model. Problems are values: readers return them, nobody throws them. */
export interface Problem {
  /** A stable id in kebab-case, for settings and `check`. */
  readonly code: string;
  readonly severity: Severity;
  /** What, and what to do; a sentence without blame. */
  readonly message: string;
  readonly span?: Span;
  readonly node?: NodeId;
  /** Other places that belong to it, such as the layer that gives the wrong shape. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
}
