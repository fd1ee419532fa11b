/** Trains one job: epochs of steps, validation after each, checkpoints; pauses and stops between two steps. */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { Tools } from "../data/dataset";
import { Trouble } from "../base/trouble";
import type { RunStart, TrainingJob } from "../model/job";
import type { TrainerEvents } from "../protocol/trainer";
import { packWeights } from "./checkpoint";
import { writeWhole } from "./disk";
import { prepare, threadsOf } from "./prepare";
import { Reports } from "./reports";
import { Running } from "./running";
import { startThreads } from "./threads";

/** What training needs from outside. */
export interface Environment {
  readonly tools: Tools;
  /** They may still be compiling while data are read. */
  readonly kernels: Promise<WebAssembly.Module>;
  readonly threadFile?: string;
  readonly version: string;
}

/** How a run tells what it does. */
export type Tell = <K extends keyof TrainerEvents>(name: K, data: TrainerEvents[K]) => void;

/** The longest time that messages wait for a step to end. */
const YIELD_MS = 20;
export class Training {
  private paused: { readonly promise: Promise<void>; readonly end: () => void } | undefined;
  private stopping = false;
  private readonly requests: (() => Promise<void>)[] = [];
  private running: Running | undefined;

  constructor(
    private readonly job: TrainingJob,
    private readonly environment: Environment,
    private readonly tell: Tell,
  ) {}

  /** Prepares everything; `finish` then trains to the end. */
  async begin(): Promise<{ readonly start: RunStart; readonly finish: () => Promise<void> }> {
    const { tools, kernels, threadFile } = this.environment;
    startThreads(threadsOf(this.job) - 1, threadFile);
    const prepared = await prepare(this.job, tools, kernels, (what) => this.tell("preparing", { what }));
    const running = await Running.open(this.job, prepared, this.environment, (note) => {
      this.running?.folder.record({ event: "note", note });
      this.tell("note", note);
    });
    this.running = running;
    running.folder.record({ event: "start", start: running.start });
    return { start: running.start, finish: () => this.finish(running) };
  }

  pause(): void {
    if (this.paused) return;
    let end = (): void => undefined;
    const promise = new Promise<void>((resolve) => (end = resolve));
    this.paused = { promise, end };
  }

  resume(): void {
    this.paused?.end();
    this.paused = undefined;
  }

  stop(): void {
    this.stopping = true;
    this.resume();
  }

  /** Writes the weights between two steps, or at once when the run is over. */
  saveWeights(file: string): Promise<void> {
    const { running } = this;
    if (!running) throw new Trouble("There are no weights yet.");
    const write = async (): Promise<void> => writeWhole(file, await packWeights(running.session, running.weightShapes));
    if (running.over) return write();
    return new Promise((resolve, reject) => this.requests.push(() => write().then(resolve, reject)));
  }

  private async finish(running: Running): Promise<void> {
    try {
      const end = await this.train(running);
      if (end.reason !== "nan") await running.saveAll(end.reason !== "stopped");
      running.folder.record({ event: "end", out: this.job.out, ...end });
      await running.close();
      this.tell("ended", { out: this.job.out, ...end });
    } catch (error) {
      running.folder.record({ event: "error", message: error instanceof Error ? error.message : String(error) });
      await running.close().catch(() => undefined);
      throw error;
    }
  }

  private async train(running: Running): Promise<Omit<TrainerEvents["ended"], "out">> {
    const reports = new Reports(this.job.everyStep === true, (message) => {
      for (const report of message.reports) running.folder.record({ event: "batch", report });
      this.tell("steps", message);
    });
    let lastYield = performance.now();
    if (running.isEnded) return { reason: "early-stopping", message: endedBefore(this.job.epochs) };
    while (running.epoch <= this.job.epochs) {
      const began = performance.now();
      await running.beginEpoch();
      for await (const batch of running.epochBatches()) {
        const { report, samples } = running.step(batch);
        if (!Number.isFinite(report.loss)) {
          reports.flush();
          return { reason: "nan", ...(await running.explain(report.loss)) };
        }
        reports.add(report, samples, () => running.secondsLeft());
        await running.afterStep();
        if (this.paused || this.stopping || this.requests.length > 0 || performance.now() - lastYield > YIELD_MS) {
          reports.flush(running.secondsLeft());
          await yieldToOthers();
          await this.serve();
          lastYield = performance.now();
          if (this.stopping) return { reason: "stopped" };
          await running.checkpointIfDue();
        }
      }
      reports.flush(running.secondsLeft());
      // the last update may have broken them, which no later step of this epoch tells
      if (!running.isSound) return { reason: "nan", ...(await running.explain()) };
      const { report, stop } = await running.endEpoch((performance.now() - began) / 1000);
      running.folder.record({ event: "epoch", report });
      this.tell("epoch", report);
      if (stop !== undefined) return { reason: "early-stopping", message: stop };
      await yieldToOthers();
      await this.serve();
      if (this.stopping && running.epoch <= this.job.epochs) return { reason: "stopped" };
    }
    return { reason: "done" };
  }

  /** What was asked for between two steps. */
  private async serve(): Promise<void> {
    do {
      for (const request of this.requests.splice(0)) await request();
      if (this.paused) await Promise.race([this.paused.promise, yieldUntil(() => this.requests.length > 0)]);
    } while (this.paused);
  }
}

async function yieldUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const endedBefore = (epochs: number): string =>
  `A callback had ended this run before; ask for more than ${epochs} epochs to go on with it.`;
