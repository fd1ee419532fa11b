/**
 * The conversation between the host and the training panel. The host keeps every point of every run; the panel asks for a
 * snapshot when it becomes visible and is told what comes after it, at most 10 times a second.
 */
import * as v from "valibot";
import type { EndReason } from "../model/job";
import { count, id, nothing, text, type Checks } from "./check";
import type { Curve, NewPoints } from "./curves";
import type { TrainingTexts } from "./trainingTexts";
import { trialStatus, type TrialStatus } from "./trialView";

const goingStates = ["preparing", "running", "paused", "stopping"] as const;
const endReasons = ["done", "stopped", "early-stopping", "nan", "failed"] as const satisfies readonly (
  EndReason | "failed"
)[];
export const runStates = [...goingStates, ...endReasons] as const;
export type RunState = (typeof runStates)[number];

export const isGoing = (state: RunState): boolean => (goingStates as readonly RunState[]).includes(state);

/** What may be done with a run that has ended. The host offers those that it can do. */
export const outcomeActions = [
  "saveWeights",
  "trainLonger",
  "trainAgain",
  /** Goes on from the last checkpoint. */
  "resume",
  "openFolder",
  "chooseData",
  "showSource",
] as const;
export type OutcomeAction = (typeof outcomeActions)[number];

/** A run as the list shows it. */
export interface RunRow {
  readonly id: string;
  /** What tells it from others: the model, a number or the time. */
  readonly name: string;
  readonly state: RunState;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly epochs: number;
}

/** What is known of a run from its start on. */
export interface RunFacts {
  readonly model: string;
  readonly params: number;
  readonly data: string;
  /** How the model file makes what is learned from and what is to be predicted, where it does so itself. */
  readonly inputs?: string;
  readonly targets?: string;
  readonly train: number;
  readonly validation: number;
  readonly threads: number;
  readonly seed: number;
  /** Epochs without getting better after which it ends, where that was chosen. */
  readonly stopEarly?: number;
  /** What was skipped or changed while reading the data. */
  readonly warnings: readonly string[];
}

