/** Counts of right and wrong answers. */
import { confusion, countsFrom, thresholdParams, thresholdsOf, type Counts } from "./confusion";
import { defineMetric, type AnyMetric } from "./metric";

const counting = (name: string, label: string, which: keyof Counts): AnyMetric =>
  defineMetric({
    name,
    label,
    functions: [],
    params: thresholdParams,
    target: "columns",
    sums: (target, prediction, counts, config) => confusion(target, prediction, counts, thresholdsOf(config)),
    result(sums) {
      const each = countsFrom(sums)[which];
      return each.length === 1 ? each[0]! : each;
    },
  });

export const answerMetrics: readonly AnyMetric[] = [
  counting("FalseNegatives", "false_negatives", "fn"),
  counting("FalsePositives", "false_positives", "fp"),
  counting("TrueNegatives", "true_negatives", "tn"),
  counting("TruePositives", "true_positives", "tp"),
];
