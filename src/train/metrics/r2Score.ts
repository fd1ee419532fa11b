import { choice, int } from "../../layers/param";
import { multiply, subtract } from "../../ops/binary";
import { sumRows } from "../../ops/addBias";
import { constant } from "../../ops/op";
import { repeatColumns, sumAll } from "../../ops/reduce";
import { unary } from "../../ops/unary";
import { defineMetric, joined } from "./metric";

export const r2Score = defineMetric({
  name: "R2Score",
  label: "r2_score",
  better: "up",
  functions: [],
  params: {
    class_aggregation: choice(
      "How the scores of several outputs become one.",
      ["uniform_average", "variance_weighted_average", "none"],
      "uniform_average",
    ),
    num_regressors: int("Number of inputs, for the adjusted score; 0 leaves it.", { min: 0, default: 0 }),
  },
  target: "columns",
  sums(target, prediction, counts) {
    const [rows, columns] = target.shape as readonly [number, number];
    const weights = repeatColumns(counts ?? constant(1, [rows]), columns);
    return joined([
      sumRows(multiply(target, weights)),
      sumRows(multiply(unary("square", target), weights)),
      sumRows(multiply(unary("square", subtract(target, prediction)), weights)),
      sumAll(counts ?? constant(1, [rows])),
    ]);
  },
  result(sums, { class_aggregation, num_regressors }) {
    const columns = (sums.length - 1) / 3;
    const count = sums[sums.length - 1]!;
    const totals = Array.from({ length: columns }, (_, c) => sums[columns + c]! - sums[c]! ** 2 / count);
    const raw = totals.map((total, c) => 1 - sums[2 * columns + c]! / total);
    const scores = raw.map((score) => (Number.isFinite(score) ? score : 0));
    if (class_aggregation === "none") return scores;
    const weights = class_aggregation === "uniform_average" ? totals.map(() => 1) : totals;
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const score = scores.reduce((sum, one, c) => sum + one * weights[c]!, 0) / all;
    if (num_regressors === 0) return score;
    return 1 - ((1 - score) * (count - 1)) / (count - num_regressors - 1);
  },
});
