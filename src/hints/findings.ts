/** What all rules find in one model: with the severities that the user wants, without what is ignored, one rule giving way to another. */
import type { Analysis } from "../analysis/infer";
import type { Translate } from "../base/fill";
import type { Graph, NodeId } from "../model/graph";
import type { Setback } from "../model/job";
import type { Severity } from "../model/problem";
import type { Span } from "../model/span";
import { placeOf, type Finding, type Hint } from "./hint";
import type { Suppression } from "./ignore";
import { seenIn, type Seen, type SeenModels } from "./seen";

/** A hint that applies. */
export interface Found {
  readonly hint: Hint;
  readonly finding: Finding;
  readonly severity: Severity;
  /** The text says that it is not wanted here. */
  readonly suppression?: Suppression;
}

export interface Rules {
  readonly hints: readonly Hint[];
  /** The severity that the user gives to a hint; "default" where he has not said any, undefined where it is off. */
  choiceFor?(hint: Hint): Severity | "default" | undefined;
  /** Where the text says that a rule is not wanted at a place, and why. */
  suppressionOf?(rule: string, span: Span | undefined): Suppression | undefined;
  /** The user's language; English when not given. */
  readonly translate?: Translate;
  /** What was wrong with the last run of this very model, where that is known. */
  setbackOf?(graph: Graph): Setback | undefined;
  /** A rule that fails is a mistake of ours: told here, and the others go on; thrown when there is nobody to tell. */
  failed?(hint: Hint, error: unknown): void;
}

/** What is not wanted is among them, and says so. In the order of the model's layers, and of the hints for one layer. `file` is all models of the text. */
export function findings(analysis: Analysis, rules: Rules, file: readonly Analysis[] = []): readonly Found[] {
  const seen = seenIn(file, rules);
  const own = seen.of(analysis);
  const holdsEverywhere = everywhere(own, seen, rules, file);
  const all = rules.hints.flatMap((hint) => {
    const choice = rules.choiceFor ? rules.choiceFor(hint) : "default";
    const preset = hint.onRequest ? undefined : hint.severity;
    const severity = choice === "default" ? preset : choice;
    if (!severity) return [];
    const found = own.findings(hint, rules).filter((finding) => !hint.everywhere || holdsEverywhere(hint, finding));
    return found.map((finding): Found => {
      const chosen = choice === "default" ? (finding.severity ?? severity) : severity;
      return { hint, finding, severity: chosen };
    });
  });
  const places = new Map(analysis.graph.nodes.map((node, i) => [node.id, i]));
  const order = ({ finding }: Found): number => places.get(finding.node.id) ?? places.size;
  return withoutYielding(all)
    .map((found): Found => {
      const suppression = rules.suppressionOf?.(found.hint.id, placeOf(found.finding));
      return suppression ? { ...found, suppression } : found;
    })
    .map((found, i) => ({ found, i }))
    .sort((a, b) => order(a.found) - order(b.found) || a.i - b.i)
    .map(({ found }) => found);
}

/** Whether a rule holds for every layer, in any model of the text, that stands at the same place in it. */
function everywhere(
  own: Seen,
  seen: SeenModels,
  rules: Rules,
  file: readonly Analysis[],
): (hint: Hint, finding: Finding) => boolean {
  const all = [own, ...file.filter(({ graph }) => graph !== own.analysis.graph).map((analysis) => seen.of(analysis))];
  return (hint, { node: { span } }) => {
    if (!span) return true;
    return all.every((one) => one.at(span).every((node) => node.implicit === true || one.speaksOf(hint, node, rules)));
  };
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
