/** What is trained, from a file and the flags that overrule it: for every command that trains. */
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import type { Analysis } from "../analysis/infer";
import { draftJob, rescalesItself } from "../analysis/job";
import { Trouble } from "../base/trouble";
import type { DataSpec, TrainingJob } from "../model/job";
import type { Literal } from "../model/literal";
import { atHome, withPaths } from "../model/recipe";
import { placeOf, type ModelFile } from "./models";
import { tell } from "./terminal";

export interface JobOptions {
  readonly data?: string;
  readonly validation?: string;
  readonly target?: string;
  readonly sampleWeight?: string;
  readonly imageSize?: readonly [number, number];
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly loss?: string;
  readonly metrics?: readonly string[];
  readonly seed: number;
  readonly threads: number;
  readonly shuffle: boolean;
  readonly scale: boolean;
}

export const whole = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidArgumentError(`must be a whole number of at least ${least}.`);
  return value;
};
export const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError("must be a number above 0.");
  return value;
};
const pixels = (text: string): readonly [number, number] => {
  const [, height, width] = /^(\d+)x(\d+)$/i.exec(text) ?? [];
  if (!height || !width) throw new InvalidArgumentError("must be HEIGHTxWIDTH, such as 64x64.");
  return [Number(height), Number(width)];
};

/** The flags of `JobOptions`. */
export const withJobOptions = (command: Command): Command =>
  command
    .option("--data <spec>", "builtin:NAME, .npz, X.npy,Y.npy, .csv, a folder of class folders, an IDX folder")
    .option("--validation <spec|fraction>", "other data, or the last part of the training data")
    .option("--target <column>", "the column of a table that is to be predicted")
    .option("--sample-weight <column>", "the column of a table that says how much a row counts in the loss")
    .option("--image-size <HxW>", "size that images are brought to", pixels)
    .option("--epochs <n>", "times through the data", whole(1))
    .option("--batch-size <n>", "samples in a step", whole(1))
    .option("--optimizer <name>", "instead of the file's own")
    .option("--learning-rate <x>", "instead of the optimizer's own", positive)
    .option("--loss <name>", "instead of the file's own")
    .option("--metrics <a,b>", "instead of the file's own", (text: string) =>
      text.split(",").filter((name) => name !== ""),
    )
    .option("--seed <n>", "where random numbers begin", whole(0), 0)
    .option("--threads <n>", "0: as many as there are cores", whole(0), 0)
    .option("--no-shuffle", "take samples in their order")
    .option("--no-scale", "leave whole-numbered images as they are");

/**
 * The job of a model of the file; `out` is left to the caller. `quiet` keeps what was taken instead of something to itself. With `like` it
 * sees the same data in the same way as another job.
 */
export function jobOf(
  file: ModelFile,
  model: Analysis,
  options: JobOptions,
  quiet: boolean,
  like?: Pick<TrainingJob, "data" | "validation" | "batchSize" | "shuffle">,
): Omit<TrainingJob, "out"> {
  const path = file.source.name;
  const { notes, data: named, ...draft } = draftJob(model);
  const scale = options.scale && !rescalesItself(model);
  const spec = (source: string): DataSpec => ({
    source,
    scale,
    ...wished(options),
  });
  const own = named && { ...located(named, path), ...(options.scale ? {} : { scale: false }) };
  const given = options.data === undefined ? own && { ...own, ...wished(options) } : spec(options.data);
  const data = like ? { ...like.data, scale } : given;
  if (!data) throw noData(file, model);
  if (!quiet) notes.forEach(tell);
  return {
    ...draft,
    data,
    validation: validationOf(options, draft.validation, spec, path),
    source: { name: path, text: file.source.text },
    ...measured(options, draft),
    optimizer: optimizerOf(options, draft.optimizer),
    epochs: options.epochs ?? draft.epochs,
    batchSize: options.batchSize ?? draft.batchSize,
    shuffle: options.shuffle && draft.shuffle,
    seed: options.seed,
    threads: options.threads,
    ...(like && { validation: like.validation, batchSize: like.batchSize, shuffle: like.shuffle }),
  };
}

/** The loss and the metrics that the flags give are for every output. */
function measured(
  { loss: name, metrics: names }: JobOptions,
  draft: Pick<TrainingJob, "loss" | "metrics" | "outputs">,
) {
  const given = {
    ...(name !== undefined && { loss: { class_name: name, config: {} } }),
    ...(names && { metrics: names.map((metric) => ({ class_name: metric, config: { name: metric } })) }),
  };
  const { loss, metrics, outputs } = draft;
  return { loss, metrics, ...given, ...(outputs && { outputs: outputs.map((output) => ({ ...output, ...given })) }) };
}

/** Expected trouble: with the place where the trail is lost. */
function noData(file: ModelFile, { graph }: Analysis): Trouble {
  const source = graph.training?.fits[0]?.train?.source;
  const lost = typeof source === "object" ? source : undefined;
  const why = lost ? `: ${lost.unknown}` : "";
  const place = lost?.span ? placeOf(file, lost.span) : file.source.name;
  return new Trouble(`The file does not say what to train on in a way that can be followed${why}. Give --data.`, place);
}

const wished = ({ target, sampleWeight, imageSize }: JobOptions) => ({
  ...(target !== undefined && { target }),
  ...(sampleWeight !== undefined && { sampleWeight }),
  ...(imageSize && { imageSize }),
});

/** A path in a model file counts from the file's own folder. */
function located(spec: DataSpec, file: string): DataSpec {
  const { source, recipe } = spec;
  const place = (path: string): string => {
    const known = atHome(path, homedir(), process.env["KERAS_HOME"]);
    return isAbsolute(known) ? known : join(dirname(file), known);
  };
  if (recipe) return { ...spec, recipe: withPaths(recipe, place) };
  if (source.startsWith("builtin:")) return spec;
  return { ...spec, source: source.split(",").map(place).join(",") };
}

function validationOf(
  options: JobOptions,
  drafted: DataSpec | number,
  spec: (source: string) => DataSpec,
  file: string,
): DataSpec | number {
  const { validation } = options;
  // What the file validates on belongs to what it trains on.
  if (validation === undefined && options.data !== undefined && typeof drafted !== "number" && drafted.recipe) return 0;
  if (validation === undefined) return typeof drafted === "number" ? drafted : located(drafted, file);
  const fraction = Number(validation);
  if (Number.isNaN(fraction)) return spec(validation);
  if (fraction < 0 || fraction >= 1)
    throw new Trouble(`--validation must be data, or a part from 0 to below 1; it is ${validation}.`);
  return fraction;
}

function optimizerOf(
  { optimizer, learningRate }: JobOptions,
  drafted: TrainingJob["optimizer"],
): TrainingJob["optimizer"] {
  const chosen = optimizer === undefined ? drafted : { class_name: optimizer, config: {} as Record<string, Literal> };
  return learningRate === undefined ? chosen : { ...chosen, config: { ...chosen.config, learning_rate: learningRate } };
}
