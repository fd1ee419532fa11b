// Models with several inputs and outputs: 20 steps give the numbers that Keras gives, under Keras's names.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import { compilePlans, Session } from "../../src/engine/session";
import { outputNames } from "../../src/model/graph";
import { sizeOf, type Sizes } from "../../src/ops/op";
import { scalarsOf } from "../../src/train/optimize";
import { targetName, watchedOf } from "../../src/train/outputs";
import { planTraining, type PlanSettings } from "../../src/train/plan";
import { configureOptimizer, configureOutputs } from "../../src/train/settings";
import { read } from "../support/reader";
import { kernels, threadFile } from "../support/run";

const folder = resolve(import.meta.dirname, "../fixtures/outputs");
const [BATCH, BATCHES] = [6, 3];

interface Trace {
  /** Of each output: whole numbers below a limit, numbers, or nothing. */
  readonly targets: readonly (number | "numbers" | null)[];
  readonly words?: number;
  readonly logs: Readonly<Record<string, readonly number[]>>;
}
const traces = JSON.parse(readFileSync(join(folder, "traces.json"), "utf8")) as Readonly<Record<string, Trace>>;

// the same as in scripts/oracle/outputs.py
const wave = (count: number, key: number): Float32Array =>
  Float32Array.from({ length: count }, (_, n) => Math.sin((n + 1) * (0.37 + 0.11 * key)));
const words = (count: number, key: number, below: number): Float32Array =>
  Float32Array.from({ length: count }, (_, n) => ((n * n * 7 + n * 3 + key * 5) % 11) % below);
const keyOf = (path: string): number =>
  Buffer.from(path.split("/").slice(-2).join("/")).reduce((sum, letter) => sum + letter, 0);

function firstWeights(name: string, shape: Sizes): Float32Array {
  const values = wave(sizeOf(shape), keyOf(name) % 17).map((value) => Math.fround(0.4) * value);
  return /(gamma|moving_variance)$/.test(name) ? values.map((value) => value + 1) : values;
}

async function run(name: string, threads: number) {
  const text = readFileSync(join(folder, `${name}.py`), "utf8");
  const graph = read(text).models.find((model) => model.name === "model")!;
  const analysis = infer(graph);
  const job = draftJob(analysis);
  const shapeOf = (id: string): Sizes => analysis.byId.get(id)!.shape!.slice(1) as Sizes;
  const widths = graph.outputs.map(({ from }) => shapeOf(from).at(-1)!);
  const jobs = job.outputs ?? outputNames(graph).map((output) => ({ ...job, name: output, weight: 1 }));
  const settings: PlanSettings = {
    graph,
    inputShapes: graph.inputs.map(shapeOf),
    outputs: configureOutputs(jobs, widths),
    optimizer: configureOptimizer(job.optimizer),
    seed: 1,
  };
  const plan = planTraining(settings, BATCH);
  const session = Session.open(compilePlans({ plan }, threads), kernels, threads, threadFile);
  for (const { name, value } of plan.weights) session.numbers(name).set(firstWeights(name, value.shape));
  const { targets, words: below } = traces[name]!;
  const feeds = plan.inputs.map((value) => {
    const fed = value.attrs["name"] as string;
    const output = settings.outputs.findIndex((_, i) => targetName(i) === fed);
    const kind = output < 0 ? (below ?? "numbers") : targets[output]!;
    const key = output < 0 ? Number(fed.slice(1)) : output + 3;
    const count = sizeOf(value.shape) * BATCHES;
    return { fed, size: sizeOf(value.shape), all: kind === "numbers" ? wave(count, key) : words(count, key, kind) };
  });
  const watched = watchedOf(settings.outputs);
  const logs: Record<string, number[]> = { loss: [], ...Object.fromEntries(watched.map(({ label }) => [label, []])) };
  for (let step = 0; step < 20; step++) {
    const batch = step % BATCHES;
    for (const { fed, size, all } of feeds)
      session.input("plan", fed).set(all.subarray(batch * size, (batch + 1) * size));
    session.set(scalarsOf(settings.optimizer, step));
    session.run("plan");
    logs["loss"]!.push(session.output("plan", "loss")[0]!);
    for (const { label, result } of watched) logs[label]!.push(result([...session.output("plan", label)]));
  }
  await session.close();
  return { logs, notes: job.notes };
}

describe("20 steps", () => {
  for (const [name, trace] of Object.entries(traces))
    test(name, async () => {
      const { logs, notes } = await run(name, 1);
      expect(notes).toEqual([]);
      expect(Object.keys(logs).sort()).toEqual(Object.keys(trace.logs).sort());
      for (const [label, wanted] of Object.entries(trace.logs))
        wanted.forEach((value, step) =>
          expect(Math.abs(logs[label]![step]! - value), `${label}, step ${step + 1}: ${value}`).toBeLessThanOrEqual(
            1e-4 * Math.max(1, Math.abs(value)),
          ),
        );
      expect((await run(name, 2)).logs, "two threads give other bits").toEqual(logs);
    });
});
