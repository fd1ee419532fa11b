/** What a trial says, in sentences: beside a hint, in its panel, on the command line. */
import { holdsZero, type Interval } from "../base/statistics";
import { holds, type CannotCheck, type OwnProof, type Proof, type SameProof } from "../protocol/proof";
import type { TrialBudget } from "../protocol/trial";
import type { Effect, TrialResult } from "../protocol/trialResult";
import { showCount, type Translate } from "./text";

/** Metrics that are a part of all samples: a difference is said in points of a hundred. */
const isShare = (name: string): boolean => /acc|precision|recall|auc|iou|f1/i.test(name);

const signed = (value: number, digits: number): string => {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
};

/** As many digits as the interval's width is worth: its first three. */
const digitsFor = ({ low, high, mean }: Interval): number => {
  const width = Math.max(high - low, Math.abs(mean) / 100, 1e-6);
  return Number.isFinite(width) ? Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(width)))) : 3;
};

const times = ({ mean, low, high }: Interval, factor: number): Interval => ({
  mean: factor * mean,
  low: factor * low,
  high: factor * high,
});

/** `accuracy +3.1 points (95 %: +1.2 to +5.0)` */
export function effectText({ name, atEqualSteps }: Effect, t: Translate, of = atEqualSteps): string {
  const share = isShare(name);
  const shown = share ? times(of, 100) : of;
  const digits = share ? 1 : digitsFor(shown);
  const [difference, low, high] = [shown.mean, shown.low, shown.high].map((value) => signed(value, digits));
  return share
    ? t("{0} {1} points (95 %: {2} to {3})", name, difference!, low!, high!)
    : t("{0} {1} (95 %: {2} to {3})", name, difference!, low!, high!);
}

/** The whole answer in one sentence, for beside the hint. */
export function verdictText(result: TrialResult, t: Translate): string {
  const { verdict, effects, diverged, pairs } = result;
  const [first] = effects;
  if (!first) {
    if (verdict === "better") return t("Trial: better, all {0} trainings without it fail.", pairs);
    if (verdict === "worse") return t("Trial: worse, all {0} trainings with it fail.", pairs);
    return t("Trial: cannot be told, {0} of {1} trainings fail.", diverged[0] + diverged[1], 2 * pairs);
  }
  const effect = effectText(first, t);
  if (verdict === "better") return t("Trial: better, validation {0}.", effect);
  if (verdict === "worse") return t("Trial: worse, validation {0}.", effect);
  return t("Trial: no difference seen, validation {0}.", effect);
}

/** How it was found, and what the change costs; a sentence each. */
export function trialSentences(result: TrialResult, t: Translate): readonly string[] {
  const { effects, pairs, steps, samples, seconds, diverged } = result;
  const others = effects.slice(1).map((effect) => t("Validation {0}.", effectText(effect, t)));
  const failed = diverged[0] + diverged[1] > 0 && effects.length > 0;
  return [
    verdictText(result, t),
    ...others,
    ...timeTexts(result, t),
    paramsText(result, t),
    ...(failed ? [t("{0} trainings without it and {1} with it fail.", diverged[0], diverged[1])] : []),
    t(
      "{0} pairs of trainings, {1} steps each, seen on {2} validation samples; {3}.",
      pairs,
      showCount(steps),
      showCount(samples),
      durationText(seconds, t),
    ),
  ];
}

function timeTexts({ stepTime, effects }: TrialResult, t: Translate): readonly string[] {
  if (holdsZero(stepTime)) return [t("A step takes as long as before.")];
  const percent = Math.abs(100 * stepTime.mean).toFixed(Math.abs(stepTime.mean) < 0.1 ? 1 : 0);
  const [first] = effects;
  return [
    stepTime.mean > 0 ? t("A step takes {0} % longer.", percent) : t("A step takes {0} % less time.", percent),
    ...(first ? [t("After equal time: {0}.", effectText(first, t, first.atEqualTime))] : []),
  ];
}

function paramsText({ params: [before, after] }: TrialResult, t: Translate): string {
  if (before === after) return t("There are as many parameters as before.");
  return after > before
    ? t("It adds {0} parameters.", showCount(after - before))
    : t("It saves {0} parameters.", showCount(before - after));
}

/** What random numbers say of a theorem. */
export function proofText(proof: Proof | CannotCheck, t: Translate): string {
  if ("unknown" in proof) return t("It cannot be checked here: {0}.", proof.unknown.replace(/\.$/, ""));
  const said = proof.kind === "same" ? sameText(proof, t) : ownText(proof, t);
  return holds(proof) ? t("Checked here: {0}.", said) : t("It does not hold here: {0}.", said);
}

const small = (value: number): string => (value === 0 ? "0" : value.toExponential(0));

function sameText({ inference, training, samples, largest }: SameProof, t: Translate): string {
  const size = largest.toPrecision(2);
  if (inference !== null && training !== null)
    return t(
      "max |Δ| = {0} in prediction and {1} in training over {2} random samples, of numbers up to {3}",
      small(inference),
      small(training),
      samples,
      size,
    );
  return inference !== null
    ? t("max |Δ| = {0} in prediction over {1} random samples, of numbers up to {2}", small(inference), samples, size)
    : t(
        "max |Δ| = {0} in training over {1} random samples, of numbers up to {2}",
        small(training ?? NaN),
        samples,
        size,
      );
}

function ownText({ kind, difference, samples }: OwnProof, t: Translate): string {
  const delta = small(difference);
  switch (kind) {
    case "constant":
      return t("max |Δ| = {0} between the results for {1} random samples", delta, samples);
    case "unmoved":
      return t("max |Δ| = {0} in these statistics after training on {1} random samples", delta, samples);
    case "mixes":
      return t("max |Δ| = {0} for {1} samples when the others in their batch are exchanged", delta, samples);
    case "ignores":
      return t("max |Δ| = {0} in the outputs when this input is exchanged, over {1} random samples", delta, samples);
  }
}

/** `10 trainings of 120 steps, about 2 min` */
export const budgetText = ({ pairs, steps, seconds }: TrialBudget, t: Translate): string =>
  t("{0} trainings of {1} steps, about {2}", 2 * pairs, showCount(steps), durationText(seconds, t));

/** Rounded as one who waits does. */
export function durationText(seconds: number, t: Translate): string {
  if (seconds < 59.5) return t("{0} s", Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("{0} min", minutes);
  return t("{0} h {1} min", Math.floor(minutes / 60), minutes % 60);
}
