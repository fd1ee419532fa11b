// Small models from their source, 20 steps by the kernels: the loss of each step and the weights after as Keras has them, to 1e-4
// (scripts/oracle/traces.py).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import { compilePlans, Session } from "../../src/engine/session";
import { outputNames } from "../../src/model/graph";
import { scalarsOf } from "../../src/train/optimize";
import { planTraining, type PlanSettings } from "../../src/train/plan";
import { configureOptimizer, configureOutputs } from "../../src/train/settings";
import { readModel } from "../support/reader";
import { kernels, threadFile } from "../support/run";

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
interface Trace {
  readonly source: string;
  readonly batch: number;
  readonly inputs: readonly Numbers[];
  readonly targets: readonly Numbers[];
  readonly first: Readonly<Record<string, readonly number[]>>;
  readonly losses: readonly number[];
  readonly last: Readonly<Record<string, readonly number[]>>;
}
const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/keras", name), "utf8"));
const traces = read("traces.json") as Readonly<Record<string, Trace>>;

/** Relative to the largest number of its kind. */
const TOLERANCE = 1e-4;

/** The weights of each name, or of each place in their order. */
type Weights = Readonly<Record<string, readonly number[]>> | readonly (readonly number[])[];

async function follow(trace: Omit<Trace, "first" | "last"> & { first: Weights; last: Weights }, threads: number) {
  const graph = readModel(trace.source);
  const draft = draftJob(infer(graph));
  const jobs =
    draft.outputs ??
    outputNames(graph).map((output) => ({ name: output, loss: draft.loss, weight: 1, metrics: draft.metrics }));
  const facts = infer(graph).nodes;
  const widths = graph.outputs.map(({ from }) => facts.find(({ node }) => node.id === from)!.shape!.at(-1) as number);
  const settings: PlanSettings = {
    graph,
    inputShapes: trace.inputs.map(({ shape }) => shape.slice(1)),
    outputs: configureOutputs(jobs, widths),
    optimizer: configureOptimizer(draft.optimizer),
    seed: 1,
  };
  const plan = planTraining(settings, trace.batch);
  const names = plan.weights.map(({ name }) => name);
  const named = (weights: Weights): [string, readonly number[]][] =>
    Array.isArray(weights)
      ? (weights as readonly (readonly number[])[]).map((values, i) => [names[i]!, values])
      : Object.entries(weights as Readonly<Record<string, readonly number[]>>);
  const session = Session.open(compilePlans({ train: plan }, threads), kernels, threads, threadFile);
  expect(
    named(trace.first)
      .map(([name]) => name)
      .sort(),
  ).toEqual([...names].sort());
  for (const [weight, values] of named(trace.first)) session.numbers(weight).set(values);
  trace.losses.forEach((want, step) => {
    for (const [letter, all] of [
      ["x", trace.inputs],
      ["y", trace.targets],
    ] as const)
      all.forEach(({ shape, values }, i) => {
        const each = values.length / shape[0]!;
        const begin = (step * trace.batch) % shape[0]!;
        session.input("train", `${letter}${i}`).set(values.slice(begin * each, (begin + trace.batch) * each));
      });
    session.set(scalarsOf(settings.optimizer, step));
    session.run("train");
    const loss = session.output("train", "loss")[0]!;
    expect(Math.abs(loss - want), `loss of step ${step}: ${loss} and ${want}`).toBeLessThan(TOLERANCE * Math.abs(want));
  });
  for (const [weight, values] of named(trace.last)) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
    session
      .numbers(weight)
      .forEach((value, i) =>
        expect(Math.abs(value - values[i]!), `${weight}[${i}]: ${value} and ${values[i]!}`).toBeLessThan(
          TOLERANCE * largest,
        ),
      );
  }
  await session.close();
}

describe("20 steps are those of Keras", () => {
  for (const [name, trace] of Object.entries(traces))
    test.each([1, 2, 3, 4])(`${name}, threads: %i`, (threads) => follow(trace, threads));
});

interface OptimizerTraces {
  readonly x: Numbers;
  readonly y: Numbers;
  readonly initial_weights: readonly Numbers[];
  readonly optimizers: readonly {
    readonly expr: string;
    readonly losses: readonly number[];
    readonly final_weights: readonly (readonly number[])[];
  }[];
}
const optimizerTraces = read("optimizerTraces.json") as OptimizerTraces;

describe("6 steps of a small model are those of Keras, with the optimizer as it is written", () => {
  test.each(optimizerTraces.optimizers)("$expr", ({ expr, losses, final_weights }) => {
    const { x, y, initial_weights } = optimizerTraces;
    const source = [
      "import keras",
      "from keras import Input, layers",
      "model = keras.Sequential([Input((3,)), layers.Dense(4, activation='tanh'), layers.Dense(1)])",
      `model.compile(optimizer=${expr}, loss='mse')`,
      "",
    ].join("\n");
    const first = initial_weights.map(({ values }) => values);
    return follow({ source, batch: 4, inputs: [x], targets: [y], first, losses, last: final_weights }, 1);
  });
});
