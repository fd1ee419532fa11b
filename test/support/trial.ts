/** Trials in this process: the engine's points, and what they say. */
import { diskFiles } from "../../src/engine/files";
import type { Environment } from "../../src/engine/training";
import { Trial } from "../../src/engine/trial";
import type { Graph } from "../../src/model/graph";
import type { TrainingJob } from "../../src/model/job";
import type { Literal } from "../../src/model/literal";
import type { TrialBudget, TrialJob, TrialPoint, TrialSpeed } from "../../src/protocol/trial";
import { trialResult, type TrialResult } from "../../src/protocol/trialResult";
import { kernels, threadFile } from "./run";

export const environment: Environment = {
  tools: { files: diskFiles },
  kernels: Promise.resolve(kernels),
  threadFile,
  version: "test",
};

/** Layers in a row; a name of one's own makes a layer the same in two models. */
export function chain(...layers: readonly (readonly [string, Readonly<Record<string, Literal>>, string?])[]): Graph {
  const names = layers.map(([type], i) => layers[i]![2] ?? `${type.toLowerCase()}${i}`);
  const nodes = layers.map(([type, args], i) => ({
    id: names[i]!,
    name: names[i]!,
    type,
    args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, { value }])),
    inputs: i === 0 ? [] : [{ from: names[i - 1]!, output: 0 }],
  }));
  const output = { from: names.at(-1)!, output: 0 };
  return { name: "model", class: "Sequential", nodes, inputs: [names[0]!], outputs: [output] };
}

export const jobOf = (graph: Graph, more: Partial<TrainingJob> = {}): TrainingJob => ({
  graph,
  source: { name: "model.py", text: "" },
  data: { source: "builtin:spirals", scale: true },
  validation: 0.2,
  loss: { class_name: "BinaryCrossentropy", config: {} },
  optimizer: { class_name: "Adam", config: { learning_rate: 0.01 } },
  metrics: [{ class_name: "accuracy", config: {} }],
  epochs: 100,
  batchSize: 32,
  shuffle: true,
  seed: 7,
  threads: 1,
  out: "",
  ...more,
});

export interface Tried {
  readonly speed: TrialSpeed;
  readonly points: readonly TrialPoint[];
  readonly result: TrialResult;
}

export async function tryOut(job: TrialJob, budget: Partial<TrialBudget> = {}): Promise<Tried> {
  const points: TrialPoint[] = [];
  const trial = new Trial(job, environment, (name, data) => {
    if (name === "trialPoint") points.push(data as TrialPoint);
  });
  try {
    const speed = await trial.measure();
    const whole: TrialBudget = { pairs: 5, steps: 60, looks: 4, samples: speed.data.validation, seconds: 1, ...budget };
    await trial.run(whole);
    return { speed, points, result: trialResult(speed, whole, points, 1) };
  } finally {
    await trial.close();
  }
}
