/** A model in training: its memory, its data, its folder, and where it stands. */
import { join } from "node:path";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { Trouble } from "../base/trouble";
import { summaryOf } from "../data";
import { epochOrder, type FilledBatch } from "../data/batches";
import type { EpochReport, Metrics, RunNote, RunStart, StepReport, TrainingJob } from "../model/job";
import type { Sizes } from "../ops/op";
import type { RunFacts } from "../train/callbacks/callback";
import type { When } from "../train/callbacks/react";
import { hasStopEarly, withStopEarly } from "../train/stopEarly";
import type { Look } from "../train/plan";
import { explain } from "./broken";
import { Callbacks, type CallbackHost, type Turn } from "./callbacks";
import { loadWeights, packCheckpoint, packWeights, readBytes, unpackCheckpoint, type Progress } from "./checkpoint";
import { added, Learner, means } from "./learner";
import type { Prepared } from "./prepare";
import { checkpoints, RunFolder } from "./runFolder";
import type { Session } from "./session";
import type { Environment } from "./training";

/** How long it may take to find out where numbers ceased to be numbers. */
const LONGEST_SEARCH_MS = 30_000;
/** A checkpoint is written at least so often. */
const CHECKPOINT_MS = 60_000;

export class Running {
  epoch = 1;
  stepInEpoch = 0;
  over = false;
  private readonly callbacks: Callbacks;
  /** What was damaged when the run was taken up again. */
  private readonly damaged: string[] = [];
  /** How many epochs were asked for when a callback ended the training; 0 while none has. */
  private endedOf = 0;
  /** The checkpoint that was written or read last. */
  private lastName: string | undefined;
  private sums: number[];
  private readonly stepsPerEpoch: number;
  private lastCheckpoint = performance.now();
  private best = Infinity;
  private stepSeconds = 0;
  private evaluationSeconds = 0;

  private constructor(
    private readonly job: TrainingJob,
    private readonly prepared: Prepared,
    private readonly learner: Learner,
    private readonly kernels: WebAssembly.Module,
    readonly folder: RunFolder,
    say: (note: RunNote) => void,
  ) {
    this.callbacks = new Callbacks(
      withStopEarly(job.callbacks ?? [], job.stopEarly, prepared.data.validation !== undefined),
      this.facts(),
      this.host(say),
    );
    this.sums = learner.noSums();
    const all = Math.ceil(prepared.data.train.count / prepared.batchSize);
    this.stepsPerEpoch = Math.min(all, job.stepsPerEpoch ?? all);
  }

  /** `say` is for what happens on the way. */
  static async open(
    job: TrainingJob,
    prepared: Prepared,
    environment: Environment,
    say: (note: RunNote) => void,
  ): Promise<Running> {
    const kernels = await environment.kernels;
    // the disk has its time while memory is filled
    const opening = RunFolder.open(job, environment.version);
    opening.catch(() => undefined);
    const learner = Learner.open(prepared, kernels, environment.threadFile);
    learner.begin(job.seed);
    const folder = await opening.catch(async (error: unknown) => {
      await learner.close();
      throw error;
    });
    const running = new Running(job, prepared, learner, kernels, folder, say);
    await running.setGivenWeights();
    return running;
  }

  get session(): Session {
    return this.learner.session;
  }

  get weightShapes(): ReadonlyMap<string, Sizes> {
    return this.learner.weightShapes;
  }

  /** Those of another run, or of this one where it goes on. */
  private async setGivenWeights(): Promise<void> {
    const { job, session, learner } = this;
    if (job.initialWeights) await loadWeights(job.initialWeights, session, learner.weightShapes);
    if (!job.resume) return;
    for (const name of await checkpoints(job.out)) {
      try {
        const bytes = await readBytes(join(job.out, name));
        const { progress, more } = await unpackCheckpoint(bytes, session, learner.allShapes);
        this.callbacks.recall(more);
        this.goOnFrom(progress);
        this.lastName = name;
        if (this.damaged.length > 0) this.damaged.push(`The run goes on from the checkpoint before, ${name}.`);
        return;
      } catch (error) {
        // a damaged one: the one before it is tried
        if (!(error instanceof Trouble)) throw error;
        this.damaged.push(`${name} cannot be used. ${error.sentence}`);
      }
    }
    const why = this.damaged.length > 0 ? ` ${this.damaged.join(" ")}` : "";
    throw new Trouble(`There is no checkpoint that can be read to go on from.${why}`, job.out);
  }

  private goOnFrom({ epoch, step, iterations, best, rate, endedOf, sums }: Progress): void {
    this.epoch = epoch;
    this.stepInEpoch = step;
    this.learner.iterations = iterations;
    this.learner.ownRate = Number.isNaN(rate) ? undefined : rate;
    this.best = best;
    this.sums = [...sums];
    // more epochs were asked for than when it ended
    if (endedOf > 0 && this.job.epochs > endedOf) this.callbacks.forget();
    else this.endedOf = endedOf;
  }

