/** What all rules find in one model: with the severities that the user wants, without what is ignored, one rule giving way to another. */
import type { Analysis } from "../analysis/infer";
import { fill, type Translate } from "../base/fill";
import type { NodeId } from "../model/graph";
import type { Severity } from "../model/problem";
import type { Span } from "../model/span";
import type { Finding, Hint, Model } from "./hint";
import { modelOf } from "./model";

/** A hint that applies. */
export interface Found {
  readonly hint: Hint;
  readonly finding: Finding;
  readonly severity: Severity;
}

export interface Rules {
  readonly hints: readonly Hint[];
  /** The severity that the user gives to a hint; "default" where he has not said any, undefined where it is off. */
  choiceFor?(hint: Hint): Severity | "default" | undefined;
  /** Whether the text says that a rule is not wanted at a place. */
  isIgnored?(rule: string, span: Span | undefined): boolean;
  /** The user's language; English when not given. */
  readonly translate?: Translate;
  /** A rule that fails is a mistake of ours: told here, and the others go on; thrown when there is nobody to tell. */
  failed?(hint: Hint, error: unknown): void;
}

/** In the order of the model's layers, and of the hints for one layer. `file` is all models of the text. */
export function findings(analysis: Analysis, rules: Rules, file: readonly Analysis[] = []): readonly Found[] {
  const model = modelOf(analysis, file);
  const all = rules.hints.flatMap((hint) => {
    const choice = rules.choiceFor ? rules.choiceFor(hint) : "default";
    const preset = hint.onRequest ? undefined : hint.severity;
    const severity = choice === "default" ? preset : choice;
    if (!severity) return [];
    return run(hint, model, rules).map((finding): Found => {
      const own = choice === "default" ? (finding.severity ?? severity) : severity;
      return { hint, finding, severity: own };
    });
  });
  const places = new Map(model.nodes.map((node, i) => [node.id, i]));
  const place = ({ finding }: Found): number => places.get(finding.node.id) ?? places.size;
  return withoutYielding(all)
    .filter(({ hint, finding }) => !rules.isIgnored?.(hint.id, finding.node.span))
    .map((found, i) => ({ found, i }))
    .sort((a, b) => place(a.found) - place(b.found) || a.i - b.i)
    .map(({ found }) => found);
}

function run(hint: Hint, model: Model, rules: Rules): readonly Finding[] {
  try {
    return [...hint.find(model, rules.translate ?? fill)];
  } catch (error) {
    if (!rules.failed) throw error;
    rules.failed(hint, error);
    return [];
  }
}

/** A rule is silent about a layer of which one that it yields to speaks. */
function withoutYielding(all: readonly Found[]): readonly Found[] {
  const spoken = new Map<string, Set<NodeId>>();
  for (const { hint, finding } of all) {
    const ids = spoken.get(hint.id) ?? new Set();
    for (const { id } of concerned(finding)) ids.add(id);
    spoken.set(hint.id, ids);
  }
  return all.filter(({ hint, finding }) => {
    const others = hint.yieldsTo ?? [];
    return !concerned(finding).some(({ id }) => others.some((other) => spoken.get(other)?.has(id)));
  });
}

const concerned = ({ node, related = [] }: Finding): readonly Finding["node"][] => [node, ...related];
