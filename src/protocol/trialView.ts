/** What the training panel is told of a trial: where it stands, its curves, and what it has found, in sentences of the user's language. */
import * as v from "valibot";
import { count, id, text } from "./check";

const goingStates = ["measuring", "choosing", "running", "stopping"] as const;
export const trialStates = [...goingStates, "done", "stopped", "failed"] as const;
export type TrialState = (typeof trialStates)[number];

export const isTrying = (state: TrialState): boolean => (goingStates as readonly TrialState[]).includes(state);

/** The trainings of one of the two models: their mean, and the lowest and the highest, at each look. */
export interface TrialBand {
  readonly step: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface TrialStatus {
  readonly id: string;
  /** The model and what is tried with it. */
  readonly name: string;
  readonly state: TrialState;
  /** What the two are called: as it is, and changed. */
  readonly variants: readonly [string, string];
  /** How much is trained, once that is chosen. */
  readonly budget?: string;
  /** `pair` counts from 1. */
  readonly progress?: {
    readonly pair: number;
    readonly pairs: number;
    readonly share: number;
    readonly secondsLeft: number;
  };
  /** For each quantity, both models. */
  readonly charts: readonly { readonly quantity: string; readonly bands: readonly [TrialBand, TrialBand] }[];
  readonly verdict?: "better" | "worse" | "none";
  /** The answer, then all else that there is to say; or why there is none. */
  readonly sentences: readonly string[];
}

const numbers = v.array(v.number());
const band = v.pipe(
  v.strictObject({ step: numbers, mean: numbers, low: numbers, high: numbers }),
  v.check(({ step, ...lines }) => Object.values(lines).every((line) => line.length === step.length)),
);

export const trialStatus = v.strictObject({
  id,
  name: text,
  state: v.picklist(trialStates),
  variants: v.strictTuple([text, text]),
  budget: v.exactOptional(text),
  progress: v.exactOptional(
    v.strictObject({
      pair: count,
      pairs: count,
      share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
      secondsLeft: v.pipe(v.number(), v.minValue(0)),
    }),
  ),
  charts: v.array(v.strictObject({ quantity: text, bands: v.strictTuple([band, band]) })),
  verdict: v.exactOptional(v.picklist(["better", "worse", "none"])),
  sentences: v.array(text),
});
