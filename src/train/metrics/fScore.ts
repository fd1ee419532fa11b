/** The harmonic mean of precision and recall, class by class. */
import { choice, float, optional, type ConfigOf } from "../../layers/param";
import { affine, greater, maximum, multiply, subtract } from "../../ops/binary";
import { sumRows } from "../../ops/addBias";
import { constant, type Value } from "../../ops/op";
import { globalMaxPool } from "../../ops/globalPool";
import { repeatColumns } from "../../ops/reduce";
import { reshape } from "../../ops/reshape";
import { unary } from "../../ops/unary";
import { defineMetric, joined } from "./metric";

const EPSILON = 1e-7;

const params = {
  average: optional(
    choice("How the scores of the classes become one; None gives each.", ["micro", "macro", "weighted"], "macro"),
  ),
  beta: float("How much more recall counts than precision.", { min: 0, default: 1 }),
  threshold: optional(float("Predictions above it count as yes; None takes the largest of each row.")),
};

/** 1 for what counts as predicted. */
function chosen(p: Value, threshold: number | null): Value {
  if (threshold !== null) return greater(p, constant(threshold, p.shape));
  const [rows, columns] = p.shape as readonly [number, number];
  const largest = repeatColumns(reshape(globalMaxPool(reshape(p, [rows, columns, 1])), [rows]), columns);
  // as large as the largest, and not 0
  const most = affine(greater(largest, p), -1, 1);
  return multiply(most, greater(unary("abs", p), constant(1e-9, p.shape)));
}

function sums(target: Value, prediction: Value, counts: Value | undefined, config: ConfigOf<typeof params>): Value {
  const [rows, columns] = prediction.shape as readonly [number, number];
  const weights = repeatColumns(counts ?? constant(1, [rows]), columns);
  const yes = chosen(prediction, config.threshold);
  const missed = maximum(subtract(target, yes), constant(0, yes.shape));
  const wrong = maximum(subtract(yes, target), constant(0, yes.shape));
  const total = (x: Value): Value => sumRows(multiply(x, weights));
  return joined([total(multiply(yes, target)), total(wrong), total(missed), total(target)]);
}

function result(all: readonly number[], { average, beta }: ConfigOf<typeof params>): number | readonly number[] {
  const columns = all.length / 4;
  const part = (i: number): readonly number[] => all.slice(i * columns, (i + 1) * columns);
  const add = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0);
  const score = (tp: number, fp: number, fn: number): number => {
    const [precision, recall] = [tp / (tp + fp + EPSILON), tp / (tp + fn + EPSILON)];
    return ((precision * recall) / (beta ** 2 * precision + recall + EPSILON)) * (1 + beta ** 2);
  };
  const [tp, fp, fn, present] = [part(0), part(1), part(2), part(3)];
  if (average === "micro") return score(add(tp), add(fp), add(fn));
  const each = tp.map((right, i) => score(right, fp[i]!, fn[i]!));
  if (average === null) return each;
  if (average === "macro") return add(each) / columns;
  return add(each.map((one, i) => (one * present[i]!) / (add(present) + EPSILON)));
}

export const fBetaScore = defineMetric({
  name: "FBetaScore",
  label: "fbeta_score",
  better: "up",
  functions: [],
  params,
  target: "columns",
  sums,
  result,
});

export const f1Score = defineMetric({
  name: "F1Score",
  label: "f1_score",
  better: "up",
  functions: [],
  params: { average: params.average, threshold: params.threshold },
  target: "columns",
  sums: (target, prediction, counts, config) => sums(target, prediction, counts, { ...config, beta: 1 }),
  result: (all, config) => result(all, { ...config, beta: 1 }),
});
