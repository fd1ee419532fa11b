/** A model in training: its memory, its data, its folder, and where it stands. */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { join } from "node:path";
import { Trouble } from "../base/trouble";
import { summaryOf } from "../data";
import { batches, epochOrder, type Batch, type FilledBatch } from "../data/batches";
import type { Samples } from "../data/dataset";
import type { EpochReport, Metrics, RunStart, StepReport, TrainingJob } from "../model/job";
import { sizeOf, type Sizes } from "../ops/op";
import { averageOf, scalarsOf } from "../train/optimize";
import { initialize } from "../train/initializers";
import type { ModelWeight } from "../train/lower";
import { watchedOf, type Watched } from "../train/outputs";
import { loadWeights, packCheckpoint, packWeights, readBytes, unpackCheckpoint, type Progress } from "./checkpoint";
import { compileKernels } from "./kernels";
import { planName, type Prepared } from "./prepare";
import { checkpoints, RunFolder } from "./runFolder";
import { Session } from "./session";
import type { Environment } from "./training";

/** A checkpoint is written at least so often. */
const CHECKPOINT_MS = 60_000;

export class Running {
  epoch = 1;
  stepInEpoch = 0;
  over = false;
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
  ) {
    const { plan } = [...prepared.compiled.plans.values()][0]!;
    this.watched = watchedOf(prepared.settings.outputs).map((one) => ({
      ...one,
      size: sizeOf(plan.outputs.get(one.label)!.shape),
    }));
    this.sums = this.noSums();
    const all = Math.ceil(prepared.data.train.count / prepared.batchSize);
    this.stepsPerEpoch = Math.min(all, job.stepsPerEpoch ?? all);
  }

  static async open(job: TrainingJob, prepared: Prepared, environment: Environment): Promise<Running> {
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
        this.goOnFrom(await unpackCheckpoint(await readBytes(join(job.out, name)), session, this.allShapes));
        return;
      } catch (error) {
        // a damaged one: the one before it is tried
        if (!(error instanceof Trouble)) throw error;
      }
    }
    throw new Trouble("There is no checkpoint that can be read to go on from.", job.out);
  }

  private goOnFrom({ epoch, step, iterations, best, sums }: Progress): void {
    this.epoch = epoch;
    this.stepInEpoch = step;
    this.iterations = iterations;
    this.best = best;
    this.sums = [...sums];
  }

  get start(): RunStart {
    const params = this.weights.reduce((sum, { value }) => sum + sizeOf(value.shape), 0);
    const { job, prepared, session, stepsPerEpoch } = this;
    return {
      model: job.graph.name,
      params,
      stepsPerEpoch,
      epochs: job.epochs,
      threads: session.threads,
      memoryBytes: session.memoryBytes,
      seed: job.seed,
      data: summaryOf(prepared.data),
    };
  }

  /** What is left of this epoch. */
  epochBatches(): AsyncGenerator<FilledBatch> {
    const { data, batchSize } = this.prepared;
    const shuffle = this.job.shuffle ? { seed: this.job.seed, epoch: this.epoch } : undefined;
    const order = epochOrder(data.train.count, shuffle).subarray(this.stepInEpoch * batchSize);
    return batches(data.train, order, batchSize, () => this.room());
  }

  private room(): Batch {
    const { data, batchSize } = this.prepared;
    const numbers = batchSize * sizeOf(data.input.shape);
    const inputs = data.input.type === "uint8" ? new Uint8Array(numbers) : new Float32Array(numbers);
    return { inputs, targets: new Float32Array(batchSize * data.targetSize) };
  }

  /** One batch through a plan; gives its outputs. */
  private run(kind: "train" | "evaluate", { inputs, targets, count }: FilledBatch): readonly number[] {
    const { session, prepared } = this;
    const plan = planName(kind, count);
    const used = inputs.subarray(0, count * (inputs.length / prepared.batchSize));
    if (used instanceof Uint8Array) session.inputBytes(plan, "x0").set(used);
    else session.input(plan, "x0").set(used);
    session.input(plan, "y0").set(targets.subarray(0, count * (targets.length / prepared.batchSize)));
    session.run(plan);
    const sums = this.watched.flatMap(({ label }) => [...session.output(plan, label)]);
    return [session.output(plan, "loss")[0]!, ...sums];
  }

  step(batch: FilledBatch): { readonly report: StepReport; readonly samples: number } {
    const began = performance.now();
    this.session.set(scalarsOf(this.prepared.settings.optimizer, this.iterations));
    const outputs = this.run("train", batch);
    this.iterations += 1;
    this.stepInEpoch += 1;
    this.sums = added(this.sums, outputs, batch.count);
    const stepMs = performance.now() - began;
    // a moving mean, so that the time left follows the machine
    this.stepSeconds = this.stepSeconds === 0 ? stepMs / 1000 : 0.9 * this.stepSeconds + (0.1 * stepMs) / 1000;
    const [loss, ...sums] = outputs;
    return {
      report: { epoch: this.epoch, step: this.stepInEpoch, loss: loss!, metrics: this.named(sums), stepMs },
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

  epochIsOver(): boolean {
    return this.stepInEpoch >= this.stepsPerEpoch;
  }

  secondsLeft(): number {
    const steps = this.stepsPerEpoch - this.stepInEpoch + (this.job.epochs - this.epoch) * this.stepsPerEpoch;
    return steps * this.stepSeconds + (this.job.epochs - this.epoch + 1) * this.evaluationSeconds;
  }

  /** Validates, keeps the state on disk, and begins the next epoch. */
  async endEpoch(trainSeconds: number): Promise<EpochReport> {
    const began = performance.now();
    const [loss, ...metrics] = means(this.sums);
    const { validation } = this.prepared.data;
    const [validationLoss, ...validationMetrics] = validation ? await this.evaluate(validation) : [];
    this.evaluationSeconds = (performance.now() - began) / 1000;
    const report: EpochReport = {
      epoch: this.epoch,
      loss: loss!,
      metrics: this.named(metrics),
      ...(validationLoss !== undefined && { validationLoss, validationMetrics: this.named(validationMetrics) }),
      seconds: trainSeconds + this.evaluationSeconds,
    };
    this.epoch += 1;
    this.stepInEpoch = 0;
    this.sums = this.noSums();
    const watched = validationLoss ?? loss!;
    const isBest = watched < this.best;
    if (isBest) this.best = watched;
    await this.checkpoint();
    if (isBest) await this.folder.save("best.npz", await packWeights(this.session, this.weightShapes));
    return report;
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
    const { epoch, stepInEpoch: step, iterations, best, sums } = this;
    await this.folder.saveCheckpoint(
      iterations,
      await packCheckpoint(this.session, this.allShapes, { epoch, step, iterations, best, sums }),
    );
    this.lastCheckpoint = performance.now();
  }

  /** The state as the run ends. */
  async saveAll(): Promise<void> {
    await this.checkpoint();
    this.takeAverages();
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

/** The loss is a mean over the batch; metrics are sums already. */
const added = (all: readonly number[], [loss, ...sums]: readonly number[], count: number): number[] => [
  all[0]! + count,
  all[1]! + loss! * count,
  ...sums.map((sum, i) => all[i + 2]! + sum),
];
/** The mean loss, and the sums of the metrics. */
const means = ([count, loss, ...sums]: readonly number[]): number[] => [loss! / count!, ...sums];
