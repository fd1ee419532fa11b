/** The best of one rate where another is at least as large as wanted. */
import { float, int, optional } from "../../layers/param";
import { confusion, countsFrom, ratio, selected, type Counts } from "./confusion";
import { defineMetric, type AnyMetric } from "./metric";

type Rate = (counts: Counts, i: number) => number;
const sensitivity: Rate = ({ tp, fn }, i) => ratio(tp[i]!, tp[i]! + fn[i]!);
const specificity: Rate = ({ tn, fp }, i) => ratio(tn[i]!, tn[i]! + fp[i]!);
const precision: Rate = ({ tp, fp }, i) => ratio(tp[i]!, tp[i]! + fp[i]!);

/** From 0 to 1 in equal steps. */
const evenly = (count: number): readonly number[] =>
  count === 1 ? [0.5] : Array.from({ length: count }, (_, i) => i / (count - 1));

const atPoint = (name: string, label: string, argument: string, best: Rate, given: Rate): AnyMetric =>
  defineMetric({
    name,
    label,
    better: "up",
    functions: [],
    params: {
      [argument]: float(`What ${argument} is to reach.`, { min: 0, max: 1 }),
      num_thresholds: int("How many thresholds are tried.", { min: 1, default: 200 }),
      class_id: optional(int("The class that is looked at; None means all.", { min: 0 })),
    },
    target: "columns",
    sums(target, prediction, counts, config) {
      const { num_thresholds, class_id } = config as { num_thresholds: number; class_id: number | null };
      const [y, p] = selected(target, prediction, { class_id, top_k: null });
      return confusion(y, p, counts, evenly(num_thresholds));
    },
    result(sums, config) {
      const wanted = Number(config[argument]);
      const counts = countsFrom(sums);
      const fit = [...counts.tp.keys()].filter((i) => given(counts, i) >= wanted);
      return fit.reduce((most, i) => Math.max(most, best(counts, i)), 0);
    },
  });

export const pointMetrics: readonly AnyMetric[] = [
  atPoint("PrecisionAtRecall", "precision_at_recall", "recall", precision, sensitivity),
  atPoint("RecallAtPrecision", "recall_at_precision", "precision", sensitivity, precision),
  atPoint("SensitivityAtSpecificity", "sensitivity_at_specificity", "specificity", sensitivity, specificity),
  atPoint("SpecificityAtSensitivity", "specificity_at_sensitivity", "sensitivity", specificity, sensitivity),
];
