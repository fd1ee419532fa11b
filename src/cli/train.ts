/** `batchwise train`: one run in a process of its own, with a progress line or one JSON line for each event. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { Trouble } from "../base/trouble";
import { acceptedFlags, forkProgram } from "../engine/fork";
import { WIDER } from "../engine/kernels";
import type { TrainingJob } from "../model/job";
import { showCount } from "../picture/text";
import { client } from "../protocol/channel";
import { writeEvent, type RunEvent } from "../protocol/runLog";
import type { TrainerCalls, TrainerEvents } from "../protocol/trainer";
import { jobOf, whole, withJobOptions, type JobOptions } from "./job";
import { chooseModel, readModelFile, readRun } from "./models";
import { bar, bold, duration, Exit, FAILED, INTERRUPTED, print, ProgressLine, tell } from "./terminal";

interface Options extends JobOptions {
  readonly model?: string;
  readonly steps?: number;
  readonly stopEarly?: number;
  readonly initialWeights?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly jsonl?: boolean;
  readonly everyBatch?: boolean;
  readonly fastMath?: boolean;
}

export const train = (program: Command): Command =>
  withJobOptions(
    program
      .command("train")
      .description("train a model; what the file does not say has a flag")
      .argument("<file>", "Keras model in Python or JSON")
      .option("--model <name>", "which model of the file"),
  )
    .option("--steps <n>", "end each epoch after so many steps", whole(1))
    .option("--stop-early <n>", "end after so many epochs without getting better, with the best weights", whole(1))
    .option("--initial-weights <file>", "start from these weights (.npz)")
    .option("--out <dir>", "folder for the run")
    .option("--resume <dir>", "go on with this run")
    .option("--fast-math", "about a tenth faster; the last digits may differ from machine to machine")
    .option("--jsonl", "one JSON value for each event")
    .option("--every-batch", "with --jsonl: every step, not ten a second")
    .action(async (path: string, options: Options) => {
      const job = options.resume === undefined ? await newJob(path, options) : resumedJob(options.resume, options);
      await follow(job, options);
    });

async function newJob(path: string, options: Options): Promise<TrainingJob> {
  const file = await readModelFile(path);
  const model = chooseModel(file, options.model);
  const name = model.graph.name.replace(/[^\w-]+/g, "_");
  return {
    ...jobOf(file, model, options, options.jsonl === true),
    ...(options.steps !== undefined && { stepsPerEpoch: options.steps }),
    ...(options.stopEarly !== undefined && { stopEarly: options.stopEarly }),
    ...(options.initialWeights !== undefined && { initialWeights: options.initialWeights }),
    ...(options.everyBatch && { everyStep: true }),
    ...(options.fastMath && { fastMath: true }),
    out: resolve(options.out ?? freeFolder(name)),
  };
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
  const { job } = readRun(folder);
  return {
    ...job,
    out: resolve(folder),
    resume: true,
    epochs: epochs ?? job.epochs,
    threads,
    everyStep: everyBatch === true,
  };
}

async function follow(job: TrainingJob, { jsonl = false }: Options): Promise<void> {
  const flags = await acceptedFlags([WIDER]);
  const child = forkProgram(join(__dirname, "trainer.js"), flags);
  const trainer = client<TrainerCalls, TrainerEvents>(child.port);
  const line = new ProgressLine();
  const events = inOrder(jsonl ? (event: RunEvent) => print(writeEvent(event)) : tellTo(line, job));
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
    trainer.on("note", (note) => events({ event: "note", note }));
    trainer.on("ended", (end) => {
      events({ event: "end", ...end });
      if (end.reason === "nan") fail(new Exit(FAILED));
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
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join("  ");

type Listener = (event: RunEvent, pace?: Pace) => void;

/** The first steps of a small model may be heard before the answer that it has started: they wait for it. */
function inOrder(listener: Listener): Listener {
  let early: Parameters<Listener>[] | undefined = [];
  return (event, pace) => {
    if (early && event.event !== "start") early.push([event, pace]);
    else {
      listener(event, pace);
      early?.forEach((heard) => listener(...heard));
      early = undefined;
    }
  };
}

/** In columns, but never a rate of 1e-5 as 0.0000. */
const shown = (value: number): string =>
  value !== 0 && Math.abs(value) < 5e-4 ? value.toExponential(2) : value.toFixed(4);

/** Events for people: a line that moves, and one that stays for each epoch. */
function tellTo(line: ProgressLine, job: TrainingJob): Listener {
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
        start.notes?.forEach(tell);
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
      case "note":
        line.clear();
        print(event.note.message);
        return;
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
