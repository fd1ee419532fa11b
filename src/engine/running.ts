/** A model in training: its memory, its data, its folder, and where it stands. */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { join } from "node:path";
import { Trouble } from "../base/trouble";
import { summaryOf } from "../data";
import { batches, epochOrder, type Batch, type FilledBatch } from "../data/batches";
import type { Samples } from "../data/dataset";
import type { EpochReport, Metrics, RunNote, RunStart, StepReport, TrainingJob } from "../model/job";
import { sizeOf, type Sizes } from "../ops/op";
import type { RunFacts } from "../train/callbacks/callback";
import type { When } from "../train/callbacks/react";
import { averageOf, gathersAt, isScheduled, rateOf, scalarsOf } from "../train/optimize";
import { initialize } from "../train/initializers";
import type { ModelWeight } from "../train/lower";
import { Callbacks, type CallbackHost, type Turn } from "./callbacks";
import { weighClasses } from "../train/classWeights";
import { targetName, watchedOf, weightsName, type Watched } from "../train/outputs";
import { loadWeights, packCheckpoint, packWeights, readBytes, unpackCheckpoint, type Progress } from "./checkpoint";
import { compileKernels } from "./kernels";
import { planName, type PlanKind, type Prepared } from "./prepare";
import { checkpoints, RunFolder } from "./runFolder";
import { Session } from "./session";
import type { Environment } from "./training";

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
  private iterations = 0;
  private sums: number[];
  /** What is watched beside the loss, with how many sums each has. */
  private readonly watched: readonly (Watched & { readonly size: number })[];
  private readonly stepsPerEpoch: number;
  private lastCheckpoint = performance.now();
  private best = Infinity;
  private stepSeconds = 0;
  private evaluationSeconds = 0;

  private constructor(
    private readonly job: TrainingJob,
    private readonly prepared: Prepared,
    readonly session: Session,
    readonly folder: RunFolder,
    private readonly allShapes: ReadonlyMap<string, Sizes>,
    readonly weightShapes: ReadonlyMap<string, Sizes>,
    private readonly weights: readonly ModelWeight[],
    say: (note: RunNote) => void,
  ) {
    const { plan } = [...prepared.compiled.plans.values()][0]!;
    this.watched = watchedOf(prepared.settings.outputs).map((one) => ({
      ...one,
      size: sizeOf(plan.outputs.get(one.label)!.shape),
    }));
    this.callbacks = new Callbacks(job.callbacks ?? [], this.facts(), this.host(say));
    this.sums = this.noSums();
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
    const folder = await RunFolder.open(job, environment.version);
    const session = Session.open(
      prepared.compiled,
      compileKernels(environment.kernels),
      prepared.threads,
      environment.threadFile,
    );
    const { plan } = [...prepared.compiled.plans.values()][0]!;
    const shapesOf = (list: readonly { readonly name: string; readonly value: { readonly shape: Sizes } }[]) =>
      new Map(list.map(({ name, value }) => [name, value.shape]));
    const running = new Running(
      job,
      prepared,
      session,
      folder,
      shapesOf([...plan.weights, ...plan.slots]),
      shapesOf(plan.weights),
      plan.weights,
      say,
    );
    await running.setFirstWeights();
    return running;
  }

  private async setFirstWeights(): Promise<void> {
    const { job, session } = this;
    for (const { name, value, spec } of this.weights)
      session.numbers(name).set(initialize(spec.initializer, value.shape, job.seed, name));
    if (job.initialWeights) await loadWeights(job.initialWeights, session, this.weightShapes);
    if (!job.resume) return;
    for (const name of await checkpoints(job.out)) {
      try {
        const bytes = await readBytes(join(job.out, name));
        const { progress, more } = await unpackCheckpoint(bytes, session, this.allShapes);
        this.callbacks.recall(more);
        this.goOnFrom(progress);
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
    this.iterations = iterations;
    this.best = best;
    this.callbacks.rate = Number.isNaN(rate) ? undefined : rate;
    this.sums = [...sums];
    // more epochs were asked for than when it ended
    if (endedOf > 0 && this.job.epochs > endedOf) this.callbacks.forget();
    else this.endedOf = endedOf;
  }

  /** What callbacks may know of this run before it begins. */
  private facts(): RunFacts {
    const { settings, data } = this.prepared;
    const train: [string, "up" | "down" | undefined][] = [
      ["loss", "down"],
      ...this.watched.map(({ label, better }): [string, "up" | "down" | undefined] => [label, better]),
    ];
    const validation = data.validation ? train.map(([name, better]) => [`val_${name}`, better] as const) : [];
    return {
      watched: new Map([...train, ...validation]),
      ...(!isScheduled(settings.optimizer) && { learningRate: rateOf(settings.optimizer, 0) }),
    };
  }

  private host(say: (note: RunNote) => void): CallbackHost {
    return {
      weights: [...this.weightShapes.keys()],
      numbers: (weight) => this.session.numbers(weight),
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

  /** The learning rate of the next step. */
  private get rate(): number {
    return this.callbacks.rate ?? rateOf(this.prepared.settings.optimizer, this.iterations);
  }

  /** The learning rate as a number to be drawn, where it changes. */
  private get drawnRate(): Metrics {
    const changes = this.callbacks.changeRate || isScheduled(this.prepared.settings.optimizer);
    return changes ? { learning_rate: this.rate } : {};
  }

  /** What the callbacks do now; gives the numbers that they added to, and why the training ends, if it does. */
  private turn(when: When, logs: Metrics = {}): Promise<Turn> {
    const batch = when === "stepEnd" ? { batch: this.stepInEpoch - 1 } : {};
    return this.callbacks.turn(when, { epoch: this.epoch - 1, ...batch, logs, learningRate: this.rate });
  }

  /** An epoch begins, unless this goes on within one. */
  async beginEpoch(): Promise<void> {
    if (this.stepInEpoch === 0) await this.turn("epochBegin");
  }

  /** What callbacks do after a step; most do nothing. */
  async afterStep(): Promise<void> {
    if (!this.callbacks.listen("stepEnd")) return;
    const [loss, ...metrics] = means(this.sums);
    await this.turn("stepEnd", { loss: loss!, ...this.named(metrics) });
  }

  get start(): RunStart {
    const params = this.weights.reduce((sum, { value }) => sum + sizeOf(value.shape), 0);
    const { job, prepared, session, stepsPerEpoch } = this;
    const notes = [...this.damaged, ...prepared.notes, ...this.callbacks.notes];
    return {
      model: job.graph.name,
      params,
      stepsPerEpoch,
      epochs: job.epochs,
      threads: session.threads,
      memoryBytes: session.memoryBytes,
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
    return batches(data.train, order, batchSize, () => this.room());
  }

  private room(): Batch {
    const { data, batchSize } = this.prepared;
    const numbers = batchSize * sizeOf(data.input.shape);
    const inputs = data.input.type === "uint8" ? new Uint8Array(numbers) : new Float32Array(numbers);
    return { inputs, targets: new Float32Array(batchSize * data.targetSize) };
  }

  /** One batch through a plan; gives its outputs. */
  private run(kind: PlanKind, { inputs, targets, count }: FilledBatch): readonly number[] {
    const { session, prepared } = this;
    const plan = planName(kind, count);
    const used = inputs.subarray(0, count * (inputs.length / prepared.batchSize));
    if (used instanceof Uint8Array) session.inputBytes(plan, "x0").set(used);
    else session.input(plan, "x0").set(used);
    session.input(plan, "y0").set(targets.subarray(0, count * (targets.length / prepared.batchSize)));
    this.weigh(kind, plan, count);
    session.run(plan);
    const sums = this.watched.flatMap(({ label }) => [...session.output(plan, label)]);
    return [session.output(plan, "loss")[0]!, ...sums];
  }

  /** Feeds how much each sample counts: by its class while training, else once. */
  private weigh(kind: PlanKind, plan: string, count: number): void {
    const { classWeight } = this.prepared;
    if (!classWeight) return;
    const weights = this.session.input(plan, weightsName(0)).subarray(0, count);
    if (kind === "evaluate") weights.fill(1);
    else weighClasses(weights, this.session.input(plan, targetName(0)), classWeight);
  }

  step(batch: FilledBatch): { readonly report: StepReport; readonly samples: number } {
    const began = performance.now();
    const drawn = this.drawnRate;
    this.session.set(scalarsOf(this.prepared.settings.optimizer, this.iterations, this.rate));
    const outputs = this.run(gathersAt(this.prepared.settings.optimizer, this.iterations) ? "gather" : "train", batch);
    this.iterations += 1;
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
        metrics: { ...this.named(sums), ...drawn },
        stepMs,
      },
      samples: batch.count,
    };
  }

  /** Each watched number from its part of the sums. */
  private named(sums: readonly number[]): Metrics {
    const named: [string, number][] = [];
    let first = 0;
    for (const { label, result, size } of this.watched) {
      named.push([label, result(sums.slice(first, first + size))]);
      first += size;
    }
    return Object.fromEntries(named);
  }

  /** Samples, the sum of their losses, then the sums of all watched numbers. */
  private noSums(): number[] {
    return Array<number>(2 + this.watched.reduce((total, { size }) => total + size, 0)).fill(0);
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
    const [validationLoss, ...validationMetrics] = validation ? await this.evaluate(validation) : [];
    this.evaluationSeconds = (performance.now() - began) / 1000;
    const report: EpochReport = {
      epoch: this.epoch,
      loss: loss!,
      metrics: { ...this.named(metrics), ...this.drawnRate },
      ...(validationLoss !== undefined && { validationLoss, validationMetrics: this.named(validationMetrics) }),
      seconds: trainSeconds + this.evaluationSeconds,
    };
    const { stop } = await this.turn("epochEnd", logsOf(report, this.named(metrics)));
    if (stop !== undefined) this.endedOf = this.job.epochs;
    this.epoch += 1;
    this.stepInEpoch = 0;
    this.sums = this.noSums();
    const watched = validationLoss ?? loss!;
    const isBest = watched < this.best;
    if (isBest) this.best = watched;
    await this.checkpoint();
    if (isBest) await this.folder.save("best.npz", await packWeights(this.session, this.weightShapes));
    return { report, stop };
  }

  private async evaluate(samples: Samples): Promise<readonly number[]> {
    let sums = this.noSums();
    const order = epochOrder(samples.count, undefined);
    for await (const batch of batches(samples, order, this.prepared.batchSize, () => this.room())) {
      sums = added(sums, this.run("evaluate", batch), batch.count);
      await yieldToOthers();
    }
    return means(sums);
  }

  async checkpointIfDue(): Promise<void> {
    if (performance.now() - this.lastCheckpoint > CHECKPOINT_MS) await this.checkpoint();
  }

  private async checkpoint(): Promise<void> {
    const { epoch, stepInEpoch: step, iterations, best, endedOf, sums } = this;
    const progress = { epoch, step, iterations, best, rate: this.callbacks.rate ?? NaN, endedOf, sums };
    await this.folder.saveCheckpoint(
      iterations,
      await packCheckpoint(this.session, this.allShapes, progress, this.callbacks.arrays()),
    );
    this.lastCheckpoint = performance.now();
  }

  /** The state as the run ends; `isOver` when it was not stopped from outside. */
  async saveAll(isOver: boolean): Promise<void> {
    await this.checkpoint();
    this.takeAverages();
    if (isOver) await this.turn("trainingEnd");
    await this.folder.save("weights.npz", await packWeights(this.session, this.weightShapes));
  }

  /** With `use_ema` a training ends with the moving averages of its weights. */
  private takeAverages(): void {
    const { of, config } = this.prepared.settings.optimizer;
    if (config["use_ema"] !== true) return;
    for (const { name, trained } of this.weights)
      if (trained) this.session.numbers(name).set(this.session.numbers(averageOf(name, of.name)));
  }

  /** Ends the threads; the weights can still be read. */
  async close(): Promise<void> {
    this.over = true;
    await this.session.close();
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

/** The loss is a mean over the batch; metrics are sums already. */
const added = (all: readonly number[], [loss, ...sums]: readonly number[], count: number): number[] => [
  all[0]! + count,
  all[1]! + loss! * count,
  ...sums.map((sum, i) => all[i + 2]! + sum),
];
/** The mean loss, and the sums of the metrics. */
const means = ([count, loss, ...sums]: readonly number[]): number[] => [loss! / count!, ...sums];
