/** The data that a job names, in the form that its model takes, and what each of the model's outputs is compared with. */
import { Trouble } from "../base/trouble";
import { openData } from "../data";
import { isParted } from "../data/arrays/partedArrays";
import type { Dataset, ModelInput, ModelParts, Tools, Wish } from "../data/dataset";
import { fitParts, fitToModel, Unfit, type ModelEnds } from "../data/fit";
import { FREE_AXIS } from "../data/generated/random";
import { splitValidation } from "../data/split";
import { resolveLayer } from "../layers/config";
import { outputNames, type Graph, type Node } from "../model/graph";
import type { OutputJob, TrainingJob } from "../model/job";
import type { Shape } from "../model/shape";
import { input, type Sizes } from "../ops/op";
import { lower, Untrainable } from "../train/lower";
import type { OutputSettings } from "../train/outputs";
import { configureOutputs, targetFormOf } from "../train/settings";

export interface ModelData {
  /** With an input where the file leaves it to the data. */
  readonly graph: Graph;
  readonly data: Dataset;
  readonly inputShapes: readonly Sizes[];
  readonly outputs: readonly OutputSettings[];
}

export async function openModelData(job: TrainingJob, tools: Tools): Promise<ModelData> {
  const jobs = outputJobs(job);
  const inputs = inputsOf(job.graph);
  const model = inputs && partsOf(job.graph, inputs, jobs);
  return model && isParted(model) ? parted(job, jobs, model, tools) : single(job, jobs, model, inputs?.[0], tools);
}

/** What each output is trained on, by the job or else all alike. */
const outputJobs = ({ graph, loss, metrics, outputs }: TrainingJob): readonly OutputJob[] =>
  outputs ?? outputNames(graph).map((name) => ({ name, loss, weight: 1, metrics }));

/** The data, split as the job says; `fitted` brings what is opened into the model's form. */
async function opened(
  job: TrainingJob,
  tools: Tools,
  wish: Wish,
  fitted: (data: Dataset) => Dataset,
): Promise<Dataset> {
  const data = fitted(await openData(job.data, tools, wish));
  if (typeof job.validation !== "number") {
    const validation = fitted(await openData(job.validation, tools, { ...wish, like: data }));
    return { ...data, validation: validation.train };
  }
  return job.validation > 0 ? splitValidation(data, job.validation) : data;
}

function suited(data: Dataset | Unfit, { source }: Dataset): Dataset {
  if (data instanceof Unfit) throw new Trouble(data.message, source);
  return data;
}

async function parted(
  job: TrainingJob,
  jobs: readonly OutputJob[],
  model: ModelParts,
  tools: Tools,
): Promise<ModelData> {
  const { graph } = job;
  let real = model;
  const data = await opened(job, tools, { model }, (data) => {
    real = partsOf(graph, withSizes(model, data), jobs)!;
    return suited(fitParts(data, real), data);
  });
  const inputShapes = real.inputs.map(({ shape }) => shape.slice(1) as Sizes);
  return { graph, data, inputShapes, outputs: configureOutputs(jobs, widthsOf(graph, inputShapes)) };
}

/** The inputs with the sizes that the data have where the model takes any. */
const withSizes = ({ inputs }: ModelParts, { parts }: Dataset): readonly ModelInput[] =>
  inputs.map((one, i) => ({
    ...one,
    shape: one.shape.map((dim, axis) =>
      typeof dim === "number" || axis === 0 ? dim : (parts?.inputs[i]?.shape[axis - 1] ?? FREE_AXIS),
    ),
  }));

