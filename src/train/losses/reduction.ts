/** How numbers of rows become one number. */
import { choice } from "../../layers/param";
import { divide, maximum, multiply } from "../../ops/binary";
import { constant, type Value } from "../../ops/op";
import { sumAll } from "../../ops/reduce";
import { scale } from "../../ops/unary";

/** The argument that all losses have. */
export const reduction = {
  reduction: choice(
    "The mean of the rows' losses, their sum, or the mean of weighted rows over the sum of the weights.",
    ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"],
    "sum_over_batch_size",
  ),
};

/** So that nothing is divided by zero where no row counts. */
const SMALLEST = 1e-7;

/** What decides how much a row's loss counts. */
export interface RowCounts {
  /** 1 for each row that counts, where some do not. */
  readonly counts?: Value | undefined;
  /** A number that each row's loss is multiplied with. */
  readonly weights?: Value | undefined;
}

/** The mean, or the sum where the config asks for it, of the rows that count. As in Keras, weights do not change what a mean is divided by. */
export function reduceRows(
  perRow: Value,
  { counts, weights }: RowCounts,
  config: Readonly<Record<string, unknown>> = {},
): Value {
  const weighed = weights ? multiply(perRow, weights) : perRow;
  const sum = sumAll(counts ? multiply(weighed, counts) : weighed);
  if (config["reduction"] === "sum") return sum;
  const byWeight = config["reduction"] === "mean_with_sample_weight" && weights;
  const divisor = byWeight ? (counts ? multiply(weights, counts) : weights) : counts;
  return divisor ? divide(sum, maximum(sumAll(divisor), constant(SMALLEST, [1]))) : scale(sum, 1 / perRow.shape[0]!);
}
