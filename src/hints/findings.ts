/** What all rules find in one model: with the severities that the user wants, without what is ignored, one rule giving way to another. */
import type { Analysis } from "../analysis/infer";
import { fill, type Translate } from "../base/fill";
import type { Graph, Node, NodeId } from "../model/graph";
import type { Severity } from "../model/problem";
import type { Span } from "../model/span";
import { placeOf, type Finding, type Hint, type Model } from "./hint";
import type { Suppression } from "./ignore";
import { isSame, modelOf } from "./model";

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
  /** A rule that fails is a mistake of ours: told here, and the others go on; thrown when there is nobody to tell. */
  failed?(hint: Hint, error: unknown): void;
}

/** What is not wanted is among them, and says so. In the order of the model's layers, and of the hints for one layer. `file` is all models of the text. */
export function findings(analysis: Analysis, rules: Rules, file: readonly Analysis[] = []): readonly Found[] {
  const model = modelOf(analysis, file);
  const holdsEverywhere = everywhere(analysis, rules, file);
  const all = rules.hints.flatMap((hint) => {
    const choice = rules.choiceFor ? rules.choiceFor(hint) : "default";
    const preset = hint.onRequest ? undefined : hint.severity;
    const severity = choice === "default" ? preset : choice;
    if (!severity) return [];
    const found = run(hint, model, rules).filter((finding) => !hint.everywhere || holdsEverywhere(hint, finding));
    return found.map((finding): Found => {
      const own = choice === "default" ? (finding.severity ?? severity) : severity;
      return { hint, finding, severity: own };
    });
  });
  const places = new Map(model.nodes.map((node, i) => [node.id, i]));
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

function run(hint: Hint, model: Model, rules: Rules): readonly Finding[] {
  try {
    return [...hint.find(model, rules.translate ?? fill)];
  } catch (error) {
    if (!rules.failed) throw error;
    rules.failed(hint, error);
    return [];
  }
}

/** Whether a rule holds for every layer, in any model of the text, that stands at the same place in it. */
function everywhere(own: Analysis, rules: Rules, file: readonly Analysis[]): (hint: Hint, finding: Finding) => boolean {
  const analyses = [own, ...file.filter(({ graph }) => graph !== own.graph)];
  const found = new Map<Hint, ReadonlySet<string>>();
  /** A shared layer is spoken of at its first call. */
  const key = (graph: Graph, { name }: Node): string => `${analyses.findIndex((one) => one.graph === graph)} ${name}`;
  const all = (hint: Hint): ReadonlySet<string> => {
    const keys = analyses.flatMap((analysis) =>
      run(hint, modelOf(analysis, file), rules).map(({ node }) => key(analysis.graph, node)),
    );
    return new Set(keys);
  };
  return (hint, { node: { span } }) => {
    if (!span) return true;
    const known = found.get(hint) ?? all(hint);
    found.set(hint, known);
    return analyses.every(({ graph }) =>
      graph.nodes.every((node) => node.implicit === true || !isSame(node.span, span) || known.has(key(graph, node))),
    );
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
