// Layers of a file's own with weights of their own, step by step by the kernels: losses, weights and evaluation as Keras has them
// (scripts/oracle/custom.py). With OWN_LAYERS=FOLDER the scripts of another folder are compared.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import { trainedOf } from "../../src/analysis/trained";
import { withKnownArrays } from "../../src/engine/knownArrays";
import { compilePlans, Session } from "../../src/engine/session";
import { diskFiles } from "../../src/engine/files";
import { outputNames } from "../../src/model/graph";
import { scalarsOf } from "../../src/train/optimize";
import { planEvaluation, planTraining, type PlanSettings } from "../../src/train/plan";
import { configureOptimizer, configureOutputs } from "../../src/train/settings";
import { read } from "../support/reader";
import { kernels, threadFile } from "../support/run";

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
interface Trace {
  readonly batch: number;
  readonly inputs: readonly Numbers[];
  readonly targets: readonly Numbers[];
  readonly first: Readonly<Record<string, Numbers>>;
  readonly losses: readonly number[];
  readonly last: Readonly<Record<string, readonly number[]>>;
  readonly evaluated: number;
}
const folder = process.env["OWN_LAYERS"] ?? join(import.meta.dirname, "../fixtures/custom");
const traces = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Readonly<Record<string, Trace>>;

/** Relative to the largest number of its kind. */
const TOLERANCE = 2e-4;

test("every script has expected numbers", () => {
  if (process.env["OWN_LAYERS"] !== undefined) return;
  expect(Object.keys(traces).sort()).toEqual(readdirSync(folder).filter((name) => name.endsWith(".py")));
});

describe("as Keras trains it", () => {
  for (const [name, trace] of Object.entries(traces))
    test(name, async () => {
      const { models } = read(readFileSync(join(folder, name), "utf8"), name);
      const [found] = trainedOf(models, (model) => infer(model));
      const graph = await withKnownArrays(found!, {
        files: diskFiles,
        kerasFolder: folder,
      });
      const shapes = trace.inputs.map(({ shape }) => shape);
      const facts = infer(graph, shapes);
      const draft = draftJob(facts);
      const jobs =
        draft.outputs ??
        outputNames(graph).map((output) => ({ name: output, loss: draft.loss, weight: 1, metrics: draft.metrics }));
      const widths = graph.outputs.map(
        ({ from, output }) => facts.byId.get(from)!.outputShapes[output]!.at(-1) as number,
      );
      const settings: PlanSettings = {
        graph,
        inputShapes: shapes.map((shape) => shape.slice(1)),
        outputs: configureOutputs(jobs, widths),
        optimizer: configureOptimizer(draft.optimizer),
        seed: 1,
      };
      const train = planTraining(settings, trace.batch);
      const plans = { train, evaluate: planEvaluation(settings, trace.batch) };
      const session = Session.open(compilePlans(plans, 1), kernels, 1, threadFile);
      const known = train.weights.map((weight) => weight.name);
      const paths = placesOf(known, trace.first);
      for (const [path, { values }] of Object.entries(trace.first)) session.numbers(paths.get(path)!).set(values);
      const feed = (plan: string, step: number): void => {
        for (const [letter, all] of [
          ["x", trace.inputs],
          ["y", trace.targets],
        ] as const)
          all.forEach(({ shape, values }, i) => {
            const count = Math.floor(shape[0]! / trace.batch);
            const each = (values.length / shape[0]!) * trace.batch;
            const begin = (step % count) * each;
            session.input(plan, `${letter}${i}`).set(values.slice(begin, begin + each));
          });
      };
      const near = (got: number, want: number, what: string): void =>
        expect(Math.abs(got - want), `${what}: ${got} and ${want}`).toBeLessThan(
          TOLERANCE * Math.max(Math.abs(want), 0.01),
        );
      trace.losses.forEach((want, step) => {
        feed("train", step);
        session.set(scalarsOf(settings.optimizer, step));
        session.run("train");
        near(session.output("train", "loss")[0]!, want, `loss of step ${step}`);
      });
      for (const [path, values] of Object.entries(trace.last)) {
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
        const numbers = session.numbers(paths.get(path)!);
        values.forEach((want, i) =>
          expect(Math.abs(numbers[i]! - want), `${path}[${i}]: ${numbers[i]!} and ${want}`).toBeLessThan(
            5 * TOLERANCE * largest,
          ),
        );
      }
      feed("evaluate", 0);
      session.run("evaluate");
      near(session.output("evaluate", "loss")[0]!, trace.evaluated, "evaluation");
      await session.close();
    });
});

/** Our name for each of Keras's paths: the same, or the next of those that end alike, where it counts layers in layers otherwise. */
function placesOf(known: readonly string[], first: Trace["first"]): ReadonlyMap<string, string> {
  const left = new Set(known);
  const found = new Map<string, string>();
  for (const path of Object.keys(first)) if (left.delete(path)) found.set(path, path);
  // of attention we name the layers within with their weights
  const last = (path: string): string =>
    path
      .replace("attention_output/", "output/")
      .replace(/(query|key|value|output)\/(\w+)$/, "$1_$2")
      .split("/")
      .at(-1)!;
  for (const path of Object.keys(first)) {
    if (found.has(path)) continue;
    const next = [...left].find((name) => last(name) === last(path));
    if (next === undefined) throw new Error(`Keras has ${path}; left are ${[...left].join(", ")}`);
    left.delete(next);
    found.set(path, next);
  }
  expect([...left], "weights that Keras does not have").toEqual([]);
  return found;
}
