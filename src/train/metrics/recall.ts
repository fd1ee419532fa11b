import { confusion, countsFrom, ratio, selected, selectionParams, thresholdParams, thresholdsOf } from "./confusion";
import { defineMetric } from "./metric";

export const recall = defineMetric({
  name: "Recall",
  label: "recall",
  better: "up",
  functions: [],
  params: { ...thresholdParams, ...selectionParams },
  target: "columns",
  sums(target, prediction, counts, config) {
    const [y, p] = selected(target, prediction, config);
    return confusion(y, p, counts, thresholdsOf(config, config.top_k === null ? 0.5 : -0.5));
  },
  result(sums) {
    const { tp, fn } = countsFrom(sums);
    const each = tp.map((right, i) => ratio(right, right + fn[i]!));
    return each.length === 1 ? each[0]! : each;
  },
});
