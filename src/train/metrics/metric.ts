import type { ConfigOf, Params } from "../../layers/param";
import { multiply } from "../../ops/binary";
import { concatenate } from "../../ops/concatenate";
import { constant, type Value } from "../../ops/op";
import { sumAll } from "../../ops/reduce";
import type { TargetKind } from "../losses/loss";

/** A number that is watched, made of sums over all rows, so that batches add up. */
export interface Metric<P extends Params = Params> {
  /** Keras's class name. */
  readonly name: string;
  /** How it is called in the log (`accuracy`). */
  readonly label: string;
  /** Which way it goes as a model learns; absent where that depends. */
  readonly better?: "up" | "down";
  readonly functions: readonly string[];
  readonly params: P;
  readonly target: TargetKind;
  /** The sums of a batch, as one list; target and prediction as for losses, `counts` how much each row counts. */
  sums(target: Value, prediction: Value, counts: Value | undefined, config: ConfigOf<P>): Value;
  /** The number, or one for each class, from the sums of all batches. */
  result(sums: readonly number[], config: ConfigOf<P>): number | readonly number[];
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyMetric = Metric<any>;

export const defineMetric = <P extends Params>(metric: Metric<P>): Metric<P> => metric;

interface MeanMetric<P extends Params> extends Omit<Metric<P>, "sums" | "result"> {
  /** One number for each row, of which the mean is taken. */
  lower(target: Value, prediction: Value, config: ConfigOf<P>): Value;
  /** What becomes of the mean. */
  readonly finish?: (mean: number) => number;
}

/** A metric that is the mean of the rows' numbers. */
export const meanMetric = <P extends Params>(metric: MeanMetric<P>): Metric<P> => ({
  ...metric,
  sums(target, prediction, counts, config) {
    const perRow = metric.lower(target, prediction, config);
    return counts
      ? joined([sumAll(multiply(perRow, counts)), sumAll(counts)])
      : joined([sumAll(perRow), constant(perRow.shape[0]!, [1])]);
  },
  result([sum, count]) {
    const mean = sum! / count!;
    return metric.finish ? metric.finish(mean) : mean;
  },
});

/** One list of several. */
export const joined = (parts: readonly [Value, ...Value[]]): Value => concatenate(parts, 0);

/** As one number: the mean where there is one for each class. */
export const oneNumber = (result: number | readonly number[]): number =>
  typeof result === "number" ? result : result.reduce((sum, value) => sum + value, 0) / result.length;
