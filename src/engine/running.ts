/** A model in training: its memory, its data, its folder, and where it stands. */
import { join } from "node:path";
import { Trouble } from "../base/trouble";
import { summaryOf } from "../data";
import { epochOrder, type FilledBatch } from "../data/batches";
import type { EpochReport, RunStart, StepReport, TrainingJob } from "../model/job";
import type { Sizes } from "../ops/op";
import { loadWeights, packCheckpoint, packWeights, readBytes, unpackCheckpoint, type Progress } from "./checkpoint";
import { added, Learner, means } from "./learner";
import type { Prepared } from "./prepare";
import { checkpoints, RunFolder } from "./runFolder";
import type { Session } from "./session";
import type { Environment } from "./training";

/** A checkpoint is written at least so often. */
const CHECKPOINT_MS = 60_000;

export class Running {
  epoch = 1;
  stepInEpoch = 0;
  over = false;
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
    readonly folder: RunFolder,
  ) {
    this.sums = learner.noSums();
    const all = Math.ceil(prepared.data.train.count / prepared.batchSize);
    this.stepsPerEpoch = Math.min(all, job.stepsPerEpoch ?? all);
  }

  static async open(job: TrainingJob, prepared: Prepared, environment: Environment): Promise<Running> {
    const folder = await RunFolder.open(job, environment.version);
    const learner = Learner.open(prepared, environment.kernels, environment.threadFile);
    const running = new Running(job, prepared, learner, folder);
    await running.setFirstWeights();
    return running;
  }

  get session(): Session {
    return this.learner.session;
  }

  get weightShapes(): ReadonlyMap<string, Sizes> {
    return this.learner.weightShapes;
  }

  private async setFirstWeights(): Promise<void> {
    const { job, session, learner } = this;
    learner.begin(job.seed);
    if (job.initialWeights) await loadWeights(job.initialWeights, session, learner.weightShapes);
    if (!job.resume) return;
    for (const name of await checkpoints(job.out)) {
      try {
        this.goOnFrom(await unpackCheckpoint(await readBytes(join(job.out, name)), session, learner.allShapes));
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
    this.learner.iterations = iterations;
    this.best = best;
    this.sums = [...sums];
  }

  get start(): RunStart {
    const { job, prepared, session, stepsPerEpoch } = this;
    return {
      model: job.graph.name,
      params: this.learner.params,
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
    return this.learner.batches(data.train, order);
  }

  step(batch: FilledBatch): { readonly report: StepReport; readonly samples: number } {
    const began = performance.now();
    const outputs = this.learner.step(batch);
    this.stepInEpoch += 1;
    this.sums = added(this.sums, outputs, batch.count);
    const stepMs = performance.now() - began;
    // a moving mean, so that the time left follows the machine
    this.stepSeconds = this.stepSeconds === 0 ? stepMs / 1000 : 0.9 * this.stepSeconds + (0.1 * stepMs) / 1000;
    const [loss, ...sums] = outputs;
    return {
      report: { epoch: this.epoch, step: this.stepInEpoch, loss: loss!, metrics: this.learner.named(sums), stepMs },
      samples: batch.count,
    };
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
    const [validationLoss, ...validationMetrics] = validation
      ? await this.learner.evaluate(validation, epochOrder(validation.count, undefined))
      : [];
    this.evaluationSeconds = (performance.now() - began) / 1000;
    const report: EpochReport = {
      epoch: this.epoch,
      loss: loss!,
      metrics: this.learner.named(metrics),
      ...(validationLoss !== undefined && { validationLoss, validationMetrics: this.learner.named(validationMetrics) }),
      seconds: trainSeconds + this.evaluationSeconds,
    };
    this.epoch += 1;
    this.stepInEpoch = 0;
    this.sums = this.learner.noSums();
    const watched = validationLoss ?? loss!;
    const isBest = watched < this.best;
    if (isBest) this.best = watched;
    await this.checkpoint();
    if (isBest) await this.folder.save("best.npz", await packWeights(this.session, this.weightShapes));
    return report;
  }

  async checkpointIfDue(): Promise<void> {
    if (performance.now() - this.lastCheckpoint > CHECKPOINT_MS) await this.checkpoint();
  }

  private async checkpoint(): Promise<void> {
    const { epoch, stepInEpoch: step, best, sums } = this;
    const { iterations, allShapes } = this.learner;
    await this.folder.saveCheckpoint(
      iterations,
      await packCheckpoint(this.session, allShapes, { epoch, step, iterations, best, sums }),
    );
    this.lastCheckpoint = performance.now();
  }

  /** The state as the run ends. */
  async saveAll(): Promise<void> {
    await this.checkpoint();
    this.learner.takeAverages();
    await this.folder.save("weights.npz", await packWeights(this.session, this.weightShapes));
  }

  /** Ends the threads; the weights can still be read. */
  async close(): Promise<void> {
    this.over = true;
    await this.learner.close();
    await this.folder.close();
  }
}
