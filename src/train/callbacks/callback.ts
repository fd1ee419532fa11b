/** What watches a training and acts on it between steps. */
import type { ConfigOf, Params } from "../../layers/param";
import type { Metrics } from "../../model/job";

/** What a callback remembers: numbers, so that a checkpoint can keep them. */
export type State = Readonly<Record<string, number | readonly number[]>>;

/** What is known of a run before it begins. */
export interface RunFacts {
  /** The numbers that each epoch gives, and which way each goes as the model learns. */
  readonly watched: ReadonlyMap<string, "up" | "down" | undefined>;
  /** The rate at the beginning; absent when it follows a schedule of the optimizer's own. */
  readonly learningRate?: number;
  /** How many epochs were asked for. */
  readonly epochs?: number;
  /** The optimizer keeps moving averages of the weights. */
  readonly averages?: boolean;
}

/** Where a training stands, counted from 0 as Keras does. */
export interface Moment {
  readonly epoch: number;
  /** The step within the epoch that has just ended; absent between epochs. */
  readonly batch?: number;
  /** The numbers so far: means over the epoch, with those of validation when it is over. */
  readonly logs: Metrics;
  readonly learningRate: number;
  readonly run: RunFacts;
}

/** What is to be done. */
export type Action =
  | { readonly kind: "stop"; readonly message: string }
  | { readonly kind: "learning-rate"; readonly value: number }
  /** Remembers the weights as they are, and brings back those that it remembered last. */
  | { readonly kind: "keep" }
  | { readonly kind: "restore" }
  /** Exchanges the weights with their moving averages; or makes the averages what the weights are. */
  | { readonly kind: "swap" }
  | { readonly kind: "settle" }
  /** Writes the weights into the run's folder. */
  | { readonly kind: "save"; readonly file: string }
  | { readonly kind: "write"; readonly file: string; readonly text: string }
  | { readonly kind: "checkpoint" }
  | { readonly kind: "say"; readonly sentence: string };

export interface Reaction<S> {
  readonly state: S;
  readonly actions: readonly Action[];
  /** Numbers that it adds to the logs, for callbacks after it and for the chart. */
  readonly logs?: Metrics;
}

type React<C, S> = (state: S, at: Moment, config: C) => Reaction<S>;

export interface Callback<P extends Params = Params, S extends State = State> {
  /** Keras's class name. */
  readonly name: string;
  readonly docs: string;
  readonly params: P;
  /** What it remembers at first. */
  readonly initial: S;
  /** Why it cannot do anything in this run. */
  impossible?(config: ConfigOf<P>, run: RunFacts): string | undefined;
  /** What is different from what Keras does, in a sentence. */
  remark?(config: ConfigOf<P>, run: RunFacts): string | undefined;
  /** Whether it changes the learning rate. */
  readonly changesRate?: true;
  readonly epochBegin?: React<ConfigOf<P>, S>;
  readonly stepEnd?: React<ConfigOf<P>, S>;
  readonly epochEnd?: React<ConfigOf<P>, S>;
  /** Around each validation. */
  readonly testBegin?: React<ConfigOf<P>, S>;
  readonly testEnd?: React<ConfigOf<P>, S>;
  /** The training is over, and was not stopped from outside. */
  readonly trainingEnd?: React<ConfigOf<P>, S>;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyCallback = Callback<any, any>;

export const defineCallback = <P extends Params, S extends State>(callback: Callback<P, S>): Callback<P, S> => callback;
