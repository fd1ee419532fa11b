/** From a job to a model in memory with its data: everything that happens before the first step. */
import { availableParallelism } from "node:os";
import { showBytes } from "../base/figures";
import { LineMap } from "../base/text";
import { Trouble } from "../base/trouble";
import { openData } from "../data";
import { textsOf, type Dataset, type Samples, type Tools } from "../data/dataset";
import type { TrainingJob } from "../model/job";
import type { ClassWeights } from "../train/classWeights";
import { sizeOf, type Sizes } from "../ops/op";
import { Untrainable } from "../train/untrainable";
import { gathersAtAll } from "../train/optimize";
import { planEvaluation, planInspection, planTraining, type Plan, type PlanSettings } from "../train/plan";
import { configureOptimizer } from "../train/settings";
import { adapt } from "./adapt";
import { withKnownArrays } from "./knownArrays";
import { fits, largestThatDoes, moreBytes, thisMachine, type Machine } from "./memoryNeed";
import { openModelData } from "./modelData";
import { weigh } from "./weighing";
import { compilePlans, LARGEST_MEMORY, type Compiled } from "./session";

export interface Prepared {
  readonly data: Dataset;
  readonly settings: PlanSettings;
  readonly batchSize: number;
  readonly threads: number;
  readonly compiled: Compiled;
  /** What the process will hold, all in all. */
  readonly memoryBytes: number;
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
  /** How much memory there is. */
  readonly machine?: Machine;
}

/** As many as the machine has cores, unless the job says otherwise. */
export const threadsOf = (job: TrainingJob): number => (job.threads > 0 ? job.threads : availableParallelism());

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
  { open = openData, plainEvaluation = false, machine: stated }: Wishes,
): Promise<Prepared> {
  tell("Reading data");
  const tools: Tools = { ...given, tell };
  const { data, ...model } = await openModelData(
    { ...job, graph: await withKnownArrays(job.graph, tools) },
    (spec, wish) => open(spec, tools, wish),
    async (graph, data, shapes) => adapt(graph, data, shapes, { seed: job.seed, kernels: await kernels, tell }),
  );
  const optimizer = configureOptimizer(job.optimizer);
  const { outputs, classWeight, notes } = weigh(model.outputs, data, job.classWeight);
  const settings: PlanSettings = {
    ...model,
    texts: textsOf(data),
    outputs,
    optimizer,
    seed: job.seed,
    plainEvaluation,
  };
  tell("Planning");
  const threads = threadsOf(job);
  const batchSize = Math.min(job.batchSize, data.train.count);
  const compiled = compileFor(settings, data, batchSize, threads);
  const machine = stated ?? thisMachine();
  const more = moreBytes(compiled, data, batchSize, threads);
  if (!fits(compiled, more, machine)) throw tooLarge(more, machine, settings, data, batchSize, threads);
  const memoryBytes = machine.heldBytes + more;
  return { data, settings, batchSize, threads, compiled, memoryBytes, ...(classWeight && { classWeight }), notes };
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
  return fits(compiled, compiled.memoryBytes, thisMachine()) ? { compiled, looks } : undefined;
}

const byteInputsOf = ({ input }: Dataset) =>
  input.type === "uint8" ? { byteInputs: new Map([["x0", input.scale]]) } : {};

const batchesOf = (count: number, size: number): readonly number[] =>
  [count >= size ? size : 0, count % size].filter((one) => one > 0);

/** Expected trouble: with what would fit. */
function tooLarge(
  more: number,
  machine: Machine,
  settings: PlanSettings,
  data: Dataset,
  batchSize: number,
  threads: number,
): Trouble {
  const doesFit = (inputShapes: PlanSettings["inputShapes"], of: Dataset, size: number): boolean => {
    const compiled = compileFor({ ...settings, inputShapes }, of, size, threads);
    return fits(compiled, moreBytes(compiled, of, size, threads), machine);
  };
  const batch = largestThatDoes(batchSize, (size) => doesFit(settings.inputShapes, data, size));
  const image = largestImage(settings, data, (shape) => doesFit([shape], withImagesOf(data, shape), batchSize));
  const advice =
    batch === undefined && image === undefined
      ? "Not even a batch of one would fit: use smaller images or fewer units."
      : [
          ...(batch === undefined ? [] : [`a batch size of ${batch}`]),
          ...(image ? [`images of ${image.join("×")} with a batch size of ${batchSize}`] : []),
        ].join(", or ");
  const what = batch === undefined && image === undefined ? advice : `What would fit: ${advice}.`;
  const room = Math.min(machine.freeBytes, LARGEST_MEMORY);
  return new Trouble(`Training needs ${showBytes(more)} of memory, and ${showBytes(room)} can be had. ${what}`);
}

/** What is decoded to the size that the model takes is kept in that size. */
function withImagesOf(data: Dataset, shape: Sizes): Dataset {
  const ratio = sizeOf(shape) / sizeOf(data.input.shape);
  const resized = (samples: Samples): Samples => ({
    ...samples,
    ...(samples.growsBytes !== undefined && { growsBytes: samples.growsBytes * ratio }),
  });
  const { input, train, validation } = data;
  return {
    ...data,
    input: { ...input, shape },
    train: resized(train),
    ...(validation && { validation: resized(validation) }),
  };
}

/** The largest rows and columns of pictures, in the same proportion, that would fit; undefined where the input is none. */
function largestImage(
  { inputShapes }: PlanSettings,
  { input }: Dataset,
  doesFit: (shape: Sizes) => boolean,
): readonly [rows: number, columns: number] | undefined {
  const [shape] = inputShapes;
  if (!input.image || inputShapes.length > 1 || shape?.length !== 3) return undefined;
  const [rows, columns, channels] = shape as [number, number, number];
  const sized = (size: number): [number, number] => [size, Math.max(1, Math.round((size * columns) / rows))];
  const largest = largestThatDoes(rows, (size) => {
    try {
      return doesFit([...sized(size), channels]);
    } catch {
      // a layer has nothing left of pictures as small as that
      return undefined;
    }
  });
  return largest === undefined ? undefined : sized(largest);
}
