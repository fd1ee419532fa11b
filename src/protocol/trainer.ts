/** The conversation with the training process. One process trains one job. */
import type { BreakCause, EndReason, EpochReport, RunNote, RunStart, StepReport, TrainingJob } from "../model/job";

/** What may be asked of it. */
export interface TrainerCalls {
  /** Answers when it waits for a job, with all of its code in memory and rehearsed, or after one; with what it holds and the most that it held. */
  ready(): { readonly memoryBytes: number; readonly peakBytes: number };
  /** Begins; answers when data and memory are ready and the first step is about to run. */
  start(job: TrainingJob): RunStart;
  pause(): void;
  resume(): void;
  /** Ends after the current step, with a checkpoint. */
  stop(): void;
  /** Writes the weights as they are now to a `.npz` file. */
  saveWeights(file: string): void;
}

/** What it says on its own. */
export interface TrainerEvents {
  /** What is being done before the first step: reading data, compiling. `done` of `total`, where that is known. */
  preparing: { readonly what: string; readonly done?: number; readonly total?: number };
  /** The steps since the last message, oldest first; at most 10 messages a second. */
  steps: {
    readonly reports: readonly StepReport[];
    readonly samplesPerSecond: number;
    readonly memoryBytes: number;
    readonly secondsLeft: number;
  };
  epoch: EpochReport;
  note: RunNote;
  ended: {
    readonly reason: EndReason;
    readonly out: string;
    readonly message?: string;
    /** Where numbers have broken. */
    readonly cause?: BreakCause;
  };
  failed: { readonly message: string };
}
