import type { Analysis } from "../analysis/infer";
import type { Trait } from "../layers/layer";
import type { GraphEdit } from "../model/edit";
import type { Node } from "../model/graph";
import type { Severity } from "../model/problem";
import type { Shape } from "../model/shape";
import type { TrainingSettings } from "../model/training";

/** What a hint rests on, from strongest to weakest. */
export type Evidence = "theorem" | "formula" | "measured" | "literature";

/** The graph as hints see it: neighbours, traits and shapes, with no layer names to switch on. */
export interface Model {
  readonly analysis: Analysis;
  readonly nodes: readonly Node[];
  readonly training: TrainingSettings | undefined;
  has(node: Node, trait: Trait): boolean;
  /** Parameters with defaults filled in. */
  config(node: Node): Readonly<Record<string, unknown>>;
  shape(node: Node): Shape | undefined;
  next(node: Node): readonly Node[];
  previous(node: Node): readonly Node[];
  isOutput(node: Node): boolean;
  /** False when the node is not understood or an argument of it is not known: then a hint stays silent. */
  isCertain(node: Node): boolean;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly GraphEdit[];
}

export interface Finding {
  readonly node: Node;
  /** What happens, in the user's words; the first sentence stands alone. */
  readonly message: string;
  readonly fix?: Fix;
}

/** One rule about models. */
export interface Hint {
  readonly id: string;
  /** By consequence: error when the run must fail or the layer does nothing, warning when a formula predicts damage. */
  readonly severity: Severity;
  /** A choice to be measured rather than a fault: offered as a refactoring with a trial, never as a warning. */
  readonly refactoring?: boolean;
  readonly evidence: Evidence;
  readonly title: string;
  /** Markdown: what it finds, why it matters, when to ignore it. */
  readonly docs: string;
  /** Python that the tests run: `bad` gives this finding, `good` gives none, and the fix turns one into the other. */
  readonly examples: readonly { readonly bad: string; readonly good: string }[];
  find(model: Model): Iterable<Finding>;
}

export const defineHint = (hint: Hint): Hint => hint;
