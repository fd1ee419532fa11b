/** What is known of one trial, while it goes on or from what was kept of it: what the panel, the list and the status bar show. */
import { mean } from "../base/statistics";
import type { TrialBudget, TrialPoint, TrialSpeed } from "../protocol/trial";
import { trialResult, type TrialResult } from "../protocol/trialResult";
import { isTrying, type TrialBand, type TrialState, type TrialStatus } from "../protocol/trialView";
import type { Translate } from "./text";
import { budgetText, durationText, trialSentences } from "./trial";

/** What is kept of a trial that is over. */
export interface TrialRecord {
  readonly id: string;
  /** The model and what was tried with it. */
  readonly name: string;
  readonly startedAt: number;
  /** Where it belongs: file, model and rule, and which model that was. */
  readonly key: string;
  readonly fingerprint: string;
  readonly speed: Pick<TrialSpeed, "params" | "quantities">;
  readonly budget: TrialBudget;
  readonly points: readonly TrialPoint[];
  readonly seconds: number;
}

export class TrialPicture {
  state: TrialState = "measuring";
  speed: Pick<TrialSpeed, "params" | "quantities"> | undefined;
  budget: TrialBudget | undefined;
  points: TrialPoint[] = [];
  progress: { readonly pair: number; readonly share: number; readonly secondsLeft: number } | undefined;
  result: TrialResult | undefined;
  /** Why there is no result. */
  message: string | undefined;

  constructor(
    readonly id: string,
    readonly name: string,
    /** What the changed model is called. */
    private readonly changed: string,
  ) {}

  get isGoing(): boolean {
    return isTrying(this.state);
  }

  /** All points are there. */
  end(seconds: number): void {
    if (!this.speed || !this.budget) return;
    this.state = "done";
    this.result = trialResult(this.speed, this.budget, this.points, seconds);
  }

  /** Takes up what was kept. */
  restore({ speed, budget, points, seconds }: TrialRecord): void {
    [this.speed, this.budget, this.points] = [speed, budget, [...points]];
    this.end(seconds);
  }

  fail(message: string): void {
    this.state = "failed";
    this.message = message;
  }

  status(t: Translate): TrialStatus {
    const { id, name, state, budget, progress, result, message } = this;
    return {
      id,
      name,
      state,
      variants: [t("as it is"), this.changed],
      ...(budget && { budget: budgetText(budget, t) }),
      ...(budget &&
        progress &&
        this.isGoing && { progress: { ...progress, pair: progress.pair + 1, pairs: budget.pairs } }),
      charts: (this.speed?.quantities ?? []).map((quantity) => ({
        quantity: quantity.name,
        bands: [bandOf(this.points, quantity.name, 0), bandOf(this.points, quantity.name, 1)],
      })),
      ...(result && { verdict: result.verdict }),
      sentences: result ? trialSentences(result, t) : message === undefined ? [] : [message],
    };
  }

  /** `pair 2/5 · 40 s left` */
  progressText(t: Translate): string {
    const { progress, budget } = this;
    if (this.state !== "running" || !progress || !budget) return t("preparing");
    const pair = t("pair {0}", `${progress.pair + 1}/${budget.pairs}`);
    return `${pair} · ${t("{0} left", durationText(progress.secondsLeft, t))}`;
  }
}

/** At each step at which a training of this model was looked at. */
function bandOf(points: readonly TrialPoint[], quantity: string, variant: 0 | 1): TrialBand {
  const at = new Map<number, number[]>();
  for (const point of points) {
    const value = point.values[quantity];
    if (point.variant === variant && value !== undefined) at.set(point.step, [...(at.get(point.step) ?? []), value]);
  }
  const looks = [...at].sort(([a], [b]) => a - b);
  return {
    step: looks.map(([step]) => step),
    mean: looks.map(([, values]) => mean(values)),
    low: looks.map(([, values]) => Math.min(...values)),
    high: looks.map(([, values]) => Math.max(...values)),
  };
}
