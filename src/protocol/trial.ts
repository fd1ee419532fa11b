/**
 * The conversation with the training process about a trial: a model trained several times as it is and changed, each pair with the same
 * seed and the same data in the same order, to see what the change is worth. One process does one trial.
 */
import type { Claim } from "../model/claim";
import type { Graph } from "../model/graph";
import type { DataSummary, Metrics, TrainingJob } from "../model/job";
import type { CannotCheck, Proof } from "./proof";

/** What two models are compared by. */
export interface TrialJob {
  readonly before: TrainingJob;
  /** Its data, validation and batch size are those of `before`. */
  readonly after: TrainingJob;
  /** The second of each pair is drawn from a seed of its own. Only a control wants that: it doubles what chance does. */
  readonly ownSeeds?: boolean;
}

/** A number for the model as it is, and for the changed one. */
export type Both = readonly [before: number, after: number];

/** A number that both are judged by, on the validation data. */
export interface Quantity {
  /** As in the log of a run: `loss`, `accuracy`. */
  readonly name: string;
  readonly better: "less" | "more";
}

/** What was found out before a trial: what it would take. */
export interface TrialSpeed {
  readonly params: Both;
  readonly stepMs: Both;
  /** Of one validation sample. */
  readonly sampleMs: Both;
  /** Steps of the training that the job asks for. */
  readonly wholeSteps: number;
  readonly batchSize: number;
  readonly data: DataSummary;
  /** What the models can be compared by; the first decides. */
  readonly quantities: readonly Quantity[];
}

/** How much is trained. */
export interface TrialBudget {
  readonly pairs: number;
  /** Of each training. */
  readonly steps: number;
  /** How often each training is looked at on the way, its end included. */
  readonly looks: number;
  /** Validation samples of a look. */
  readonly samples: number;
  /** What it will take, about. */
  readonly seconds: number;
}

/** A look at one training of a trial. */
export interface TrialPoint {
  /** From 0. */
  readonly pair: number;
  readonly variant: 0 | 1;
  readonly step: number;
  /** The median up to here. */
  readonly stepMs: number;
  /** On the validation data; empty when the loss was no longer a number, and then this is its last look. */
  readonly values: Metrics;
}

export interface TrialCalls {
  /** Reads data, makes both models, and tries a few steps. */
  measureTrial(job: TrialJob): TrialSpeed;
  /** Answers when all is trained, or when it was stopped. */
  runTrial(budget: TrialBudget): "done" | "stopped";
  stop(): void;
  /** Random numbers through a model and its change; asks for nothing else of the process. */
  checkClaim(before: Graph, after: Graph, claim: Claim): Proof | CannotCheck;
}

export interface TrialEvents {
  preparing: { readonly what: string };
  /** At most 10 times a second. */
  trialProgress: { readonly pair: number; readonly share: number; readonly secondsLeft: number };
  trialPoint: TrialPoint;
}
