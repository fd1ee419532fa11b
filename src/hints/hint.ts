import type { Analysis } from "../analysis/infer";
import type { Translate } from "../base/fill";
import type { Trait } from "../layers/layer";
import type { Claim } from "../model/claim";
import type { GraphEdit } from "../model/edit";
import type { Node } from "../model/graph";
import type { Setback } from "../model/job";
import type { Severity } from "../model/problem";
import type { Dim, Shape } from "../model/shape";
import type { Span } from "../model/span";
import type { TrainingSettings } from "../model/training";

/** What a hint rests on, from strongest to weakest. */
export type Evidence = "theorem" | "formula" | "measured" | "literature";

/** The graph as hints see it: neighbours, traits and shapes, with no layer names to switch on. */
export interface Model {
  readonly analysis: Analysis;
  readonly nodes: readonly Node[];
  readonly training: TrainingSettings | undefined;
  /** Weights come from elsewhere and fit the layers as they are: then no hint may change what weights there are. */
  readonly loadsWeights: boolean;
  /** Whether the layer does that. A sentence that rests on an argument that is not known is not said. */
  has(node: Node, trait: Trait): boolean;
  /** Whether all that it does is known, so that what `has` does not say is not so. */
  isUnderstood(node: Node): boolean;
  /** Parameters with defaults filled in. */
  config(node: Node): Readonly<Record<string, unknown>>;
  /** Whether these parameters have the value that `config` gives: given so that it can be told, or left at their defaults. */
  knows(node: Node, ...params: readonly string[]): boolean;
  shape(node: Node): Shape | undefined;
  /** The shape of its first input. */
  inputShape(node: Node): Shape | undefined;
  /** Sizes of one of its weights. */
  weight(node: Node, name: string): readonly Dim[] | undefined;
  /** Who takes its result, each once. */
  next(node: Node): readonly Node[];
  /** Whose results it takes, each once. */
  previous(node: Node): readonly Node[];
  /** All calls of the same layer, in order; one unless it is shared. */
  calls(node: Node): readonly Node[];
  isOutput(node: Node): boolean;
  /** Whether its result is taken by something in another model of the file, or the whole model is. */
  goesOn(node: Node): boolean;
  isFrozen(node: Node): boolean;
  /** Normalizes with the mean and variance of each batch while training: it may do so, and is neither frozen nor told not to. */
  usesBatch(node: Node): boolean;
  /** False when the node is not understood or an argument of it is not known: then a hint stays silent. */
  isCertain(node: Node): boolean;
  /** What was wrong with the last run of this very model. */
  readonly setback?: Setback;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly GraphEdit[];
}

export interface Finding {
  readonly node: Node;
  /** Where it is said, when not at the layer: a `fit`, a `compile`. */
  readonly at?: Span;
  /** Other layers that it is about. */
  readonly related?: readonly Node[];
  /** What happens, in the user's words; the first sentence stands alone. */
  readonly message: string;
  /** Where the consequence is another than usual. */
  readonly severity?: Severity;
  readonly fix?: Fix;
  /** Of theorems: what numbers can show of it. */
  readonly claim?: Claim;
}

/** The place in the text that a finding is about. */
export const placeOf = ({ at, node }: Finding): Span | undefined => at ?? node.span;

/** What a hint says of itself. `docs`, `examples` and `unproven` are for pages, which are written when the product is built: the extension is without them. */
interface Text {
  readonly title: string;
  readonly docs: string;
}

/** One rule about models. */
export interface Hint {
  readonly id: string;
  /** By consequence: error when the run must fail or the layer does nothing, warning when a formula predicts damage. */
  readonly severity: Severity;
  /** Only looked for when the user asks for it: a saving, not a fault. */
  readonly onRequest?: boolean;
  /** A choice to be measured rather than a fault: offered as a refactoring with a trial, never as a warning. */
  readonly refactoring?: boolean;
  /** Its fix gives a model that computes and learns the same: it may be applied when a file is saved. */
  readonly fixKeepsModel?: boolean;
  readonly evidence: Evidence;
  /** Why there is nothing that numbers could show of a theorem, or not of every finding; a sentence in both languages. */
  readonly unproven?: { readonly en: string; readonly zh: string };
  readonly title: string;
  /** Markdown: what it finds, why it matters, when to ignore it. */
  readonly docs: string;
  /** The same in Chinese. */
  readonly zh?: Text;
  /** Said only when it holds for every layer that the same text makes, in a loop or a function: the fix changes them all. */
  readonly everywhere?: boolean;
  /** Looks at what a run of the model was like, and is said until the model changes. */
  readonly afterRun?: boolean;
  /** Hints that have more to say: about a layer that one of them speaks of, this one is silent. */
  readonly yieldsTo?: readonly string[];
  /** Python that the tests run: `bad` gives this finding, `good` gives none, and the fix turns one into the other. */
  readonly examples: readonly {
    readonly bad: string;
    readonly good: string;
    /** What was wrong with a run of it, where the rule rests on that. */
    readonly setback?: Setback;
  }[];
  /** Messages and titles go through `t`, whole sentences at a time, so that they can be said in Chinese as well. */
  find(model: Model, t: Translate): Iterable<Finding>;
}

export const isChinese = (language: string): boolean => /^zh\b/i.test(language);

/** A hint's title in a language, given as `en` or `zh-cn`; English where there is no other. */
export const titleOf = (hint: Hint, language: string): string => textOf(hint, language).title;

/** Its title and docs. */
export const textOf = (hint: Hint, language: string): Text =>
  hint.zh && isChinese(language) ? hint.zh : { title: hint.title, docs: hint.docs };

export const defineHint = (hint: Hint): Hint => hint;
