/** The data that a job names, in the form that its model takes, and what each of the model's outputs is compared with. */
import { Trouble } from "../base/trouble";
import { isParted } from "../data/arrays/partedArrays";
import { asFloats } from "../data/samples/floatSamples";
import { textsOf, type Dataset, type Input, type ModelInput, type ModelParts, type Wish } from "../data/dataset";
import { fitParts, fitToModel, Unfit } from "../data/fit";
import { FREE_AXIS } from "../data/generated/random";
import { splitValidation } from "../data/split";
import { resolveLayer } from "../layers/config";
import { outputNames, type Graph, type Node } from "../model/graph";
import type { DataSpec, OutputJob, TrainingJob } from "../model/job";
import type { Shape } from "../model/shape";
import { input, type Sizes } from "../ops/op";
import { lower } from "../train/lower";
import { Untrainable } from "../train/untrainable";
import type { OutputSettings } from "../train/outputs";
import { configureOutputs, targetFormOf } from "../train/settings";

export interface ModelData {
  /** With an input where the file leaves it to the data. */
  readonly graph: Graph;
  readonly data: Dataset;
  readonly inputShapes: readonly Sizes[];
  readonly outputs: readonly OutputSettings[];
}

/** Lets layers find in the training data what they need before anything is computed; `shapes` are the inputs' for one sample. */
type Look = (graph: Graph, data: Dataset, shapes: readonly Sizes[]) => Promise<Graph>;

/** Opens the data that a specification names. */
type Open = (spec: DataSpec, wish: Wish) => Promise<Dataset>;

export async function openModelData(job: TrainingJob, open: Open, look: Look): Promise<ModelData> {
  const jobs = outputJobs(job);
  const inputs = inputsOf(job.graph);
  const model = inputs && partsOf(job.graph, inputs, jobs);
  return model && isParted(model)
    ? parted(job, jobs, model, open, look)
    : single(job, jobs, model, inputs?.[0], open, look);
}

/** What each output is trained on, by the job or else all alike. */
const outputJobs = ({ graph, loss, metrics, outputs }: TrainingJob): readonly OutputJob[] =>
  outputs ?? outputNames(graph).map((name) => ({ name, loss, weight: 1, metrics }));

/** The data that are trained on, without those that validate. */
const trainingPart = ({ validation }: TrainingJob, data: Dataset): Dataset =>
  typeof validation === "number" && validation > 0 ? splitValidation(data, validation) : data;

/** The data in the model's form, with the job's validation data. */
async function validated(job: TrainingJob, open: Open, wish: Wish, data: Dataset, fitted: (data: Dataset) => Dataset) {
  const suited = fitted(data);
  if (typeof job.validation === "number") return trainingPart(job, suited);
  const validation = fitted(await open(job.validation, { ...wish, like: suited }));
  const isMixed = validation.input.type !== suited.input.type;
  const [train, other] = isMixed ? [asFloats(suited), asFloats(validation)] : [suited, validation];
  return { ...withTextsOf(train, other), validation: other.train };
}

/** Data for validation may have texts that the training data do not have. */
function withTextsOf(data: Dataset, other: Dataset): Dataset {
  const all = textsOf(other);
  const longer = (input: Input, i: number): Input => (all[i] ? { ...input, texts: all[i] } : input);
  const { input, parts } = data;
  return parts
    ? { ...data, parts: { ...parts, inputs: parts.inputs.map(longer) } }
    : { ...data, input: longer(input, 0) };
}

function suited(data: Dataset | Unfit, { source }: Dataset): Dataset {
  if (data instanceof Unfit) throw new Trouble(data.message, source);
  return data;
}

async function parted(
  job: TrainingJob,
  jobs: readonly OutputJob[],
  model: ModelParts,
  open: Open,
  look: Look,
): Promise<ModelData> {
  const opened = await open(job.data, { model });
  const inputs = withSizes(model, opened);
  const inputShapes = inputs.map(({ shape }) => shape.slice(1) as Sizes);
  const unshaped = model.targets.map((target) => ({ ...target, shape: [null, null], form: "values" as const }));
  const taken = suited(fitParts(opened, { inputs, targets: unshaped }), opened);
  const graph = await look(job.graph, trainingPart(job, taken), inputShapes);
  const real = partsOf(graph, inputs, jobs, textsOf(taken));
  const data = await validated(job, open, { model: real }, opened, (data) => suited(fitParts(data, real), data));
  const outputs = configureOutputs(jobs, widthsOf(outputShapesOf(graph, inputShapes, textsOf(data))));
  return { graph, data, inputShapes, outputs: withLengths(outputs, data.parts?.targets ?? []) };
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
  open: Open,
  look: Look,
): Promise<ModelData> {
  const wanted = known?.shape;
  const at = Math.max(
    0,
    jobs.findIndex((output) => targetFormOf(output, 2) !== undefined),
  );
  const targets = model?.targets[0]?.form ?? targetFormOf(jobs[at]!, 2) ?? "values";
  const texts = known?.texts ?? canTakeTexts(job.graph, undefined);
  const wish = { targets, texts, ...(wanted && { input: wanted }), ...(model && { model }) };
  const opened = await open(job.data, wish);
  const input = wanted ?? [null, ...opened.input.shape];
  // what layers find in the data comes first: shapes may depend on it
  const taken = suited(fitToModel(opened, { input, output: [null, null], targets: "values" }), opened);
  const inputShapes = [taken.input.shape];
  const whole = wanted ? job.graph : withInput(job.graph, opened.input.shape);
  const graph = await look(whole, trainingPart(job, taken), inputShapes);
  const outputs = outputShapesOf(graph, inputShapes, textsOf(taken));
  const ends = { input, output: outputs[at]!, targets };
  const data = await validated(job, open, wish, opened, (data) => suited(fitToModel(data, ends), data));
  const settings = withLengths(configureOutputs(jobs, widthsOf(outputs)), [{ size: data.targetSize }]);
  return { graph, data, inputShapes, outputs: settings };
}

