// Whole training runs of 20 steps against the golden ones: loss of every step, weights at the end, predictions.
import { expect } from "vitest";
import type { Graph, Node } from "../../src/model/graph";
import type { KerasObject } from "../../src/model/literal";
import { compilePlans, Session } from "../../src/engine/session";
import { scalarsOf } from "../../src/train/optimize";
import { planEvaluation, planTraining, type PlanSettings } from "../../src/train/plan";
import { configureOutputs, configureOptimizer } from "../../src/train/settings";
import { arraysOf, configOf, literalOf, testEachOf, type GoldenCase } from "../support/golden";
import { kernels, threadFile } from "../support/run";

interface Layer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
}

const config = (one: GoldenCase) =>
  one.config as unknown as {
    readonly input_shape: readonly number[];
    readonly layers: readonly Layer[];
    readonly loss: { readonly class_name: string; readonly config: Record<string, unknown> };
    readonly optimizer: { readonly class_name: string; readonly config: Record<string, unknown> };
  };

function graphOf(one: GoldenCase): Graph {
  const { input_shape, layers } = config(one);
  const input: Node = {
    id: "input",
    name: "input",
    type: "InputLayer",
    args: { shape: { value: [...input_shape] } },
    inputs: [],
  };
  let previous = input.id;
  const nodes = layers.map(({ class_name, config: { name, ...rest } }): Node => {
    const args = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, { value: literalOf(value) }]));
    const node = { id: name, name, type: class_name, args, inputs: [{ from: previous, output: 0 }] };
    previous = name;
    return node;
  });
  return {
    name: "model",
    class: "Sequential",
    nodes: [input, ...nodes],
    inputs: [input.id],
    outputs: [{ from: previous, output: 0 }],
  };
}

const named = ({ class_name, config }: { class_name: string; config: Record<string, unknown> }): KerasObject => ({
  class_name,
  config: configOf(config),
});

async function run(one: GoldenCase, threads: number) {
  const array = await arraysOf(one);
  const loss = named(config(one).loss);
  const outputs = configureOutputs([{ name: "output", loss, weight: 1, metrics: [] }], [1]);
  const settings: PlanSettings = {
    graph: graphOf(one),
    inputShapes: [config(one).input_shape],
    outputs: outputs.map((output) => ({ ...output, ...(one.id === "seed_weighted" && { weighed: 1 }) })),
    optimizer: configureOptimizer(named(config(one).optimizer)),
    seed: 1,
  };
  const batchOf = (step: number): number => step % one.batches!;
  const sizes = new Set(Array.from({ length: one.batches! }, (_, b) => array(`in.x${b}`).shape[0]!));
  const plans = Object.fromEntries([...sizes].map((size) => [`train ${size}`, planTraining(settings, size)]));
  const first = array("in.x0").shape[0]!;
  const session = Session.open(
    compilePlans({ ...plans, predict: planEvaluation(settings, first) }, threads),
    kernels,
    threads,
    threadFile,
  );
  const weights = plans[`train ${first}`]!.weights.map(({ name }) => name);
  for (const name of weights) session.numbers(name).set(array(`initial.${name.replace("/", ".")}`).data);
  const losses: number[] = [];
  for (let step = 0; step < one.steps!; step++) {
    const x = array(`in.x${batchOf(step)}`);
    const plan = `train ${x.shape[0]!}`;
    session.input(plan, "x0").set(x.data);
    session.input(plan, "y0").set(array(`in.y${batchOf(step)}`).data);
    if (settings.outputs[0]!.weighed) session.input(plan, "w0").set(array(`in.w${batchOf(step)}`).data);
    session.set(scalarsOf(settings.optimizer, step));
    session.run(plan);
    losses.push(session.output(plan, "loss")[0]!);
  }
  const final = new Map(weights.map((name) => [name, session.numbers(name).slice()]));
  session.input("predict", "x0").set(array("in.x0").data);
  session.input("predict", "y0").set(array("in.y0").data);
  session.run("predict");
  const prediction = session.output("predict", "prediction0").slice();
  await session.close();
  return { losses, final, prediction, array };
}

/** As the golden numbers' README suggests for trajectories. */
const allowed = (one: GoldenCase, name: string): number => {
  const { abs, max } = one.f32[name]!;
  const strict = Math.max(10 * abs, 1e-5 * max, 1e-6);
  return name !== "out.loss" && forks.has(one.id) ? Math.max(strict, 5e-3 * max) : strict;
};

/**
 * Here rounding decides at the sixth step which place of a pooling window wins, and weights differ from there on; losses do not. (Each step
 * alone, begun from the weights of a run in float64, is right to 2e-5, and in float64 the whole run is.)
 */
const forks: ReadonlySet<string> = new Set(["seed_sgd"]);

const largestDistance = (got: ArrayLike<number>, want: Float64Array): number =>
  want.reduce((most, value, i) => Math.max(most, Math.abs(got[i]! - value)), 0);

testEachOf("trajectory", "runs of 20 steps", async (one) => {
  const { losses, final, prediction, array } = await run(one, 1);
  expect(largestDistance(losses, array("out.loss").data), "losses").toBeLessThanOrEqual(allowed(one, "out.loss"));
  for (const [name, numbers] of final) {
    const key = `final.${name.replace("/", ".")}`;
    expect(largestDistance(numbers, array(key).data), key).toBeLessThanOrEqual(allowed(one, key));
  }
  expect(largestDistance(prediction, array("out.predict_batch0").data), "predictions").toBeLessThanOrEqual(
    allowed(one, "out.predict_batch0"),
  );
  for (const threads of [2, 3, 4]) {
    const again = await run(one, threads);
    expect(again.losses, `${threads} threads give other bits`).toEqual(losses);
    expect(again.final, `${threads} threads give other weights`).toEqual(final);
  }
});
