/** `batchwise train`: one run in a process of its own, with a progress line or one JSON line for each event. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import type { Analysis } from "../analysis/infer";
import { draftJob, rescalesItself } from "../analysis/job";
import { Trouble } from "../base/trouble";
import { acceptedFlags, forkProgram } from "../engine/fork";
import { WIDER } from "../engine/kernels";
import type { DataSpec, TrainingJob } from "../model/job";
import type { Literal } from "../model/literal";
import { withPaths } from "../model/recipe";
import { showCount } from "../picture/text";
import { client } from "../protocol/channel";
import { readRunFile } from "../protocol/runFile";
import { writeEvent, type RunEvent } from "../protocol/runLog";
import type { TrainerCalls, TrainerEvents } from "../protocol/trainer";
import { chooseModel, placeOf, readModelFile, type ModelFile } from "./models";
import { bar, bold, duration, Exit, FAILED, INTERRUPTED, print, ProgressLine, tell } from "./terminal";

interface Options {
  readonly model?: string;
  readonly data?: string;
  readonly validation?: string;
  readonly target?: string;
  readonly imageSize?: readonly [number, number];
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly steps?: number;
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly loss?: string;
  readonly metrics?: readonly string[];
  readonly seed: number;
  readonly threads: number;
  readonly shuffle: boolean;
  readonly scale: boolean;
  readonly initialWeights?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly jsonl?: boolean;
  readonly everyBatch?: boolean;
}

const whole = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidArgumentError(`must be a whole number of at least ${least}.`);
  return value;
};
const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError("must be a number above 0.");
  return value;
};
const pixels = (text: string): readonly [number, number] => {
  const [, height, width] = /^(\d+)x(\d+)$/i.exec(text) ?? [];
  if (!height || !width) throw new InvalidArgumentError("must be HEIGHTxWIDTH, such as 64x64.");
  return [Number(height), Number(width)];
};

export const train = (program: Command): Command =>
  program
    .command("train")
    .description("train a model; what the file does not say has a flag")
    .argument("<file>", "Keras model in Python")
    .option("--model <name>", "which model of the file")
    .option("--data <spec>", "builtin:NAME, .npz, X.npy,Y.npy, .csv, a folder of class folders, an IDX folder")
    .option("--validation <spec|fraction>", "other data, or the last part of the training data")
    .option("--target <column>", "the column of a table that is to be predicted")
    .option("--image-size <HxW>", "size that images are brought to", pixels)
    .option("--epochs <n>", "times through the data", whole(1))
    .option("--batch-size <n>", "samples in a step", whole(1))
    .option("--steps <n>", "end each epoch after so many steps", whole(1))
    .option("--optimizer <name>", "instead of the file's own")
    .option("--learning-rate <x>", "instead of the optimizer's own", positive)
    .option("--loss <name>", "instead of the file's own")
    .option("--metrics <a,b>", "instead of the file's own", (text: string) =>
      text.split(",").filter((name) => name !== ""),
    )
    .option("--seed <n>", "where random numbers begin", whole(0), 0)
    .option("--threads <n>", "0: as many as there are cores", whole(0), 0)
    .option("--no-shuffle", "take samples in their order")
    .option("--no-scale", "leave whole-numbered images as they are")
    .option("--initial-weights <file>", "start from these weights (.npz)")
    .option("--out <dir>", "folder for the run")
    .option("--resume <dir>", "go on with this run")
    .option("--jsonl", "one JSON value for each event")
    .option("--every-batch", "with --jsonl: every step, not ten a second")
    .action(async (path: string, options: Options) => {
      const job = options.resume === undefined ? await newJob(path, options) : resumedJob(options.resume, options);
      await follow(job, options);
    });

async function newJob(path: string, options: Options): Promise<TrainingJob> {
  const file = await readModelFile(path);
  const model = chooseModel(file, options.model);
  const { notes, data: named, ...draft } = draftJob(model);
  const scale = options.scale && !rescalesItself(model);
  const spec = (source: string): DataSpec => ({
    source,
    scale,
    ...(options.target !== undefined && { target: options.target }),
    ...(options.imageSize && { imageSize: options.imageSize }),
  });
  const own = named && { ...located(named, path), ...(options.scale ? {} : { scale: false }) };
  const data = options.data === undefined ? own && { ...own, ...wished(options) } : spec(options.data);
  if (!data) throw noData(file, model);
  if (!options.jsonl) notes.forEach(tell);
  const name = model.graph.name.replace(/[^\w-]+/g, "_");
  return {
    ...draft,
    data,
    validation: validationOf(options, draft.validation, spec, path),
    source: { name: path, text: file.source.text },
    ...measured(options, draft),
    optimizer: optimizerOf(options, draft.optimizer),
    epochs: options.epochs ?? draft.epochs,
    batchSize: options.batchSize ?? draft.batchSize,
    ...(options.steps !== undefined && { stepsPerEpoch: options.steps }),
    shuffle: options.shuffle && draft.shuffle,
    seed: options.seed,
    threads: options.threads,
    ...(options.initialWeights !== undefined && { initialWeights: options.initialWeights }),
    ...(options.everyBatch && { everyStep: true }),
    out: resolve(options.out ?? freeFolder(name)),
  };
}

/** The loss and the metrics that the flags give are for every output. */
function measured({ loss: name, metrics: names }: Options, draft: Pick<TrainingJob, "loss" | "metrics" | "outputs">) {
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

const wished = ({ target, imageSize }: Options) => ({
  ...(target !== undefined && { target }),
  ...(imageSize && { imageSize }),
});

/** A path in a model file counts from the file's own folder. */
function located(spec: DataSpec, file: string): DataSpec {
  const { source, recipe } = spec;
  const place = (path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));
  if (recipe) return { ...spec, recipe: withPaths(recipe, place) };
  if (source.startsWith("builtin:")) return spec;
  return { ...spec, source: source.split(",").map(place).join(",") };
}

