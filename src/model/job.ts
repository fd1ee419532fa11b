/** What to train, and what a training says: plain data that travels to the training process, to disk and to the charts. */
import type { Graph } from "./graph";
import type { KerasObject } from "./literal";
import type { Recipe } from "./recipe";

/** Where samples come from. */
export interface DataSpec {
  /** `builtin:NAME`, or a path: `.npz`, `.csv`, `.csv.gz`, `X.npy,Y.npy`, a folder of class folders, an IDX folder. */
  readonly source: string;
  /** How the model file itself makes the data; `source` then only says in a few words where they come from. */
  readonly recipe?: Recipe;
  /** The column of a table that is to be predicted; the last when not given. */
  readonly target?: string;
  /** The column of a table that says how much a row counts in the loss. */
  readonly sampleWeight?: string;
  /** The columns of a table that are learned from, by name or number; all but the target when not given. */
  readonly columns?: readonly string[];
  /** Height and width that images are resized to; the model's input when not given. */
  readonly imageSize?: readonly [number, number];
  /** Whether integer images are scaled to 0..1. */
  readonly scale: boolean;
}

/** What one output of a model is trained on. */
export interface OutputJob {
  /** Keras's name of the output: that of the layer it comes from. */
  readonly name: string;
  /** Null: it is not trained on. */
  readonly loss: KerasObject | null;
  /** How much its loss counts in the sum. */
  readonly weight: number;
  readonly metrics: readonly KerasObject[];
  /** Metrics in which samples count by their weights. */
  readonly weightedMetrics?: readonly KerasObject[];
}

export interface TrainingJob {
  readonly graph: Graph;
  /** The model file's own text, kept with the run so that it can be seen what was trained. */
  readonly source: { readonly name: string; readonly text: string };
  readonly data: DataSpec;
  /** Other data, or the last part of the training data (0..1), or none. */
  readonly validation: DataSpec | number;
  /** The loss and the metrics of every output, where `outputs` does not tell them apart. */
  readonly loss: KerasObject;
  readonly metrics: readonly KerasObject[];
  /** One entry for each output of the model, in its order, where they differ or count differently. */
  readonly outputs?: readonly OutputJob[];
  readonly optimizer: KerasObject;
  /** How much the samples of a class count in the loss, by class number; 1 where it does not say. */
  readonly classWeight?: Readonly<Record<string, number>>;
  /** In the order in which they have their turns. */
  readonly callbacks?: readonly KerasObject[];
  /** Epochs without getting better after which it ends with the best weights; an EarlyStopping of the file's own goes before it. */
  readonly stopEarly?: number | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  /** Ends an epoch early after so many steps. */
  readonly stepsPerEpoch?: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /** 0: as many as the machine has cores. */
  readonly threads: number;
  /** Joins multiplications and additions as the machine likes it: faster, but other machines may give other last digits. */
  readonly fastMath?: boolean;
  /** `.npz` to start from. */
  readonly initialWeights?: string;
  /** Folder that the run is written to. */
  readonly out: string;
  /** Goes on from the last checkpoint in `out`, up to `epochs`. */
  readonly resume?: boolean;
  /** Reports every step, however fast they come; else a selection. */
  readonly everyStep?: boolean;
}

/** A sentence about what has happened in an epoch, such as another learning rate. */
export interface RunNote {
  readonly epoch: number;
  readonly message: string;
}

/** Named numbers: `loss`, `accuracy`, `val_loss` … */
export type Metrics = Readonly<Record<string, number>>;

/** What a run is about to do, said when its first step begins. */
export interface RunStart {
  readonly model: string;
  readonly params: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly seed: number;
  readonly data: DataSummary;
  /** What is left out or done otherwise than the file says, one sentence each. */
  readonly notes?: readonly string[];
}

export interface DataSummary {
  readonly source: string;
  readonly train: number;
  readonly validation: number;
  readonly inputShape: readonly number[];
  readonly classes?: readonly string[];
  /** What was skipped or changed while reading, one sentence each. */
  readonly warnings: readonly string[];
}

/** One step. `step` counts from 1 within the epoch; loss and metrics are those of the step's own batch, before its update. */
export interface StepReport {
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
  readonly metrics: Metrics;
  readonly stepMs: number;
}

export interface EpochReport {
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: Metrics;
  readonly validationLoss?: number;
  readonly validationMetrics?: Metrics;
  readonly seconds: number;
}

export type EndReason = "done" | "stopped" | "early-stopping" | "nan";

/** What numbers broke on: the data as they are, the loss of outputs that are numbers, or values that grew out of range on their way. */
export type BreakCause = "data" | "loss" | "growth";

/** What was wrong with a run, as its numbers tell: values grew out of range, the loss grew a hundredfold at once, or hardly went down. */
export type Setback = "broken" | "grown" | "slow";
