/** What is known of one run, from the training process while it goes on or from its log afterwards: what the panels show. */
import type { Translate } from "../base/fill";
import type { BreakCause, EpochReport, RunStart, Setback, StepReport } from "../model/job";
import type { KerasObject } from "../model/literal";
import type { MadeData } from "./recipe";
import { setbackOf } from "./setback";
import { RunCurves } from "../protocol/curves";
import type { RunEvent } from "../protocol/runLog";
import { saidIn } from "../protocol/trainerTexts";
import {
  isGoing,
  type OutcomeAction,
  type Preparing,
  type RunFacts,
  type RunState,
  type RunStatus,
} from "../protocol/trainingView";

/** A status with what the training process said in the user's language. */
export function statusIn(status: RunStatus, t: Translate): RunStatus {
  const { facts, preparing, outcome } = status;
  const said = (message: string): string => saidIn(message, t);
  return {
    ...status,
    ...(facts && { facts: { ...facts, warnings: facts.warnings.map(said) } }),
    ...(preparing && { preparing: { ...preparing, what: said(preparing.what) } }),
    ...(outcome?.message !== undefined && { outcome: { ...outcome, message: said(outcome.message) } }),
  };
}

/** How fast a run is, as its process says with every batch of steps. */
export interface Pace {
  readonly samplesPerSecond: number;
  readonly memoryBytes: number;
  readonly secondsLeft: number;
}

/** Sentences that are shown of a run. */
const MOST_NOTES = 50;

export class RunPicture {
  state: RunState = "preparing";
  readonly curves = new RunCurves();
  start: RunStart | undefined;
  message: string | undefined;
  private cause: BreakCause | undefined;
  preparing: Preparing | undefined;
  private step: StepReport | undefined;
  private epoch: EpochReport | undefined;
  private secondsBefore = 0;
  private secondsOfEpoch = 0;
  /** What it said on its way. */
  private readonly said: string[] = [];
  /** What the process said last about how fast it is. */
  pace: Pace | undefined;

  /** `epochs` is what was asked for; `notes` are sentences about how that was understood; `made` tells of data that the file makes itself. */
  constructor(
    readonly id: string,
    readonly epochs: number,
    private readonly notes: readonly string[] = [],
    private readonly made?: Partial<MadeData> & Pick<RunFacts, "stopEarly">,
  ) {}

  get isGoing(): boolean {
    return isGoing(this.state);
  }

  /** One event: from the process, or from the log of a run that is over. */
  add(event: RunEvent): void {
    switch (event.event) {
      case "start":
        this.start = event.start;
        this.preparing = undefined;
        this.state = "running";
        this.message = undefined;
        break;
      case "batch":
        this.curves.addStep(event.report, this.stepsPerEpoch);
        this.step = event.report;
        this.secondsOfEpoch += event.report.stepMs / 1000;
        break;
      case "epoch":
        this.curves.addEpoch(event.report, this.stepsPerEpoch);
        this.epoch = event.report;
        this.secondsBefore += event.report.seconds;
        this.secondsOfEpoch = 0;
        break;
      case "note":
        if (this.said.length < MOST_NOTES) this.said.push(event.note.message);
        break;
      case "end":
        this.state = event.reason;
        this.message = event.message;
        this.cause = event.cause;
        break;
      case "error":
        this.state = "failed";
        this.message = event.message;
        break;
    }
  }

  /** `actions` are what can be done with it once it is over; `seconds` it has taken, where somebody has a clock. */
  status(actions: readonly OutcomeAction[], seconds = this.seconds): RunStatus {
    const facts = this.start && { ...factsOf(this.start, this.notes, this.said), ...this.made };
    const progress = this.progress(seconds);
    return {
      run: this.id,
      state: this.state,
      ...(facts && { facts }),
      ...(this.preparing && this.state === "preparing" && { preparing: this.preparing }),
      ...(progress && { progress }),
      ...(!this.isGoing && { outcome: { ...(this.message !== undefined && { message: this.message }), actions } }),
    };
  }

  /** What was wrong with it, when it is over; `optimizer` is what it was trained with. */
  setback(optimizer: KerasObject): Setback | undefined {
    // without a cause it broke before causes were told
    if (this.isGoing || this.state === "failed" || (this.state === "nan" && !this.cause)) return undefined;
    const epochs = this.curves.numbersOf("loss", "epoch").y;
    return setbackOf({ cause: this.cause, steps: this.curves.numbersOf("loss", "step"), epochs, optimizer });
  }

  /** The number that says most at a glance: the newest loss. */
  get loss(): number | undefined {
    return this.step?.loss ?? this.epoch?.loss;
  }

  get currentEpoch(): number {
    return this.step?.epoch ?? this.epoch?.epoch ?? 0;
  }

  /** What its own reports add up to. */
  get seconds(): number {
    return this.secondsBefore + this.secondsOfEpoch;
  }

  private get stepsPerEpoch(): number {
    return this.start?.stepsPerEpoch ?? 1;
  }

  private progress(seconds: number): RunStatus["progress"] {
    if (!this.start) return undefined;
    const { step, pace } = this;
    return {
      epoch: this.currentEpoch,
      epochs: this.start.epochs,
      step: step?.step ?? 0,
      stepsPerEpoch: this.start.stepsPerEpoch,
      seconds,
      ...(pace && this.isGoing && { secondsLeft: pace.secondsLeft }),
      ...(pace && { samplesPerSecond: pace.samplesPerSecond, memoryBytes: pace.memoryBytes }),
    };
  }
}

const factsOf = (
  { model, params, data, threads, seed, notes: more = [] }: RunStart,
  notes: readonly string[],
  said: readonly string[],
): RunFacts => ({
  model,
  params,
  data: data.source,
  train: data.train,
  validation: data.validation,
  threads,
  seed,
  warnings: [...notes, ...more, ...data.warnings, ...said],
});
