/** From what a model file says about its training to a job, with defaults for what it does not say. */
import type { DataSpec, TrainingJob } from "../model/job";
import { isKerasObject, isUnknown, type KerasObject, type Literal } from "../model/literal";
import type { DataReference, FitSettings } from "../model/training";
import type { Analysis } from "./infer";
import { asNamed, outputJobs, whyUnknown } from "./outputs";

/** A job without what only the one who starts it can say. */
export type JobDraft = Omit<TrainingJob, "source" | "data" | "seed" | "threads" | "out"> & {
  /** Undefined when the file does not say, or not in a way that can be followed. */
  readonly data?: DataSpec;
  /** What was taken instead of something that the file says in a way that cannot be followed, one sentence each. */
  readonly notes: readonly string[];
};

/** What Keras takes when `fit` does not say. */
const BATCH_SIZE = 32;
const EPOCHS = 1;
/** For files that do not train at all. */
const EPOCHS_WITHOUT_FIT = 10;
const VALIDATION_WITHOUT_FIT = 0.2;

export function draftJob(analysis: Analysis): JobDraft {
  const { graph } = analysis;
  const notes: string[] = [];
  const compile = graph.training?.compile;
  const fit = graph.training?.fits[0];
  const scale = !rescalesItself(analysis);

  const optimizer = named(compile?.optimizer ?? "adam", "optimizer", "adam", notes);
  const callbacks = (fit?.callbacks ?? []).flatMap((callback) => {
    const known = isKerasObject(callback) && callback.class_name !== "dict" ? callback : undefined;
    if (!known && callback !== null) notes.push(`A callback is left out: ${whyUnknown(callback)}.`);
    return known ? [known] : [];
  });
  const outputs = outputJobs(analysis, compile, notes);
  const trained = outputs.find(({ loss }) => loss !== null);
  const classWeight = classWeightOf(fit?.classWeight ?? null, notes);
  notes.push(...weightNotes(fit, classWeight !== undefined));
  const epochs = whole(fit?.epochs, "epochs", fit ? EPOCHS : EPOCHS_WITHOUT_FIT, notes);
  const batchSize = whole(fit?.batchSize, "batch_size", BATCH_SIZE, notes);
  const data = fit?.train && dataSpec(fit.train, scale);
  return {
    graph,
    ...(data && { data }),
    validation: validationOf(fit, scale, notes),
    loss: trained?.loss ?? { class_name: "mean_squared_error", config: {} },
    metrics: trained?.metrics ?? [],
    ...((outputs.length > 1 || outputs.some((one) => one.weight !== 1 || one.weightedMetrics)) && { outputs }),
    optimizer,
    ...(callbacks.length > 0 && { callbacks }),
    ...(classWeight && { classWeight }),
    epochs,
    batchSize,
    shuffle: fit?.shuffle !== false,
    notes,
  };
}

/** What is to be said of the weights that the file gives its samples. */
function weightNotes(fit: FitSettings | undefined, byClass: boolean): readonly string[] {
  const { train, validation, sampleWeight = null } = fit ?? {};
  const isWeighed = train?.recipe?.w !== undefined;
  const unknown = train?.weightsUnknown ?? (sampleWeight !== null && !isWeighed ? whyUnknown(sampleWeight) : undefined);
  return [
    ...(unknown === undefined ? [] : [`sample_weight is left out: ${unknown}.`]),
    ...(validation?.weightsUnknown === undefined
      ? []
      : [`The weights of the validation data are left out: ${validation.weightsUnknown}.`]),
    ...(isWeighed && byClass
      ? ["Keras does not take sample_weight and class_weight at once; here a sample counts by both."]
      : []),
  ];
}

/** `{0: 1.0, 1: 2.5}` */
function classWeightOf(value: Literal, notes: string[]): Readonly<Record<string, number>> | undefined {
  if (value === null) return undefined;
  const weights = isKerasObject(value) && value.class_name === "dict" ? Object.entries(value.config) : [];
  const known = weights.flatMap(([key, weight]): [string, number][] =>
    /^\d+$/.test(key) && typeof weight === "number" ? [[key, weight]] : [],
  );
  if (known.length > 0 && known.length === weights.length) return Object.fromEntries(known);
  const unknown = weights.map(([, weight]) => weight).find(isUnknown);
  notes.push(`class_weight is left out: ${whyUnknown(unknown ?? value)}.`);
  return undefined;
}

function named(value: Literal, what: string, instead: string, notes: string[]): KerasObject {
  const known = asNamed(value);
  if (known) return known;
  notes.push(`The ${what} is ${instead}: ${whyUnknown(value)}.`);
  return { class_name: instead, config: {} };
}

function whole(value: Literal | undefined, what: string, instead: number, notes: string[]): number {
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  if (value !== undefined && value !== null) notes.push(`${what} is ${instead}: ${whyUnknown(value)}.`);
  return instead;
}

/** Whether the model's first layer brings its input to size: then the data are left as they are. */
export const rescalesItself = ({ graph, nodes }: Analysis): boolean =>
  nodes.some(
    ({ node, resolved }) =>
      node.inputs.some(({ from }) => graph.inputs.includes(from)) &&
      resolved?.layer.traits(resolved.config).includes("rescales"),
  );

function dataSpec({ source, recipe, options }: DataReference, scale: boolean): DataSpec | undefined {
  if (typeof source !== "string") return undefined;
  // The file says itself how its data are scaled.
  if (recipe) return { source, recipe, scale: false };
  const { target, sample_weight: weight, image_size: size } = options;
  return {
    source,
    scale,
    ...(typeof target === "string" && { target }),
    ...(typeof weight === "string" && { sampleWeight: weight }),
    ...(Array.isArray(size) &&
      typeof size[0] === "number" &&
      typeof size[1] === "number" && { imageSize: [size[0], size[1]] as const }),
  };
}

function validationOf(fit: FitSettings | undefined, scale: boolean, notes: string[]): DataSpec | number {
  if (!fit) return VALIDATION_WITHOUT_FIT;
  const spec = fit.validation && dataSpec(fit.validation, scale);
  if (spec) return spec;
  if (fit.validation && typeof fit.validation.source !== "string")
    notes.push(`There is no validation: ${fit.validation.source.unknown}.`);
  const split = fit.validationSplit;
  if (typeof split === "number" && split >= 0 && split < 1) return split;
  if (split !== undefined && split !== null) notes.push(`There is no validation: ${whyUnknown(split)}.`);
  return 0;
}
