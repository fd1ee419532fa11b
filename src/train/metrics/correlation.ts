/** How alike targets and predictions rise and fall, row by row. */
import { Misfit, type Param } from "../../layers/param";
import { add, affine, divide, multiply, subtract } from "../../ops/binary";
import type { Value } from "../../ops/op";
import { repeatColumns } from "../../ops/reduce";
import { transpose } from "../../ops/transpose";
import { unary } from "../../ops/unary";
import { EPSILON, meanColumns } from "../losses/probability";
import { meanMetric, type AnyMetric } from "./metric";

const axis: Param<number> = {
  docs: "Along which the mean and the spread are taken: each row's numbers (-1), or those of the batch (0).",
  kind: "int",
  default: -1,
  shapes: false,
  parse: (value) => (value === -1 || value === 1 ? -1 : value === 0 ? 0 : new Misfit("-1 or 0")),
};

const spread = (x: Value): Value => repeatColumns(meanColumns(x), x.shape[1]!);
const centred = (x: Value): Value => subtract(x, spread(x));
const variance = (x: Value): Value => meanColumns(unary("square", centred(x)));

const correlation = (name: string, label: string, ofRows: (y: Value, p: Value) => Value): AnyMetric => {
  const metric = meanMetric({
    name,
    label,
    functions: [],
    params: { axis },
    target: "columns",
    lower: (y, p, config) => (config.axis === 0 ? ofRows(transpose(y, [1, 0]), transpose(p, [1, 0])) : ofRows(y, p)),
  });
  // along the batch there is one number for each column, and no row that could be left out
  return {
    ...metric,
    sums: (y, p, counts, config) => metric.sums(y, p, config.axis === 0 ? undefined : counts, config),
  };
};

const normalized = (x: Value): Value => {
  const c = centred(x);
  return divide(c, repeatColumns(unary("sqrt", variance(x)), x.shape[1]!));
};

export const correlationMetrics: readonly AnyMetric[] = [
  correlation("PearsonCorrelation", "pearson_correlation", (y, p) =>
    meanColumns(multiply(normalized(y), normalized(p))),
  ),
  // as Keras has it: both are taken from the mean of the predictions
  correlation("ConcordanceCorrelation", "concordance_correlation", (y, p) => {
    const mean = spread(p);
    const together = multiply(subtract(y, mean), subtract(p, mean));
    const apart = unary("square", subtract(meanColumns(y), meanColumns(p)));
    const norm = affine(add(add(variance(y), variance(p)), apart), 1, EPSILON);
    return meanColumns(affine(divide(together, repeatColumns(norm, y.shape[1]!)), 2, 0));
  }),
];