  /** What callbacks may know of this run before it begins. */
  private facts(): RunFacts {
    const { learner } = this;
    const train: (readonly [string, "up" | "down" | undefined])[] = [
      ["loss", "down"],
      ...learner.watched.map(({ label, better }) => [label, better] as const),
    ];
    const { validation } = this.prepared.data;
    const validated = validation ? train.map(([name, better]) => [`val_${name}`, better] as const) : [];
    return {
      watched: new Map([...train, ...validated]),
      ...(!learner.isScheduled && { learningRate: learner.rate }),
      epochs: this.job.epochs,
      averages: learner.hasAverages,
    };
  }

  private host(say: (note: RunNote) => void): CallbackHost {
    const { learner } = this;
    return {
      weights: [...learner.weightShapes.keys()],
      numbers: (weight) => learner.session.numbers(weight),
      averages: (change) => learner.averages(change),
      setRate: (rate) => (learner.ownRate = rate),
      saveWeights: async (file) => this.folder.saveBeside(file, await packWeights(this.session, this.weightShapes)),
      write: (file, text) => this.folder.saveBeside(file, text),
      checkpoint: () => this.checkpoint(),
      say: (message) => say({ epoch: this.epoch, message }),
    };
  }

  /** Whether a callback has ended the training. */
  get isEnded(): boolean {
    return this.endedOf > 0;
  }

  /** The learning rate as a number to be drawn, where it changes. */
  private get drawnRate(): Metrics {
    return this.callbacks.changeRate || this.learner.isScheduled ? { learning_rate: this.learner.rate } : {};
  }

  /** What the callbacks do now; gives the numbers that they added to, and why the training ends, if it does. */
  private turn(when: When, logs: Metrics = {}): Promise<Turn> {
    const batch = when === "stepEnd" ? { batch: this.stepInEpoch - 1 } : {};
    return this.callbacks.turn(when, { epoch: this.epoch - 1, ...batch, logs, learningRate: this.learner.rate });
  }

  /** An epoch begins, unless this goes on within one. */
  async beginEpoch(): Promise<void> {
    if (this.stepInEpoch === 0) await this.turn("epochBegin");
  }

  /** What callbacks do after a step; most do nothing. */
  async afterStep(): Promise<void> {
    if (!this.callbacks.listen("stepEnd")) return;
    const [loss, ...metrics] = means(this.sums);
    await this.turn("stepEnd", { loss: loss!, ...this.learner.named(metrics) });
  }

  get start(): RunStart {
    const { job, prepared, session, stepsPerEpoch } = this;
    const isTheirs = job.stopEarly !== undefined && hasStopEarly(job.callbacks ?? []);
    const notes = [
      ...this.damaged,
      ...prepared.notes,
      ...this.callbacks.notes,
      ...(isTheirs ? ["The model file has an EarlyStopping of its own, which decides when this training ends."] : []),
    ];
    return {
      model: job.graph.name,
      params: this.learner.params,
      stepsPerEpoch,
      epochs: job.epochs,
      threads: session.threads,
      memoryBytes: prepared.memoryBytes,
      seed: job.seed,
      data: summaryOf(prepared.data),
      ...(notes.length > 0 && { notes }),
    };
  }

  /** What is left of this epoch. */
  epochBatches(): AsyncGenerator<FilledBatch> {
    const { data, batchSize } = this.prepared;
    const shuffle = this.job.shuffle ? { seed: this.job.seed, epoch: this.epoch } : undefined;
    const [done, all] = [this.stepInEpoch * batchSize, this.stepsPerEpoch * batchSize];
    const order = epochOrder(data.train.count, shuffle).subarray(done, all);
    return this.learner.batches(data.train, order);
  }

  step(batch: FilledBatch): { readonly report: StepReport; readonly samples: number } {
    const began = performance.now();
    const drawn = this.drawnRate;
    const outputs = this.learner.step(batch);
    this.stepInEpoch += 1;
    this.sums = added(this.sums, outputs, batch.count);
    const stepMs = performance.now() - began;
    // a moving mean, so that the time left follows the machine
    this.stepSeconds = this.stepSeconds === 0 ? stepMs / 1000 : 0.9 * this.stepSeconds + (0.1 * stepMs) / 1000;
    const [loss, ...sums] = outputs;
    return {
      report: {
        epoch: this.epoch,
        step: this.stepInEpoch,
        loss: loss!,
        metrics: { ...this.learner.named(sums), ...drawn },
        stepMs,
      },
      samples: batch.count,
    };
  }

  secondsLeft(): number {
    const steps = this.stepsPerEpoch - this.stepInEpoch + (this.job.epochs - this.epoch) * this.stepsPerEpoch;
    return steps * this.stepSeconds + (this.job.epochs - this.epoch + 1) * this.evaluationSeconds;
  }

