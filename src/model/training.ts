/** What a model file itself says about training: `compile`, `fit` and where the data comes from. */
import type { Literal } from "./literal";
import type { Recipe } from "./recipe";
import type { Shape } from "./shape";
import type { Span } from "./span";

export interface TrainingSettings {
  readonly compile?: CompileSettings;
  /** One entry for each `fit` call, in order. */
  readonly fits: readonly FitSettings[];
  /** There is more training than `fits` says: a loop of unknown length around a `fit`, `train_on_batch`, steps of the user's own. */
  readonly isOpenEnded?: boolean;
}

export interface CompileSettings {
  /** A name (`"adam"`) or an object; null when not given. */
  readonly optimizer: Literal;
  readonly loss: Literal;
  readonly lossWeights: Literal;
  readonly metrics: readonly Literal[];
  /** Metrics in which samples count by their weights. */
  readonly weightedMetrics?: readonly Literal[];
  readonly span: Span;
}

/** The arguments of one `fit` call; undefined where not given, Unknown where not to be determined. */
export interface FitSettings {
  readonly epochs?: Literal;
  /** The epoch at which this `fit` begins to count: it makes `epochs - initialEpoch`. */
  readonly initialEpoch?: Literal;
  readonly stepsPerEpoch?: Literal;
  readonly batchSize?: Literal;
  readonly validationSplit?: Literal;
  readonly shuffle?: Literal;
  readonly classWeight?: Literal;
  readonly sampleWeight?: Literal;
  readonly callbacks?: readonly Literal[];
  readonly train?: DataReference;
  readonly validation?: DataReference;
  readonly labels?: LabelFacts;
  /** The smallest and the largest value that the samples may have, where the file tells. */
  readonly inputRange?: readonly [least: number, most: number];
  /** What is validated on is the very thing that is trained on. */
  readonly validatesOnTraining?: boolean;
  /** A layer was frozen or made trainable after an earlier `fit`, with no `compile` in between: Keras goes on as before. */
  readonly ignoresTrainable?: boolean;
  readonly span: Span;
}

/** What the file tells of the labels, or values, that a model is to learn. */
export interface LabelFacts {
  /** Of all of them, samples first. */
  readonly shape: Shape;
  /** How many classes they number. */
  readonly classes?: number;
}

/** Where a model file's training data comes from, as far as the file tells. */
export interface DataReference {
  /** A data specification as on the command line (`builtin:shapes`, a path relative to the file), or why there is none. */
  readonly source: string | { readonly unknown: string; readonly span?: Span };
  /** How the data are made, where the file's own steps can be followed. */
  readonly recipe?: Recipe;
  /** Arguments that change how the source is read (`image_size`, `validation_split`, `batch_size`, `label_mode` …). */
  readonly options: Readonly<Record<string, Literal>>;
  /** Why it is not known how much the samples count, where the file says it in a way that cannot be followed. */
  readonly weightsUnknown?: string;
  /** Number of samples, when the file tells. */
  readonly count?: number;
  readonly span: Span;
}
