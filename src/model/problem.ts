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

/** The code of a problem that is a mistake of Batchwise's own, not of the model: a piece that could not be followed. */
export const COULD_NOT_FOLLOW = "could-not-follow";

/** What was thrown where nothing should be, as a problem with a place: one piece is lost, not the file. */
export function couldNotFollow(what: string, error: unknown, span: Span | undefined, node?: NodeId): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: COULD_NOT_FOLLOW,
    severity: "info",
    message: `Batchwise could not follow ${what}: ${reason.replace(/\.?$/, ".")}`,
    ...(span && { span }),
    ...(node !== undefined && { node }),
  };
}
