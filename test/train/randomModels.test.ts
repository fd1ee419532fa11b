// Models drawn at random (scripts/oracle/random_models.py): five steps by the kernels, and what the model predicts after, as in Keras.
// BATCHWISE_RANDOM_MODELS names a file with more of them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import { compilePlans, Session } from "../../src/engine/session";
import { outputNames } from "../../src/model/graph";
import { sizeOf, type Sizes } from "../../src/ops/op";
import { scalarsOf } from "../../src/train/optimize";
import { planEvaluation, planTraining, type PlanSettings } from "../../src/train/plan";
import { configureOptimizer, configureOutputs } from "../../src/train/settings";
import { read } from "../support/reader";
import { kernels, threadFile } from "../support/run";

/** Their sum, their sum against a wave, and the largest. */
type Sums = readonly [number, number, number];
interface Trace {
  readonly seed: number;
  readonly source: string;
  readonly batch: number;
  readonly words: number | null;
  /** Whole numbers below a limit, numbers, or shares that add up to one. */
  readonly targets: number | "numbers" | "positive";
  readonly losses: readonly number[];
  readonly last: Readonly<Record<string, Sums>>;
  readonly predicted: Sums;
}
const file =
  process.env["BATCHWISE_RANDOM_MODELS"] ?? join(import.meta.dirname, "../fixtures/keras/randomModels.jsonl");
const traces = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Trace);

const TOLERANCE = 1e-4;

// the same as in scripts/oracle/random_models.py
const wave = (count: number, key: number): Float64Array =>
  Float64Array.from({ length: count }, (_, n) => Math.sin((n + 1) * (0.37 + 0.11 * key)));
const words = (count: number, key: number, below: number): Float64Array =>
  Float64Array.from({ length: count }, (_, n) => ((n * n * 7 + n * 3 + key * 5) % 11) % below);
const ownPath = (path: string): string =>
  path
    .split("/")
    .filter((part) => !part.endsWith("_cell"))
    .slice(-2)
    .join("/");

function firstWeights(name: string, count: number): Float64Array {
  const key = Buffer.from(ownPath(name)).reduce((sum, letter) => sum + letter, 0) % 17;
  const one = /(gamma|moving_variance)$/.test(name) ? 1 : 0;
  return wave(count, key).map((value) => value * 0.4 + one);
}

function targetsOf({ targets }: Trace, shape: Sizes, key: number): Float64Array {
  const count = sizeOf(shape);
  if (typeof targets === "number") return words(count, key, targets);
  const values = wave(count, key);
  if (targets === "numbers") return values;
  const last = shape.at(-1)!;
  const positive = values.map(Math.abs);
  return positive.map((value, i) => {
    const from = i - (i % last);
    return value / positive.subarray(from, from + last).reduce((sum, one) => sum + one, 0);
  });
}

/** Sums grow with what is added. */
function near(values: Float32Array, wanted: Sums, what: string): void {
  const against = wave(values.length, 1);
  const sums = [
    values.reduce((sum, value) => sum + value, 0),
    values.reduce((sum, value, i) => sum + value * against[i]!, 0),
  ];
  const room = TOLERANCE * Math.max(0.1, wanted[2]) * Math.sqrt(values.length);
  sums.forEach((sum, i) =>
    expect(Math.abs(sum - wanted[i]!), `${what}: ${sum} and ${wanted[i]!}`).toBeLessThanOrEqual(room),
  );
}

async function run(trace: Trace, threads: number) {
  const graph = read(trace.source).models.find(({ name }) => name === "model")!;
  const analysis = infer(graph);
  const draft = draftJob(analysis);
  expect(draft.notes).toEqual([]);
  const shapeOf = (id: string): Sizes => analysis.byId.get(id)!.shape!.slice(1) as Sizes;
  const jobs = outputNames(graph).map((name) => ({ name, loss: draft.loss, weight: 1, metrics: [] }));
  const settings: PlanSettings = {
    graph,
    inputShapes: graph.inputs.map(shapeOf),
    outputs: configureOutputs(
      jobs,
      graph.outputs.map(({ from }) => shapeOf(from).at(-1)!),
    ),
    optimizer: configureOptimizer(draft.optimizer),
    seed: 1,
  };
  const [plan, predict] = [planTraining(settings, trace.batch), planEvaluation(settings, trace.batch)];
  const session = Session.open(
    compilePlans({ plan, predict }, threads, threads > 1 ? { worthwhileBytes: 0 } : {}),
    kernels,
    threads,
    threadFile,
  );
  const x = plan.inputs.find(({ attrs }) => attrs["name"] === "x0")!;
  const y = plan.inputs.find(({ attrs }) => attrs["name"] === "y0")!;
  const inputs = (step: number): Float64Array =>
    trace.words === null ? wave(sizeOf(x.shape), step) : words(sizeOf(x.shape), step, trace.words);
  for (const { name, value } of plan.weights) session.numbers(name).set(firstWeights(name, sizeOf(value.shape)));
  const losses = trace.losses.map((_, step) => {
    session.input("plan", "x0").set(inputs(step));
    session.input("plan", "y0").set(targetsOf(trace, y.shape, step + 3));
    session.set(scalarsOf(settings.optimizer, step));
    session.run("plan");
    return session.output("plan", "loss")[0]!;
  });
  session.input("predict", "x0").set(inputs(0));
  session.input("predict", "y0").set(targetsOf(trace, y.shape, 3));
  session.run("predict");
  const predicted = session.output("predict", "prediction0").slice();
  const last = new Map(plan.weights.map(({ name }) => [name, session.numbers(name).slice()]));
  await session.close();
  return { losses, predicted, last };
}

describe("models drawn at random", () => {
  for (const trace of traces)
    test(`number ${trace.seed}`, async () => {
      const { losses, predicted, last } = await run(trace, 1);
      const found = new Map([...last].map(([name, values]) => [ownPath(name), values]));
      expect([...found.keys()].sort()).toEqual(Object.keys(trace.last).sort());
      trace.losses.forEach((want, step) =>
        expect(
          Math.abs(losses[step]! - want),
          `loss of step ${step}: ${losses[step]!} and ${want}`,
        ).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(want))),
      );
      for (const [name, sums] of Object.entries(trace.last)) near(found.get(name)!, sums, name);
      near(predicted, trace.predicted, "prediction");
      expect(await run(trace, 2), "two threads, or calls that are gathered, give other bits").toEqual({
        losses,
        predicted,
        last,
      });
    });
});