/** One input, and one output at most that is compared with something. */
async function single(
  job: TrainingJob,
  jobs: readonly OutputJob[],
  model: ModelParts | undefined,
  known: ModelInput | undefined,
  tools: Tools,
): Promise<ModelData> {
  const wanted = known?.shape;
  const at = Math.max(
    0,
    jobs.findIndex((output) => targetFormOf(output, 2) !== undefined),
  );
  const targets = model?.targets[0]?.form ?? targetFormOf(jobs[at]!, 2) ?? "values";
  const wish = { targets, ...(wanted && { input: wanted }), ...(model && { model }) };
  let graph = job.graph;
  let ends: ModelEnds | undefined;
  const endsFor = ({ input: { shape } }: Dataset): ModelEnds => {
    if (!wanted) graph = withInput(graph, shape);
    const fixed = wanted?.slice(1).every((dim) => typeof dim === "number");
    const output = outputShapesOf(graph, [fixed ? (wanted!.slice(1) as Sizes) : shape])[at]!;
    return { input: wanted ?? [null, ...shape], output, targets };
  };
  const data = await opened(job, tools, wish, (data) => suited(fitToModel(data, (ends ??= endsFor(data))), data));
  const inputShapes = [data.input.shape];
  return { graph, data, inputShapes, outputs: configureOutputs(jobs, widthsOf(graph, inputShapes)) };
}

/** The model's inputs, or undefined when the data decide about its only one. */
function inputsOf(graph: Graph): readonly ModelInput[] | undefined {
  const inputs = graph.inputs.map((id) => {
    const node = graph.nodes.find((one) => one.id === id);
    const resolved = node && resolveLayer(node);
    const isKnown = resolved?.missing.length === 0;
    const words = wordsOf(graph, id);
    const shape = isKnown ? (resolved.layer.shape([[]], resolved.config) as Shape) : undefined;
    return { name: node?.name ?? id, ...(shape && { shape }), ...(words !== undefined && { words }) };
  });
  const unknown = inputs.find(({ shape }) => !shape);
  if (unknown && inputs.length > 1)
    throw new Trouble(`The shape of the input ${unknown.name} is not known without running the file.`);
  return unknown || inputs.length === 0 ? undefined : (inputs as readonly ModelInput[]);
}

/** How many words the embeddings know that an input goes into; undefined where it goes into none. */
function wordsOf(graph: Graph, id: string): number | undefined {
  const limits = graph.nodes.flatMap((node) =>
    node.inputs.flatMap(({ from }, i) => {
      if (from !== id) return [];
      if (node.inner) return wordsOf(node.inner, node.inner.inputs[i] ?? "") ?? [];
      const words = node.type === "Embedding" ? node.args["input_dim"]?.value : undefined;
      return typeof words === "number" ? [words] : [];
    }),
  );
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/** All that the model is fed and compared with. Undefined where an axis that may have any size keeps it from being worked out. */
function partsOf(graph: Graph, inputs: readonly ModelInput[], jobs: readonly OutputJob[]): ModelParts | undefined {
  const sizes = inputs.map(({ shape }) => shape.slice(1).map((dim) => (typeof dim === "number" ? dim : FREE_AXIS)));
  try {
    const shapes = outputShapesOf(graph, sizes);
    const targets = jobs.flatMap((job, i) => {
      const shape = shapes[i]!;
      const form = targetFormOf(job, shape.at(-1) as number);
      return form ? [{ name: job.name, shape, form }] : [];
    });
    return { inputs, targets };
  } catch (error) {
    const isGuess = inputs.some(({ shape }) => shape.slice(1).some((dim) => typeof dim !== "number"));
    if (error instanceof Untrainable && isGuess && inputs.length === 1 && jobs.length === 1) return undefined;
    throw error;
  }
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
  const first: Node = {
    id,
    name: id,
    type: "InputLayer",
    args: { shape: { value: shape } },
    inputs: [],
    implicit: true,
  };
  const nodes = graph.nodes.map((node, i) => (i === 0 ? { ...node, inputs: [{ from: id, output: 0 }] } : node));
  return { ...graph, nodes: [first, ...nodes], inputs: [id] };
}

/** The shapes of what the model gives for one sample of each input, with a free batch. */
function outputShapesOf(graph: Graph, shapes: readonly Sizes[]): readonly Shape[] {
  const feeds = shapes.map((shape, i) => input(`x${i}`, [1, ...shape]));
  return lower(graph, feeds, false, 0).outputs.map((output) => [null, ...output.shape.slice(1)]);
}

const widthsOf = (graph: Graph, shapes: readonly Sizes[]): readonly number[] =>
  outputShapesOf(graph, shapes).map((shape) => shape.at(-1) as number);
