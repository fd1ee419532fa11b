/**
 * A training before the one that is wanted: small models on made-up data, in memory alone. What it gives is thrown away; what remains is that V8 has
 * read and compiled the code between an order to train and the first step, which takes longer than what the code does.
 */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { epochOrder } from "../data/batches";
import type { Tools } from "../data/dataset";
import type { TrainingJob } from "../model/job";
import type { Recipe } from "../model/recipe";
import { Learner } from "./learner";
import { prepare } from "./prepare";
import { jobOfWorkload, workloads } from "./workloads";

/** A network with shortcuts, then one with pooling and dropout: between them most of what people build of layers. */
const REHEARSED = ["W6", "W2"];
const BATCH = 2;

/** Random pictures and classes, as a model file makes them. */
const recipeFor = (shape: readonly number[], classes: number): Recipe => {
  const drawn = (kind: string, b: number, sizes: readonly number[], stream: number) =>
    ({ does: "random", of: [], settings: { kind, a: 0, b, shape: sizes, stream } }) as const;
  const count = 2 * BATCH;
  return {
    steps: [drawn("uniform", 1, [count, ...shape], 0), drawn("integers", Math.max(2, classes), [count], 1)],
    x: [0],
    y: [1],
  };
};

/** Ends early, between two of its parts, once something real `isWanted`. */
export async function rehearse(
  tools: Tools,
  kernels: Promise<WebAssembly.Module>,
  isWanted: () => boolean,
): Promise<void> {
  for (const name of REHEARSED) {
    const workload = workloads.find((one) => one.name === name)!;
    const { inputShape, classes } = workload;
    const data = { source: "recipe", scale: true, recipe: recipeFor(inputShape, classes) };
    const job: TrainingJob = { ...jobOfWorkload({ ...workload, batch: BATCH }), data, threads: 1, out: "" };
    await yieldToOthers();
    if (isWanted()) return;
    const prepared = await prepare(job, tools, kernels, () => undefined);
    await yieldToOthers();
    if (isWanted()) return;
    const learner = Learner.open(prepared, await kernels);
    learner.begin(job.seed);
    const { train } = prepared.data;
    for await (const batch of learner.batches(train, epochOrder(train.count, { seed: job.seed, epoch: 1 }))) {
      learner.named(learner.step(batch).slice(1));
      if (isWanted()) break;
    }
    await learner.close();
  }
}