  /** Validates, lets callbacks have their turn, keeps the state on disk, and goes to the next epoch. */
  async endEpoch(trainSeconds: number): Promise<{ readonly report: EpochReport; readonly stop: string | undefined }> {
    const began = performance.now();
    const [loss, ...metrics] = means(this.sums);
    const { validation } = this.prepared.data;
    if (validation) await this.turn("testBegin");
    const [validationLoss, ...validationMetrics] = validation
      ? await this.learner.evaluate(validation, epochOrder(validation.count, undefined))
      : [];
    if (validation) await this.turn("testEnd");
    this.evaluationSeconds = (performance.now() - began) / 1000;
    const report: EpochReport = {
      epoch: this.epoch,
      loss: loss!,
      metrics: { ...this.learner.named(metrics), ...this.drawnRate },
      ...(validationLoss !== undefined && { validationLoss, validationMetrics: this.learner.named(validationMetrics) }),
      seconds: trainSeconds + this.evaluationSeconds,
    };
    const { stop } = await this.turn("epochEnd", logsOf(report, this.learner.named(metrics)));
    if (stop !== undefined) this.endedOf = this.job.epochs;
    this.epoch += 1;
    this.stepInEpoch = 0;
    this.sums = this.learner.noSums();
    const watched = validationLoss ?? loss!;
    const isBest = watched < this.best;
    if (isBest) this.best = watched;
    // first the best: whoever goes on from a checkpoint that knows of it will not write it again
    if (isBest) await this.folder.save("best.npz", await packWeights(this.session, this.weightShapes));
    await this.checkpoint();
    return { report, stop };
  }

  async checkpointIfDue(): Promise<void> {
    if (performance.now() - this.lastCheckpoint > CHECKPOINT_MS) await this.checkpoint();
  }

  /** Whether all weights are numbers. */
  get isSound(): boolean {
    return this.learner.brokenWeight() === undefined;
  }

  /** Why the loss is no number any more, or where there is none, the weights. */
  async explain(loss?: number): Promise<ReturnType<typeof explain>> {
    const { epoch, stepInEpoch: step, lastName: checkpoint } = this;
    const { batchSize } = this.prepared;
    const learningRate = this.learner.rate;
    const again = await this.stepBefore(epoch, step);
    return explain({ epoch, step, loss, learningRate, batchSize, checkpoint, ...again });
  }

  /**
   * Goes back to the last checkpoint and does the steps after it again, up to the one in which it happened, which is then looked
   * into: all that is random comes again as it was. Gives up when that takes too long.
   */
  private async stepBefore(
    epoch: number,
    step: number,
  ): Promise<{ readonly batch?: FilledBatch; readonly first?: Look }> {
    const { job, learner } = this;
    learner.forget();
    learner.begin(job.seed);
    if (job.initialWeights) await loadWeights(job.initialWeights, this.session, this.weightShapes);
    [this.epoch, this.stepInEpoch] = [1, 0];
    if (this.lastName !== undefined) {
      const bytes = await readBytes(join(job.out, this.lastName));
      const { progress, more } = await unpackCheckpoint(bytes, this.session, learner.allShapes);
      this.callbacks.recall(more);
      this.goOnFrom(progress);
    }
    if (this.epoch !== epoch) return {};
    const began = performance.now();
    await this.beginEpoch();
    for await (const batch of this.epochBatches()) {
      if (this.stepInEpoch === step - 1) {
        const first = await learner.firstBroken(batch, this.kernels);
        return { batch, ...(first && { first }) };
      }
      learner.step(batch);
      this.stepInEpoch += 1;
      if (performance.now() - began > LONGEST_SEARCH_MS) return {};
      await yieldToOthers();
    }
    return {};
  }

  private async checkpoint(): Promise<void> {
    // what is broken must not take the place of what is good; the next step will tell
    if (!this.isSound) return;
    const { epoch, stepInEpoch: step, best, endedOf, sums } = this;
    const { iterations, allShapes, ownRate: rate = NaN } = this.learner;
    const progress = { epoch, step, iterations, best, rate, endedOf, sums };
    await this.folder.saveCheckpoint(
      iterations,
      await packCheckpoint(this.session, allShapes, progress, this.callbacks.arrays()),
    );
    this.lastCheckpoint = performance.now();
    this.lastName = `checkpoint-${iterations}.npz`;
  }

  /** The state as the run ends; `isOver` when it was not stopped from outside. */
  async saveAll(isOver: boolean): Promise<void> {
    await this.checkpoint();
    this.learner.averages("take");
    if (isOver) await this.turn("trainingEnd");
    await this.folder.save("weights.npz", await packWeights(this.session, this.weightShapes));
  }

  /** Ends the threads; the weights can still be read. */
  async close(): Promise<void> {
    this.over = true;
    await this.learner.close();
    await this.folder.close();
  }
}

/** The numbers of an epoch under Keras's names. */
const logsOf = ({ loss, validationLoss, validationMetrics }: EpochReport, metrics: Metrics): Metrics => ({
  loss,
  ...metrics,
  ...(validationLoss !== undefined && { val_loss: validationLoss }),
  ...Object.fromEntries(Object.entries(validationMetrics ?? {}).map(([name, value]) => [`val_${name}`, value])),
});