function validationOf(
  options: Options,
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
  { optimizer, learningRate }: Options,
  drafted: TrainingJob["optimizer"],
): TrainingJob["optimizer"] {
  const chosen = optimizer === undefined ? drafted : { class_name: optimizer, config: {} as Record<string, Literal> };
  return learningRate === undefined ? chosen : { ...chosen, config: { ...chosen.config, learning_rate: learningRate } };
}

/** `runs/model`, or with a number behind it when that is taken. */
function freeFolder(name: string): string {
  for (let count = 1; ; count++) {
    const folder = join("runs", count === 1 ? name : `${name}-${count}`);
    if (!existsSync(folder)) return folder;
  }
}

/** The run's own job; only what does not change its course can be said anew. */
function resumedJob(folder: string, { epochs, threads, everyBatch }: Options): TrainingJob {
  const path = join(folder, "run.json");
  const file = existsSync(path) ? readRunFile(readFileSync(path, "utf8")) : undefined;
  if (!file) throw new Trouble("There is no run in this folder that can go on (run.json).", folder);
  return {
    ...file.job,
    out: resolve(folder),
    resume: true,
    epochs: epochs ?? file.job.epochs,
    threads,
    everyStep: everyBatch === true,
  };
}

async function follow(job: TrainingJob, { jsonl = false }: Options): Promise<void> {
  const flags = await acceptedFlags([WIDER]);
  const child = forkProgram(join(__dirname, "trainer.js"), flags);
  const trainer = client<TrainerCalls, TrainerEvents>(child.port);
  const line = new ProgressLine();
  const events = jsonl ? (event: RunEvent) => print(writeEvent(event)) : tellTo(line, job);
  const signals = { seen: 0 };
  const interrupt = (): void => {
    // the second one does not wait for the step
    if (signals.seen > 0) child.kill();
    signals.seen += 1;
    void trainer.call("stop").catch(() => undefined);
  };
  process.on("SIGINT", interrupt);
  const ended = new Promise<void>((done, fail) => {
    trainer.on("preparing", ({ what }) => line.show(what));
    trainer.on("steps", ({ reports, secondsLeft, samplesPerSecond }) => {
      for (const report of reports) events({ event: "batch", report }, { secondsLeft, samplesPerSecond });
    });
    trainer.on("epoch", (report) => events({ event: "epoch", report }));
    trainer.on("ended", ({ reason, out, message }) => {
      events({ event: "end", reason, out, ...(message !== undefined && { message }) });
      if (reason === "nan") fail(new Exit(FAILED));
      else done();
    });
    trainer.on("failed", ({ message }) => fail(new Trouble(message)));
    trainer.onClose((reason) => fail(new Trouble(`The training process is gone: ${reason}.`)));
  });
  // a failure while starting is told by the call; the other one would be told again
  ended.catch(() => undefined);
  try {
    events({ event: "start", start: await trainer.call("start", job) });
    await ended;
  } catch (error) {
    if (error instanceof Exit) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (jsonl) print(writeEvent({ event: "error", message }));
    line.clear();
    tell(message);
    throw new Exit(FAILED);
  } finally {
    process.off("SIGINT", interrupt);
    child.release();
    child.kill();
  }
  if (signals.seen > 0) throw new Exit(INTERRUPTED);
}

interface Pace {
  readonly secondsLeft: number;
  readonly samplesPerSecond: number;
}

const numbers = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join("  ");

/** Events for people: a line that moves, and one that stays for each epoch. */
function tellTo(line: ProgressLine, job: TrainingJob): (event: RunEvent, pace?: Pace) => void {
  let stepsPerEpoch = 1;
  const epochOf = (epoch: number): string => `Epoch ${String(epoch).padStart(String(job.epochs).length)}/${job.epochs}`;
  return (event, pace) => {
    switch (event.event) {
      case "start": {
        const { start } = event;
        stepsPerEpoch = start.stepsPerEpoch;
        line.clear();
        const { data } = start;
        print(bold(`${start.model}: ${showCount(start.params)} parameters`));
        print(
          `${showCount(data.train)} samples for training, ${showCount(data.validation)} for validation; ${start.threads} threads`,
        );
        data.warnings.forEach(tell);
        return;
      }
      case "batch": {
        const { epoch, step, loss, metrics } = event.report;
        const left = pace ? `  ${Math.round(pace.samplesPerSecond)} samples/s  ${duration(pace.secondsLeft)} left` : "";
        line.show(
          `${epochOf(epoch)} ${bar(step / stepsPerEpoch, 24)} ${step}/${stepsPerEpoch}  ${numbers({ loss, ...metrics })}${left}`,
        );
        return;
      }
      case "epoch": {
        const { epoch, loss, metrics, validationLoss, validationMetrics, seconds } = event.report;
        line.clear();
        const validation =
          validationLoss === undefined
            ? ""
            : `  ·  validation ${numbers({ loss: validationLoss, ...validationMetrics })}`;
        print(`${epochOf(epoch)}  ${numbers({ loss, ...metrics })}${validation}  (${duration(seconds)})`);
        return;
      }
      case "end":
        line.clear();
        if (event.message !== undefined) tell(event.message);
        print(`${event.reason === "stopped" ? "Stopped" : event.reason === "nan" ? "Ended" : "Done"}: ${event.out}`);
        return;
      case "error":
        line.clear();
    }
  };
}