export interface Progress {
  /** From 1; `step` counts within the epoch. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly seconds: number;
  readonly secondsLeft?: number;
  readonly samplesPerSecond?: number;
  readonly memoryBytes?: number;
  readonly learningRate?: number;
}

/** What is done before the first step; `done` of `total` where that is known. */
export interface Preparing {
  readonly what: string;
  readonly done?: number;
  readonly total?: number;
}

export interface Outcome {
  /** What happened and what to do, when the state alone does not say it. */
  readonly message?: string;
  readonly actions: readonly OutcomeAction[];
}

/** Where a run stands. */
export interface RunStatus {
  readonly run: string;
  readonly state: RunState;
  readonly facts?: RunFacts;
  readonly preparing?: Preparing;
  readonly progress?: Progress;
  readonly outcome?: Outcome;
}

export interface RunList {
  readonly runs: readonly RunRow[];
  /** The run that the panel is about: the one that trains, or the one that was opened. */
  readonly current?: string;
}

interface TrainingViewStart extends RunList {
  /** BCP 47, for numbers and times. */
  readonly locale: string;
  /** Translations; what is missing is shown in English. */
  readonly texts: Partial<TrainingTexts>;
  /** Epochs without getting better after which new trainings end; absent when they go on. */
  readonly stopEarly?: number;
  /** When the panel is about a trial. */
  readonly trial?: TrialStatus;
}

/** Which runs the panel wants to see, in how many points a curve, how much smoothed (0 is not at all, below 1). */
export interface SnapshotRequest {
  readonly runs: readonly string[];
  readonly points: number;
  readonly smoothing: number;
}

export interface RunSnapshot {
  readonly status: RunStatus;
  readonly curves: readonly Curve[];
}

/** What the panel asks of the host. */
export interface TrainingViewCalls {
  /** The panel is there and listens. Asked again after every reload. */
  open(): TrainingViewStart;
  /** Runs that are gone are left out of the answer. */
  snapshot(request: SnapshotRequest): readonly RunSnapshot[];
  pause(run: string): void;
  resume(run: string): void;
  /** Ends after the current step, with a checkpoint. */
  stop(run: string): void;
  /** Ends the process at once; what came after the last checkpoint is lost. */
  stopNow(run: string): void;
  act(run: string, action: OutcomeAction): void;
  /** Makes another run the current one. */
  showRun(run: string): void;
  /** Trains the model that is open. */
  train(): void;
  /** Trainings that begin from now on end after so many epochs without getting better, or with null at their end only. */
  setStopEarly(patience: number | null): void;
  stopTrial(trial: string): void;
  /** Shows the runs in place of the trial. */
  leaveTrial(): void;
}

/** What the host says on its own; `status` and `points` at most 10 times a second for each run. */
export interface TrainingViewEvents {
  runs: RunList;
  status: RunStatus;
  points: { readonly run: string; readonly added: readonly NewPoints[] };
  /** The trial that the panel is about, or that it is about runs again. */
  trial: { readonly shown: TrialStatus | null };
}

const state = v.picklist(runStates);
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const numbers = v.instance(Float32Array);
const runList = {
  runs: v.array(v.strictObject({ id, name: text, state, startedAt: v.number(), epochs: count })),
  current: v.exactOptional(id),
};
const status = v.strictObject({
  run: id,
  state,
  facts: v.exactOptional(
    v.strictObject({
      model: text,
      params: count,
      data: text,
      inputs: v.exactOptional(text),
      targets: v.exactOptional(text),
      train: count,
      validation: count,
      threads: count,
      seed: v.number(),
      stopEarly: v.exactOptional(count),
      warnings: v.array(text),
    }),
  ),
  preparing: v.exactOptional(
    v.strictObject({ what: text, done: v.exactOptional(amount), total: v.exactOptional(amount) }),
  ),
  progress: v.exactOptional(
    v.strictObject({
      epoch: count,
      epochs: count,
      step: count,
      stepsPerEpoch: count,
      seconds: amount,
      secondsLeft: v.exactOptional(amount),
      samplesPerSecond: v.exactOptional(amount),
      memoryBytes: v.exactOptional(amount),
      learningRate: v.exactOptional(amount),
    }),
  ),
  outcome: v.exactOptional(
    v.strictObject({ message: v.exactOptional(text), actions: v.array(v.picklist(outcomeActions)) }),
  ),
});
const line = { metric: id, part: v.picklist(["train", "validation"]), by: v.picklist(["step", "epoch"]) };
const curve = v.pipe(
  v.strictObject({ ...line, count, x: numbers, y: numbers, smooth: numbers }),
  v.check(({ x, y, smooth }) => x.length === y.length && x.length === smooth.length),
);
const newPoints = v.pipe(
  v.strictObject({ ...line, start: count, x: numbers, y: numbers }),
  v.check(({ x, y }) => x.length === y.length),
);
const ofRun = { args: v.strictTuple([id]), result: nothing };

export const trainingViewChecks: Checks<TrainingViewCalls, TrainingViewEvents> = {
  calls: {
    open: {
      args: v.strictTuple([]),
      result: v.strictObject({
        ...runList,
        locale: id,
        texts: v.record(id, text),
        stopEarly: v.exactOptional(count),
        trial: v.exactOptional(trialStatus),
      }),
    },
    snapshot: {
      args: v.strictTuple([
        v.strictObject({
          runs: v.pipe(v.array(id), v.maxLength(100)),
          points: v.pipe(count, v.minValue(2), v.maxValue(20_000)),
          smoothing: v.pipe(amount, v.maxValue(0.999)),
        }),
      ]),
      result: v.array(v.strictObject({ status, curves: v.array(curve) })),
    },
    pause: ofRun,
    resume: ofRun,
    stop: ofRun,
    stopNow: ofRun,
    act: { args: v.strictTuple([id, v.picklist(outcomeActions)]), result: nothing },
    showRun: ofRun,
    train: { args: v.strictTuple([]), result: nothing },
    setStopEarly: {
      args: v.strictTuple([v.nullable(v.pipe(count, v.minValue(1), v.maxValue(9999)))]),
      result: nothing,
    },
    stopTrial: ofRun,
    leaveTrial: { args: v.strictTuple([]), result: nothing },
  },
  events: {
    runs: v.strictObject(runList),
    status,
    points: v.strictObject({ run: id, added: v.array(newPoints) }),
    trial: v.strictObject({ shown: v.nullable(trialStatus) }),
  },
};
