// Losses and metrics as they are written in a call of compile: the numbers of Keras for fixed arrays.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import { planEvaluation } from "../../src/train/plan";
import { watchedOf } from "../../src/train/outputs";
import { configureOptimizer, configureOutputs } from "../../src/train/settings";
import { readModel } from "../support/reader";
import { runOnEngine } from "../support/run";

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
interface Case {
  readonly expr: string;
  readonly y_true: Numbers;
  readonly y_pred: Numbers;
  readonly value: number | readonly number[];
}
const { losses, metrics } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/keras/lossesAndMetrics.json"), "utf8"),
) as { readonly losses: readonly Case[]; readonly metrics: readonly Case[] };

/** What an evaluation says of predictions that come from nowhere: the model passes on what it is fed. */
async function evaluated(settings: string, { y_true, y_pred }: Case) {
  const [batch, width] = y_pred.shape as readonly [number, number];
  const source = [
    "import keras",
    `model = keras.Sequential([keras.Input((${width},)), keras.layers.Identity()])`,
    `model.compile(optimizer='sgd', ${settings})`,
    "",
  ].join("\n");
  const graph = readModel(source);
  const draft = draftJob(infer(graph));
  const job = { name: "identity", loss: draft.loss, weight: 1, metrics: draft.metrics };
  const outputs = configureOutputs([job], [width]);
  const optimizer = configureOptimizer(draft.optimizer);
  const plan = planEvaluation({ graph, inputShapes: [[width]], outputs, optimizer, seed: 1 }, batch);
  const feeds = new Map(
    plan.inputs.map((input) => [input, input.attrs["name"] === "y0" ? y_true.values : y_pred.values]),
  );
  return { results: await runOnEngine(plan, feeds), watched: watchedOf(outputs) };
}

const expectNear = (got: number, want: number): void =>
  expect(Math.abs(got - want), `${got} and ${want}`).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(want)));

describe("losses", () => {
  test.each(losses)("$expr", async (one) => {
    const { results } = await evaluated(`loss=${one.expr}`, one);
    expectNear(results.get("loss")![0]!, one.value as number);
  });
});

describe("metrics", () => {
  test.each(metrics)("$expr", async (one) => {
    const loss = one.y_true.shape.length === 1 ? "sparse_categorical_crossentropy" : "mse";
    const { results, watched } = await evaluated(`loss='${loss}', metrics=[${one.expr}]`, one);
    const { label, result } = watched[0]!;
    expectNear(result([...results.get(label)!]), (one.value as readonly number[])[0]!);
  });
});
