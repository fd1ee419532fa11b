/** What is known of one text at one version: its models, analysed, and what is wrong with them. All features show this. */
import { infer, type Analysis } from "../analysis/infer";
import { placeOf } from "../hints/hint";
import { findings, type Found, type Rules as HintRules } from "../hints/findings";
import type { Hint } from "../hints/hint";
import { ignored } from "../hints/ignore";
import type { Graph } from "../model/graph";
import type { Problem } from "../model/problem";
import type { Reading } from "../model/source";
import type { CannotCheck, Proof } from "../protocol/proof";
import type { TrialResult } from "../protocol/trialResult";
import { shiftSpans, type TextChange } from "./shift";
import type { Translate } from "./text";
import { verdictText } from "./trial";

/** A hint that applies, with the severity that the user wants it to have, and what a trial of its fix has said of this model. */
export interface Advice extends Found {
  readonly trial?: TrialResult;
  /** What random numbers say of a theorem, where somebody has asked. */
  readonly proof?: Proof | CannotCheck;
}

/**
 * A trial has seen no gain: then the hint is there for who asks, and says nothing by itself. One whose fix keeps the model promises none.
 */
export const isQuiet = ({ hint, trial }: Advice): boolean =>
  trial !== undefined && trial.verdict !== "better" && hint.fixKeepsModel !== true;

/** What is said of a layer, with what a trial has said of it. */
export const adviceText = ({ finding, trial }: Advice, t: Translate): string =>
  trial ? `${finding.message} ${verdictText(trial, t)}` : finding.message;

export interface ModelPicture {
  readonly analysis: Analysis;
  readonly advice: readonly Advice[];
  /** What would be advised if a comment did not say that it is not wanted. */
  readonly suppressed: readonly Advice[];
}

export interface Picture {
  readonly text: string;
  readonly models: readonly ModelPicture[];
  readonly problems: readonly Problem[];
  /** Half-typed text: the models are those of the last text that could be read, moved to where they stand now. */
  readonly behind: boolean;
  /** What the next picture falls back to. */
  readonly reading: Reading;
}

/** What to look for; what is ignored, the text says itself. */
export interface Rules extends Omit<HintRules, "suppressionOf"> {
  /** What is known from a trial of a hint's fix on this very model. */
  trialOf?(graph: Graph, hint: Hint): TrialResult | undefined;
}

/** `last` is the picture before, with what has been typed since. */
export function paint(
  text: string,
  reading: Reading,
  rules: Rules,
  last?: { readonly picture: Picture; readonly changes: readonly TextChange[] },
): Picture {
  const now = reading.models.map((graph) => infer(graph));
  const problems = unique([...reading.problems, ...now.flatMap((analysis) => analysis.problems)]);
  if (last && tellsLess(now, last.picture)) {
    if (faults(reading) > faults(last.picture.reading)) return behind(text, problems.filter(isFault), last);
    if (isBeingTyped(problems, last.changes)) return behind(text, problems, last);
  }
  const all: HintRules = { ...rules, suppressionOf: ignored(text) };
  const models = now.map((analysis): ModelPicture => {
    const found = findings(analysis, all, now).map((one): Advice => {
      const trial = rules.trialOf?.(analysis.graph, one.hint);
      return trial ? { ...one, trial } : one;
    });
    const isWanted = ({ suppression }: Advice): boolean => suppression === undefined;
    return { analysis, advice: found.filter(isWanted), suppressed: found.filter((one) => !isWanted(one)) };
  });
  return { text, models, problems, behind: false, reading };
}

/** The models as they were, where they stand now. */
function behind(
  text: string,
  problems: readonly Problem[],
  { picture, changes }: { readonly picture: Picture; readonly changes: readonly TextChange[] },
): Picture {
  const models = shiftSpans(picture.reading.models, changes);
  return {
    text,
    models: models.map((graph) => ({ analysis: infer(graph), advice: [], suppressed: [] })),
    problems,
    behind: true,
    // what was broken before stays what later texts are compared with
    reading: { models, problems: picture.reading.problems },
  };
}

/** The problem of a text that was given up: what it holds is not known. */
export const READING_STOPPED = "reading-stopped";

const isFault = ({ code }: Problem): boolean => code.startsWith("syntax") || code === READING_STOPPED;
const faults = ({ problems }: Reading): number => problems.filter(isFault).length;

/** Whether less is known of a model than before. */
function tellsLess(now: readonly Analysis[], before: Picture): boolean {
  const byName = new Map(now.map((analysis) => [analysis.graph.name, analysis]));
  const understood = ({ graph }: Analysis): number => graph.nodes.filter(({ opaque }) => opaque === undefined).length;
  return before.models.some(({ analysis: old }) => {
    const analysis = byName.get(old.graph.name);
    if (!analysis || understood(analysis) < understood(old)) return true;
    return typeof old.params === "number" && typeof analysis.params !== "number";
  });
}

/** What is not wrong but not finished either: the editor closes brackets, so that `add(layers.De)` is a text without a fault. */
const unfinished: ReadonlySet<string> = new Set([
  "layer-not-known",
  "value-not-known",
  "missing-argument",
  "unknown-argument",
]);

/** Whether something unfinished stands where the last key was struck. */
function isBeingTyped(problems: readonly Problem[], changes: readonly TextChange[]): boolean {
  const last = changes[changes.length - 1];
  if (!last) return false;
  const at = last.start + last.length;
  return problems.some(({ code, span }) => unfinished.has(code) && span && span.start <= at && at <= span.end + 1);
}

/** Models that share layers have the same problems. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ code, message, span }: Problem): string =>
    `${code} ${span?.start ?? ""} ${span?.end ?? ""} ${message}`;
  return [...new Map(problems.map((problem) => [key(problem), problem])).values()];
}

/** One piece of advice with the model that it is about. */
export interface Advised {
  readonly model: ModelPicture;
  readonly advice: Advice;
}

/** All advice for a text. Models that share layers share what is said of them. */
export const everyAdvice = (picture: Picture): readonly Advised[] => every(picture, ({ advice }) => advice);

/** All that comments keep from being said. */
export const everySuppressed = (picture: Picture): readonly Advised[] => every(picture, ({ suppressed }) => suppressed);

function every({ models }: Picture, of: (model: ModelPicture) => readonly Advice[]): readonly Advised[] {
  const all = models.flatMap((model) => of(model).map((advice) => ({ model, advice })));
  const key = ({ advice: { hint, finding } }: Advised): string =>
    `${hint.id} ${placeOf(finding)?.start ?? finding.node.id}`;
  return [...new Map([...all].reverse().map((advised) => [key(advised), advised])).values()].reverse();
}
