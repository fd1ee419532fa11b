/** From a job to a model in memory with its data: everything that happens before the first step. */
import { availableParallelism, totalmem } from "node:os";
import { showBytes } from "../base/figures";
import { LineMap } from "../base/text";
import { Trouble } from "../base/trouble";
import { openData } from "../data";
import type { Dataset, Tools } from "../data/dataset";
import type { TrainingJob } from "../model/job";
import type { ClassWeights } from "../train/classWeights";
import { Untrainable } from "../train/lower";
import { gathersAtAll } from "../train/optimize";
import { planEvaluation, planInspection, planTraining, type Plan, type PlanSettings } from "../train/plan";
import { configureOptimizer } from "../train/settings";
import { adapt } from "./adapt";
import { openModelData } from "./modelData";
import { weigh } from "./weighing";
import { compilePlans, LARGEST_MEMORY, type Compiled } from "./session";

export interface Prepared {
  readonly data: Dataset;
  readonly settings: PlanSettings;
  readonly batchSize: number;
  readonly threads: number;
  readonly compiled: Compiled;
  /** How much samples count by their class, where they do. */
  readonly classWeight?: ClassWeights;
  /** What is left out, one sentence each. */
  readonly notes: readonly string[];
}

/** `gather` is a step that only gathers gradients. */
export type PlanKind = "train" | "gather" | "evaluate";

/** The plan for a batch of so many samples. */
export const planName = (kind: PlanKind, count: number): string => `${kind} ${count}`;

/** What a trial wants to be otherwise than a run. */
export interface Wishes {
  readonly open?: typeof openData;
  /** Penalties on weights are left out of the loss when predicting: it is to be compared with that of another model. */
  readonly plainEvaluation?: boolean;
}

/** `tell` says what is being done. Throws `Trouble` for what cannot be trained, with the line of the layer that cannot. */
export async function prepare(
  job: TrainingJob,
  tools: Tools,
  kernels: Promise<WebAssembly.Module>,
  tell: (what: string) => void,
  wishes: Wishes = {},
): Promise<Prepared> {
  try {
    return await prepared(job, tools, kernels, tell, wishes);
  } catch (error) {
    if (!(error instanceof Untrainable) || !error.node.span) throw error;
    const { line } = new LineMap(job.source.text).positionAt(error.node.span.start);
    throw new Trouble(error.sentence, `${job.source.name}, line ${line + 1}`);
  }
}

async function prepared(
  job: TrainingJob,
  given: Tools,
  kernels: Promise<WebAssembly.Module>,
  tell: (what: string) => void,
  { open = openData, plainEvaluation = false }: Wishes,
): Promise<Prepared> {
  tell("Reading data");
  const tools: Tools = { ...given, tell };
  const { data, ...model } = await openModelData(
    job,
    (spec, wish) => open(spec, tools, wish),
    async (graph, data, shapes) => adapt(graph, data, shapes, { seed: job.seed, kernels: await kernels, tell }),
  );
  const optimizer = configureOptimizer(job.optimizer);
  const { outputs, classWeight, notes } = weigh(model.outputs, data, job.classWeight);
  const settings: PlanSettings = { ...model, outputs, optimizer, seed: job.seed, plainEvaluation };
  tell("Planning");
  const threads = job.threads > 0 ? job.threads : availableParallelism();
  const batchSize = Math.min(job.batchSize, data.train.count);
  const compiled = compileFor(settings, data, batchSize, threads);
  const limit = memoryLimit();
  if (compiled.memoryBytes > limit) throw tooLarge(compiled.memoryBytes, limit, settings, data, batchSize, threads);
  return { data, settings, batchSize, threads, compiled, ...(classWeight && { classWeight }), notes };
}

/** The same model on the same data, with all that is random in it drawn from another seed. */
export function recompiled(prepared: Prepared, seed: number): Prepared {
  const settings = { ...prepared.settings, seed };
  const { data, batchSize, threads } = prepared;
  return { ...prepared, settings, compiled: compileFor(settings, data, batchSize, threads) };
}

/** Whole batches and the smaller last one, for training and for validation. */
function compileFor(settings: PlanSettings, data: Dataset, batchSize: number, threads: number): Compiled {
  const plans: Record<string, Plan> = {};
  for (const count of batchesOf(data.train.count, batchSize))
    plans[planName("train", count)] = planTraining(settings, count);
  if (gathersAtAll(settings.optimizer))
    for (const count of batchesOf(data.train.count, batchSize))
      plans[planName("gather", count)] = planTraining(settings, count, true);
  for (const count of batchesOf(data.validation?.count ?? 0, batchSize))
    plans[planName("evaluate", count)] = planEvaluation(settings, count);
  return compilePlans(plans, threads, byteInputsOf(data));
}

/** A step whose numbers can all be read; undefined when that would take too much memory. */
export function inspection({ settings, data }: Prepared, count: number) {
  const { plan, looks } = planInspection(settings, count);
  const compiled = compilePlans({ [planName("train", count)]: plan }, 1, byteInputsOf(data));
  return compiled.memoryBytes > memoryLimit() ? undefined : { compiled, looks };
}

const byteInputsOf = ({ input }: Dataset) =>
  input.type === "uint8" ? { byteInputs: new Map([["x0", input.scale]]) } : {};

const batchesOf = (count: number, size: number): readonly number[] =>
  [count >= size ? size : 0, count % size].filter((one) => one > 0);

/** What the engine may take: WebAssembly's addresses end at 4 GiB, and the machine has other things to do. */
export function memoryLimit(): number {
  const available = (process as { availableMemory?: () => number }).availableMemory?.();
  const machine = process.platform === "linux" && available ? 0.9 * available : 0.75 * totalmem();
  return Math.min(LARGEST_MEMORY, machine);
}

function tooLarge(
  bytes: number,
  limit: number,
  settings: PlanSettings,
  data: Dataset,
  batchSize: number,
  threads: number,
): Trouble {
  let [fits, fails] = [0, batchSize];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (compileFor(settings, data, middle, threads).memoryBytes <= limit) fits = middle;
    else fails = middle;
  }
  const advice =
    fits > 0
      ? `A batch size of ${fits} would fit.`
      : "Not even a batch of one would fit: use smaller images or fewer units.";
  return new Trouble(`Training needs ${showBytes(bytes)} of memory, and ${showBytes(limit)} can be had. ${advice}`);
}
