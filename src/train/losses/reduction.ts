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

/** The mean, or the sum where the config asks for it, of the rows that count. */
export function reduceRows(
  perRow: Value,
  counts: Value | undefined,
  config: Readonly<Record<string, unknown>> = {},
): Value {
  const sum = sumAll(counts ? multiply(perRow, counts) : perRow);
  if (config["reduction"] === "sum") return sum;
  return counts ? divide(sum, maximum(sumAll(counts), constant(SMALLEST, [1]))) : scale(sum, 1 / perRow.shape[0]!);
}
