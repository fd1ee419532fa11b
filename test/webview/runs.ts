/** Runs for tests and the gallery: made-up numbers that look like training. */
import { mixKeys, RandomStream } from "../../src/base/random";
import type { EpochReport, Metrics, StepReport } from "../../src/model/job";
import { RunCurves } from "../../src/protocol/curves";
import type { Outcome, Progress, RunFacts, RunRow, RunState, RunStatus } from "../../src/protocol/trainingView";

export interface MadeRun {
  readonly row: RunRow;
  readonly status: RunStatus;
  readonly curves: RunCurves;
  /** Goes on by so many steps, to the end of the last epoch at most. */
  advance(steps: number): void;
}

interface Making {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps that are done. */
  readonly steps: number;
  /** How fast the loss falls, and where it ends. */
  readonly speed?: number;
  readonly floor?: number;
  readonly outcome?: Outcome;
  readonly facts?: Partial<RunFacts>;
  /** The step at which the loss stops being a number. */
  readonly breaksAt?: number;
  /** Outputs with a loss and an accuracy of their own. */
  readonly outputs?: readonly string[];
}

function makeRun(making: Making): MadeRun {
  const { id, name, epochs, stepsPerEpoch, speed = 1, floor = 0.12, breaksAt = Infinity, outputs = [] } = making;
  const noise = new RandomStream(mixKeys(...new TextEncoder().encode(id)));
  const curves = new RunCurves();
  const run = {
    row: { id, name, state: making.state, startedAt: Date.UTC(2026, 10, 20, 9, 30), epochs },
    status: statusOf(making, 0),
    curves,
    advance(steps: number): void {
      for (let i = 0; i < steps && done < epochs * stepsPerEpoch && done < breaksAt; i++) step();
      if (making.state !== "preparing") run.status = { ...run.status, progress: progressOf(making, done) };
    },
  };
  let done = 0;

  /** The accuracy, of one output or of each, and the parts of the loss. */
  const metricsOf = (loss: number, accuracy: number): Metrics =>
    outputs.length === 0
      ? { accuracy }
      : Object.fromEntries(
          outputs.flatMap((output, i): [string, number][] => [
            [`${output}_loss`, (loss * (i + 1) ** 2) / (outputs.length + 1)],
            [`${output}_accuracy`, accuracy ** (i + 1)],
          ]),
        );

  function step(): void {
    done += 1;
    const at = done / stepsPerEpoch;
    const loss = floor + 0.62 * Math.exp(-speed * 0.45 * at) + 0.05 * noise.normal() * Math.exp(-0.12 * at);
    const accuracy = 1 - 0.5 * Math.exp(-speed * 0.4 * at) + 0.02 * noise.normal() * Math.exp(-0.1 * at);
    const epoch = Math.ceil(done / stepsPerEpoch);
    const report: StepReport = {
      epoch,
      step: done - (epoch - 1) * stepsPerEpoch,
      loss: done >= breaksAt ? NaN : Math.max(0.01, loss) * (done > breaksAt - 6 ? 2 ** (done - breaksAt + 7) : 1),
      metrics: metricsOf(Math.max(0.01, loss), Math.min(1, accuracy)),
      stepMs: 80,
    };
    curves.addStep(report, stepsPerEpoch);
    if (done % stepsPerEpoch !== 0) return;
    const meanLoss = floor + 0.62 * Math.exp(-speed * 0.45 * (at - 0.5));
    const validationLoss = floor + 0.1 + 0.55 * Math.exp(-speed * 0.4 * at) + 0.008 * at + 0.02 * noise.normal();
    const validationAccuracy = 0.94 - 0.45 * Math.exp(-speed * 0.38 * at) + 0.01 * noise.normal();
    const epochReport: EpochReport = {
      epoch,
      loss: meanLoss,
      metrics: metricsOf(meanLoss, 1 - 0.5 * Math.exp(-speed * 0.4 * (at - 0.4))),
      validationLoss,
      validationMetrics: metricsOf(validationLoss, validationAccuracy),
      seconds: 30,
    };
    curves.addEpoch(epochReport, stepsPerEpoch);
  }

  run.advance(making.steps);
  return run;
}

