import { bool, choice, floats, int, optional } from "../../layers/param";
import { unary } from "../../ops/unary";
import { confusion, countsFrom, ratio, type Counts } from "./confusion";
import { defineMetric } from "./metric";

const EPSILON = 1e-7;

/** From just below 0 to just above 1; or those that are given, between these two. */
function limits(count: number, given: number | readonly number[] | null): readonly number[] {
  const inner =
    given === null
      ? Array.from({ length: count - 2 }, (_, i) => (i + 1) / (count - 1))
      : [...(typeof given === "number" ? [given] : given)].sort((a, b) => a - b);
  return [-EPSILON, ...inner, 1 + EPSILON];
}

export const auc = defineMetric({
  name: "AUC",
  label: "auc",
  better: "up",
  functions: [],
  params: {
    num_thresholds: int("How many thresholds are tried.", { min: 2, default: 200 }),
    curve: choice("True against false positives, or precision against recall.", ["roc", "pr"], "roc"),
    summation_method: choice(
      "How areas between thresholds are taken.",
      ["interpolation", "minoring", "majoring"],
      "interpolation",
    ),
    thresholds: optional(floats("The thresholds, instead of equal steps.")),
    multi_label: bool("Each column has a curve of its own, and the mean of the areas is taken.", false),
    from_logits: bool("Predictions are logits, not probabilities.", false),
  },
  target: "columns",
  sums(target, prediction, counts, { num_thresholds, thresholds, multi_label, from_logits }) {
    const p = from_logits ? unary("sigmoid", prediction) : prediction;
    return confusion(target, p, counts, limits(num_thresholds, thresholds), multi_label);
  },
  result(sums, { num_thresholds, thresholds, curve, summation_method }) {
    const n = limits(num_thresholds, thresholds).length;
    const all = countsFrom(sums);
    const areas = Array.from({ length: all.tp.length / n }, (_, column) => {
      const own = (list: readonly number[]): readonly number[] => list.slice(column * n, (column + 1) * n);
      const counts = { tp: own(all.tp), fp: own(all.fp), tn: own(all.tn), fn: own(all.fn) };
      if (curve === "pr" && summation_method === "interpolation") return interpolatedPrecision(counts);
      return areaUnder(counts, curve, summation_method);
    });
    return areas.reduce((sum, area) => sum + area, 0) / areas.length;
  },
});

function areaUnder({ tp, fp, tn, fn }: Counts, curve: "roc" | "pr", method: "interpolation" | "minoring" | "majoring") {
  const recall = tp.map((right, i) => ratio(right, right + fn[i]!));
  const falls = fp.map((wrong, i) => ratio(wrong, wrong + tn[i]!));
  const precision = tp.map((right, i) => ratio(right, right + fp[i]!));
  const [x, y] = curve === "roc" ? [falls, recall] : [recall, precision];
  let area = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [y[i]!, y[i + 1]!];
    const height = method === "interpolation" ? (a + b) / 2 : method === "minoring" ? Math.min(a, b) : Math.max(a, b);
    area += (x[i]! - x[i + 1]!) * height;
  }
  return area;
}

/** Precision between thresholds, as true and false positives grow together: Davis & Goadrich 2006. */
function interpolatedPrecision({ tp, fp, fn }: Counts): number {
  let area = 0;
  for (let i = 0; i + 1 < tp.length; i++) {
    const [before, after] = [tp[i]! + fp[i]!, tp[i + 1]! + fp[i + 1]!];
    const gained = tp[i]! - tp[i + 1]!;
    const slope = ratio(gained, Math.max(before - after, 0));
    const intercept = tp[i + 1]! - slope * after;
    const growth = before > 0 && after > 0 ? before / after : 1;
    area += ratio(slope * (gained + intercept * Math.log(growth)), tp[i + 1]! + fn[i + 1]!);
  }
  return area;
}
