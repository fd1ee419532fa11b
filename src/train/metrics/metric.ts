import type { ConfigOf, Params } from "../../layers/param";
import type { Value } from "../../ops/op";
import type { TargetKind } from "../losses/loss";

/** A number that is watched: a mean over rows, so that batches add up. */
export interface Metric<P extends Params = Params> {
  /** Keras's class name. */
  readonly name: string;
  /** How it is called in the log (`accuracy`). */
  readonly label: string;
  readonly functions: readonly string[];
  readonly params: P;
  readonly target: TargetKind;
  /** One number for each row, of which the mean is taken; target and prediction as for losses. */
  lower(target: Value, prediction: Value, config: ConfigOf<P>): Value;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyMetric = Metric<any>;

export const defineMetric = <P extends Params>(metric: Metric<P>): Metric<P> => metric;