function progressOf({ epochs, stepsPerEpoch }: Making, done: number): Progress {
  const epoch = Math.max(1, Math.ceil(done / stepsPerEpoch));
  return {
    epoch,
    epochs,
    step: done - (epoch - 1) * stepsPerEpoch,
    stepsPerEpoch,
    seconds: done * 0.31,
    secondsLeft: (epochs * stepsPerEpoch - done) * 0.31,
    samplesPerSecond: 103.4,
    memoryBytes: 846e6,
    learningRate: 1e-5,
  };
}

function statusOf(making: Making, done: number): RunStatus {
  return {
    run: making.id,
    state: making.state,
    facts: {
      model: "model in tutorial_cnn.py",
      params: 2_243_585,
      data: "clothing_pants_shorts (200 × 200 × 3, 2 classes)",
      train: 404,
      validation: 74,
      threads: 2,
      seed: 42,
      warnings: [],
      ...making.facts,
    },
    ...(making.state !== "preparing" && { progress: progressOf(making, done) }),
    ...(making.state === "preparing" && { preparing: { what: "Reading images", done: 212, total: 478 } }),
    ...(making.outcome && { outcome: making.outcome }),
  };
}

const tutorial = { name: "tutorial_cnn, run 3", epochs: 20, stepsPerEpoch: 120 };

export const runningRun = (): MadeRun =>
  makeRun({
    ...tutorial,
    id: "run 3",
    state: "running",
    steps: 873,
    facts: {
      warnings: [
        "4 of 482 images could not be read and were skipped.",
        "12 images were turned as their EXIF data says.",
      ],
    },
  });

export const doneRun = (): MadeRun =>
  makeRun({
    ...tutorial,
    id: "run 2",
    name: "tutorial_cnn, run 2",
    state: "done",
    steps: 2400,
    outcome: {
      message: "Best validation accuracy 0.9338 in epoch 17. The weights are in runs/tutorial_cnn-2/final.npz.",
      actions: ["saveWeights", "trainLonger", "openFolder"],
    },
  });

export const brokenRun = (): MadeRun =>
  makeRun({
    ...tutorial,
    id: "run 4",
    name: "tutorial_cnn, run 4",
    state: "nan",
    steps: 2400,
    breaksAt: 412,
    outcome: {
      message:
        "The first value that is not a number is in the gradient of conv2d_2's kernel (step 52 of epoch 4): it grew from 3.1 to 8.4e37 within 6 steps.",
      actions: ["resume", "trainAgain", "openFolder", "showSource"],
    },
  });

export const failedRun = (): MadeRun =>
  makeRun({
    ...tutorial,
    id: "run 5",
    name: "tutorial_cnn, run 5",
    state: "failed",
    steps: 260,
    outcome: {
      message:
        "The disk is full: checkpoint 3 could not be written to runs/tutorial_cnn-5. Checkpoint 2 (epoch 2) is intact.",
      actions: ["resume", "openFolder"],
    },
  });

export const preparingRun = (): MadeRun =>
  makeRun({ ...tutorial, id: "run 6", name: "tutorial_cnn, run 6", state: "preparing", steps: 0 });

/** A model with several outputs, stopped early as it was wanted. */
export const severalRun = (): MadeRun =>
  makeRun({
    ...tutorial,
    id: "run 7",
    name: "clothes_and_colours",
    state: "early-stopping",
    steps: 1560,
    outputs: ["clothes", "colour", "season_of_the_collection"],
    outcome: { message: "No better for 5 epochs; the weights are those of epoch 8.", actions: ["saveWeights"] },
    facts: { stopEarly: 5 },
  });

export const otherRuns = (): MadeRun[] => [
  makeRun({
    ...tutorial,
    id: "run 1",
    name: "tutorial_cnn, BN before relu",
    state: "done",
    steps: 2400,
    speed: 1.6,
    floor: 0.09,
    outcome: { actions: ["saveWeights"] },
  }),
  makeRun({
    ...tutorial,
    id: "run 0",
    name: "tutorial_cnn, no BatchNormalization at all and a rather long name",
    state: "stopped",
    steps: 1640,
    speed: 0.5,
    floor: 0.2,
    outcome: { actions: ["trainLonger"] },
  }),
];