/** Lists have the length that the data have. */
function withLengths(
  outputs: readonly OutputSettings[],
  targets: readonly { readonly size: number }[],
): readonly OutputSettings[] {
  let target = 0;
  return outputs.map((one) => {
    const listed = one.targets ? targets[target++]?.size : undefined;
    return one.targets === "sequence" && listed !== undefined ? { ...one, listed } : one;
  });
}

/** The model's inputs, or undefined when the data decide about its only one. */
function inputsOf(graph: Graph): readonly ModelInput[] | undefined {
  const inputs = graph.inputs.map((id) => {
    const node = graph.nodes.find((one) => one.id === id);
    const resolved = node && resolveLayer(node);
    const isKnown = resolved?.missing.length === 0;
    const words = wordsOf(graph, id);
    const shape = isKnown ? (resolved.layer.shape([[]], resolved.config) as Shape) : undefined;
    const texts = canTakeTexts(graph, id);
    return { name: node?.name ?? id, texts, ...(shape && { shape }), ...(words !== undefined && { words }) };
  });
  const unknown = inputs.find(({ shape }) => !shape);
  if (unknown && inputs.length > 1)
    throw new Trouble(`The shape of the input ${unknown.name} is not known without running the file.`);
  return unknown || inputs.length === 0 ? undefined : (inputs as readonly ModelInput[]);
}

/** Whether an input goes into a layer that reads texts, or the first layer is one where there is no input. */
function canTakeTexts(graph: Graph, id: string | undefined): boolean {
  const followers =
    id === undefined
      ? graph.nodes.slice(0, 1).map((node) => [node, 0] as const)
      : graph.nodes.flatMap((node) => node.inputs.flatMap(({ from }, i) => (from === id ? [[node, i] as const] : [])));
  return followers.some(([node, i]) => {
    if (node.inner) return canTakeTexts(node.inner, node.inner.inputs[i]);
    const reading = resolveLayer(node)?.layer.texts;
    return reading === "takes" || ((reading === "passes" || node.operation === true) && canTakeTexts(graph, node.id));
  });
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

/** All that the model is fed and compared with. The outputs' shapes are unknown while a layer waits for the data, or a size is a guess that does not do. */
function partsOf(
  graph: Graph,
  inputs: readonly ModelInput[],
  jobs: readonly OutputJob[],
  texts: readonly (readonly string[] | undefined)[] = inputs.map((one) => (one.texts ? [""] : undefined)),
): ModelParts {
  const sizes = inputs.map(({ shape }) => shape.slice(1).map((dim) => (typeof dim === "number" ? dim : FREE_AXIS)));
  const shapes = shapesIfKnown(graph, sizes, texts);
  const targets = jobs.flatMap((job, i) => {
    const shape = shapes?.[i] ?? [null, null];
    const width = shape.at(-1);
    const form = targetFormOf(job, typeof width === "number" ? width : 2);
    return form ? [{ name: job.name, shape, form }] : [];
  });
  return { inputs, targets };
}

function shapesIfKnown(
  graph: Graph,
  sizes: readonly Sizes[],
  texts: readonly (readonly string[] | undefined)[],
): readonly Shape[] | undefined {
  try {
    return outputShapesOf(graph, sizes, texts);
  } catch (error) {
    // it is told when the real sizes do not do either
    if (error instanceof Untrainable) return undefined;
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
function outputShapesOf(
  graph: Graph,
  shapes: readonly Sizes[],
  texts: readonly (readonly string[] | undefined)[],
): readonly Shape[] {
  const feeds = shapes.map((shape, i) => input(`x${i}`, [1, ...shape]));
  return lower(graph, feeds, false, 0, texts).outputs.map((output) => [null, ...output.shape.slice(1)]);
}

const widthsOf = (shapes: readonly Shape[]): readonly number[] => shapes.map((shape) => shape.at(-1) as number);
