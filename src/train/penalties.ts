/** Regularizers as numbers added to the loss. */
import type { Config, KerasObject } from "../model/literal";
import { add, subtract } from "../ops/binary";
import { matmul } from "../ops/matmul";
import type { Value } from "../ops/op";
import { sumAll } from "../ops/reduce";
import { transpose } from "../ops/transpose";
import { scale, unary } from "../ops/unary";
import { unitRows } from "./losses/cosineSimilarity";

const number = (config: Config, name: string, preset: number): number => {
  const value = config[name];
  return typeof value === "number" ? value : preset;
};

const absolute = (x: Value, factor: number): Value => scale(sumAll(unary("abs", x)), factor);
const squared = (x: Value, factor: number): Value => scale(sumAll(unary("square", x)), factor);

/** Rows (or columns) of length 1, and how far each two of them are from a right angle: factor / 2 · Σ |cos| over pairs / their number. */
function orthogonal(x: Value, config: Config): Value | undefined {
  if (x.shape.length !== 2) return undefined;
  const rows = unitRows(config["mode"] === "columns" ? transpose(x, [1, 0]) : x);
  const count = rows.shape[0]!;
  // every row's product with itself is taken off again
  const all = sumAll(unary("abs", matmul(rows, transpose(rows, [1, 0]))));
  const pairs = subtract(all, sumAll(unary("square", rows)));
  return scale(pairs, number(config, "factor", 0.01) / (count * (count - 1)));
}

const penalties: Readonly<Record<string, (x: Value, config: Config) => Value | undefined>> = {
  L1: (x, config) => absolute(x, number(config, "l1", 0.01)),
  L2: (x, config) => squared(x, number(config, "l2", 0.01)),
  L1L2: (x, config) => add(absolute(x, number(config, "l1", 0)), squared(x, number(config, "l2", 0))),
  OrthogonalRegularizer: orthogonal,
};

/** The penalty of one regularizer, or undefined when there is none that we know. */
export const penaltyOf = (regularizer: KerasObject, x: Value): Value | undefined =>
  penalties[regularizer.class_name]?.(x, regularizer.config);
