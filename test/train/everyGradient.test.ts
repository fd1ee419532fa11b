// Every loss, over every combination of its boolean options and of its reductions, every activation and every regularizer, on five awkward
// shapes: gradients against central differences in float64 (eps 1e-6, rtol 1e-3, atol 1e-5).
import { describe, expect, test } from "vitest";
import { activations } from "../../src/layers/activations";
import { regularizers } from "../../src/layers/objects";
import { input, sizeOf, type Value } from "../../src/ops/op";
import { losses } from "../../src/train/losses";
import { targetKind, type Prediction } from "../../src/train/losses/loss";
import { reduceRows } from "../../src/train/losses/reduction";
import { penaltyOf } from "../../src/train/penalties";
import { configureLoss } from "../../src/train/settings";
import { checkGradients } from "../support/differences";
import { randomNumbers, tensor } from "../support/reference";

const shapes = [
  [1, 1],
  [3, 1],
  [1, 7],
  [2, 5],
  [5, 3],
] as const;

/** How predictions come: as they are, or straight from the activation whose logits the loss can use. */
const ways = ["plain", "sigmoid", "softmax"] as const;

function predictionOf(x: Value, way: (typeof ways)[number]): Prediction {
  if (way === "plain") return { value: x };
  const value = activations.get(way)!.lower(x, {});
  return { value, logits: { value: x, activation: way } };
}

/** Predictions that are no logits lie between 0 and 1. */
const shares = (count: number, seed: number): Float64Array => randomNumbers(count, seed).map((one) => 0.5 + 0.45 * one);

describe("losses", () => {
  for (const of of losses)
    test(of.name, () => {
      const options = Object.entries(of.params as Readonly<Record<string, { readonly default?: unknown }>>).flatMap(
        ([name, param]) => (typeof param.default === "boolean" ? [name] : []),
      );
      let turn = 0;
      for (const shape of shapes)
        for (let bits = 0; bits < 1 << options.length; bits++)
          for (const reduction of ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"])
            for (const way of ways) {
              const chosen = Object.fromEntries(options.map((name, i) => [name, ((bits >> i) & 1) === 1]));
              const { config } = configureLoss({ class_name: of.name, config: { ...chosen, reduction } }, shape[1]);
              const x = input("prediction", shape);
              const [rows, columns] = shape;
              const kind = targetKind(of.targets);
              const target = input("target", kind === "columns" ? shape : kind === "class" ? [rows] : [1, 1]);
              // of a list, all rows are frames of one sample
              const perRow = of.lower(target, predictionOf(x, way), config);
              const counts = of.counts?.(target, config);
              const y = reduceRows(perRow, { counts, weights: undefined }, config);
              const isLogit = way !== "plain" || chosen["from_logits"] === true || of.name === "CTC";
              const wholes = shares(sizeOf(target.shape), 4).map((one) => Math.floor(one * columns));
              const numbers = new Map([
                [x, tensor(shape, isLogit ? randomNumbers(sizeOf(shape), 3) : shares(sizeOf(shape), 3))],
                [target, tensor(target.shape, kind === "columns" ? shares(sizeOf(shape), 4) : wholes)],
              ]);
              const what = `${JSON.stringify(chosen)}, ${reduction}, ${way} of ${shape.join("×")}`;
              checkGradients([y], [x], numbers, { most: 4, turn: turn++, what });
            }
      expect(turn).toBe(shapes.length * 4 * ways.length * (1 << options.length));
    });
});

describe("activations", () => {
  for (const [name, activation] of activations)
    test(name, () => {
      for (const [turn, [rows, columns]] of shapes.entries()) {
        // one half is a gate for the other
        const shape = [rows, name === "glu" ? 2 * columns : columns];
        const x = input("x", shape);
        const numbers = new Map([
          [
            x,
            tensor(
              shape,
              randomNumbers(sizeOf(shape), 8).map((one) => one * 4),
            ),
          ],
        ]);
        checkGradients([activation.lower(x, {})], [x], numbers, { most: 35, turn, what: shape.join("×") });
      }
    });
});

describe("regularizers", () => {
  for (const name of new Set(regularizers.values()))
    test(name, () => {
      // one row has nothing to be at a right angle to
      for (const [turn, shape] of shapes.filter(([rows]) => rows > 1 || !name.startsWith("Orthogonal")).entries())
        for (const mode of ["rows", "columns"]) {
          if (name.startsWith("Orthogonal") && mode === "columns" && shape[1] === 1) continue;
          const x = input("x", shape);
          const y = penaltyOf({ class_name: name, config: { mode, l1: 0.3, l2: 0.2 } }, x)!;
          const numbers = new Map([[x, tensor(shape, randomNumbers(sizeOf(shape), 8))]]);
          checkGradients([y], [x], numbers, { most: 35, turn, what: `${mode} of ${shape.join("×")}` });
        }
    });
});
