/** From a job to a model in memory with its data: everything that happens before the first step. */
import { availableParallelism, totalmem } from "node:os";
import { showBytes } from "../base/figures";
import { LineMap } from "../base/text";
import { Trouble } from "../base/trouble";
import { openData } from "../data";
import type { Dataset, Tools } from "../data/dataset";
import { fitToModel, Unfit } from "../data/fit";
import { splitValidation } from "../data/split";
import { resolveLayer } from "../layers/config";
import { outputNames, type Graph, type Node } from "../model/graph";
import type { OutputJob, TrainingJob } from "../model/job";
import type { Shape } from "../model/shape";
import { input, type Sizes } from "../ops/op";
import { lower, Untrainable } from "../train/lower";
import { planEvaluation, planTraining, type Plan, type PlanSettings } from "../train/plan";
import { configureOptimizer, configureOutputs, targetFormOf } from "../train/settings";
import { adapt } from "./adapt";
import { compilePlans, LARGEST_MEMORY, type Compiled } from "./session";

export interface Prepared {
  readonly data: Dataset;
  readonly settings: PlanSettings;
  readonly batchSize: number;
  readonly threads: number;
  readonly compiled: Compiled;
}

/** The plan for a batch of so many samples. */
export const planName = (kind: "train" | "evaluate", count: number): string => `${kind} ${count}`;

/** `tell` says what is being done. Throws `Trouble` for what cannot be trained, with the line of the layer that cannot. */
export async function prepare(
  job: TrainingJob,
  tools: Tools,
  kernels: Uint8Array,
  tell: (what: string) => void,
): Promise<Prepared> {
  try {
    return await prepared(job, tools, kernels, tell);
  } catch (error) {
    if (!(error instanceof Untrainable) || !error.node.span) throw error;
    const { line } = new LineMap(job.source.text).positionAt(error.node.span.start);
    throw new Trouble(error.sentence, `${job.source.name}, line ${line + 1}`);
  }
}

async function prepared(
  job: TrainingJob,
  given: Tools,
  kernels: Uint8Array,
  tell: (what: string) => void,
): Promise<Prepared> {
  tell("Reading data");
  const tools: Tools = { ...given, tell };
  const wanted = inputShapeOf(job.graph);
  const jobs = outputJobs(job);
  // the width matters to losses by the name of `crossentropy` alone, and both that it can be take their data alike
  const targets = targetFormOf(jobs[0]!, 2) ?? "values";
  const wish = { targets, ...(wanted && { input: wanted }) };
  let data = await openData(job.data, tools, wish);
  let graph = wanted ? job.graph : withInput(job.graph, data.input.shape);
  const sizes = (shape: readonly number[]): Sizes => [...shape];
  const guess = wanted?.slice(1).every((dim) => typeof dim === "number")
    ? (wanted.slice(1) as Sizes)
    : data.input.shape;
  // what layers find in the data comes first: shapes may depend on it
  const asTaken = fitted(data, {
    input: wanted ?? [null, ...data.input.shape],
    output: [null, null],
    targets: "values",
  });
  const part =
    typeof job.validation === "number" && job.validation > 0 ? splitValidation(asTaken, job.validation) : asTaken;
  graph = await adapt(graph, part, job.seed, kernels, tell);
  const output = outputShapeOf(graph, guess);
  const outputs = configureOutputs(jobs, [output.at(-1) as number]);
  const ends = { input: wanted ?? [null, ...data.input.shape], output, targets };
  data = fitted(data, ends);
  if (typeof job.validation !== "number") {
    const validation = fitted(await openData(job.validation, tools, { ...wish, like: data }), ends);
    data = { ...data, validation: validation.train };
  } else if (job.validation > 0) data = splitValidation(data, job.validation);

  const settings: PlanSettings = {
    graph,
    inputShapes: [sizes(data.input.shape)],
    outputs,
    optimizer: configureOptimizer(job.optimizer),
    seed: job.seed,
  };
  tell("Planning");
  const threads = job.threads > 0 ? job.threads : availableParallelism();
  const batchSize = Math.min(job.batchSize, data.train.count);
  const compiled = compileFor(settings, data, batchSize, threads);
  const limit = memoryLimit();
  if (compiled.memoryBytes > limit) throw tooLarge(compiled.memoryBytes, limit, settings, data, batchSize, threads);
  return { data, settings, batchSize, threads, compiled };
}

/** What each output is trained on, by the job or else all alike. */
const outputJobs = ({ graph, loss, metrics, outputs }: TrainingJob): readonly OutputJob[] =>
  outputs ?? outputNames(graph).map((name) => ({ name, loss, weight: 1, metrics }));

function fitted(data: Dataset, ends: Parameters<typeof fitToModel>[1]): Dataset {
  const suited = fitToModel(data, ends);
  if (suited instanceof Unfit) throw new Trouble(suited.message, data.source);
  return suited;
}

/** Whole batches and the smaller last one, for training and for validation. */
function compileFor(settings: PlanSettings, data: Dataset, batchSize: number, threads: number): Compiled {
  const plans: Record<string, Plan> = {};
  for (const count of batchesOf(data.train.count, batchSize))
    plans[planName("train", count)] = planTraining(settings, count);
  for (const count of batchesOf(data.validation?.count ?? 0, batchSize))
    plans[planName("evaluate", count)] = planEvaluation(settings, count);
  const byteInputs = data.input.type === "uint8" ? { byteInputs: new Map([["x0", data.input.scale]]) } : {};
  return compilePlans(plans, threads, byteInputs);
}

const batchesOf = (count: number, size: number): readonly number[] =>
  [count >= size ? size : 0, count % size].filter((one) => one > 0);

/** What the engine may take: WebAssembly's addresses end at 4 GiB, and the machine has other things to do. */
function memoryLimit(): number {
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

/** The shape of the model's input, batch included, or undefined when the data decide about it. */
function inputShapeOf(graph: Graph): Shape | undefined {
  if (graph.inputs.length > 1)
    throw new Trouble(
      `The model has ${graph.inputs.length} inputs (${graph.inputs.join(", ")}); training takes models with one.`,
    );
  if (graph.outputs.length > 1)
    throw new Trouble(`The model has ${graph.outputs.length} outputs; training takes models with one.`);
  const node = graph.nodes.find(({ id }) => id === graph.inputs[0]);
  const resolved = node && resolveLayer(node);
  return resolved?.missing.length === 0 ? (resolved.layer.shape([[]], resolved.config) as Shape) : undefined;
}

/** A model whose first layer does not say what it takes is built from the data, as Keras does in `fit`. */
function withInput(graph: Graph, shape: readonly number[]): Graph {
  if (graph.inputs.length > 0) {
    const given = graph.nodes.map((node) =>
      node.id === graph.inputs[0] ? { ...node, args: { shape: { value: shape } } } : node,
    );
    return { ...graph, nodes: given };
  }
  const id = "data";
  const input: Node = {
    id,
    name: id,
    type: "InputLayer",
    args: { shape: { value: shape } },
    inputs: [],
    implicit: true,
  };
  const nodes = graph.nodes.map((node, i) => (i === 0 ? { ...node, inputs: [{ from: id, output: 0 }] } : node));
  return { ...graph, nodes: [input, ...nodes], inputs: [id] };
}

/** The shape of what the model gives for one sample, with a free batch. */
function outputShapeOf(graph: Graph, shape: Sizes): Shape {
  const [output] = lower(graph, [input("x0", [1, ...shape])], false, 0).outputs;
  return [null, ...output!.shape.slice(1)];
}
