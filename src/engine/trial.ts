/**
 * Trains two models side by side, several times over: each pair begins with the same seed, sees the same batches in the same order, and is
 * trained in turns, so that what slows the machine down slows both. Only what happens is told; what it means is said by
 * `protocol/trialResult.ts`.
 */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { showBytes } from "../base/figures";
import { median } from "../base/statistics";
import { Trouble } from "../base/trouble";
import { openData, summaryOf } from "../data";
import { epochOrder, type FilledBatch } from "../data/batches";
import type { Samples } from "../data/dataset";
import type { Metrics, TrainingJob } from "../model/job";
import type { Both, Quantity, TrialBudget, TrialEvents, TrialJob, TrialSpeed } from "../protocol/trial";
import type { AnyMetric } from "../train/metrics/metric";
import type { PlanSettings } from "../train/plan";
import { Learner } from "./learner";
import { moreBytes, thisMachine } from "./memoryNeed";
import { prepare, type Prepared } from "./prepare";
import type { Environment } from "./training";

/** How a trial tells what it does. */
export type TellTrial = <K extends keyof TrialEvents>(name: K, data: TrialEvents[K]) => void;

const YIELD_MS = 20;
const PROGRESS_MS = 100;
/** Speed is measured by at most so many steps of each model, and about so long. */
const TRIED_STEPS = 12;
const TRIED_MS = 800;
/** Of the training data, where the file names no validation. */
const HELD_BACK = 0.2;
/** Sets the second seed of a control apart from all first ones. */
const OTHER_SEED = 1_000_003;

interface Variant {
  readonly job: TrainingJob;
  readonly prepared: Prepared;
  readonly learner: Learner;
}

export class Trial {
  private stopping = false;
  private variants: readonly [Variant, Variant] | undefined;
  private speed: TrialSpeed | undefined;

  constructor(
    private readonly job: TrialJob,
    private readonly environment: Environment,
    private readonly tell: TellTrial,
  ) {}

  /** Makes both models and tries a few steps of each. */
  async measure(): Promise<TrialSpeed> {
    const jobs = [this.job.before, this.job.after].map(withValidation);
    const prepared = await this.prepareAll(jobs);
    const kernels = await this.environment.kernels;
    const [before, after] = prepared.map((one, i): Variant => {
      const learner = Learner.open(one, kernels, this.environment.threadFile);
      return { job: jobs[i]!, prepared: one, learner };
    });
    this.variants = [before!, after!];
    const quantities = quantitiesOf(before!.prepared, after!.prepared);
    this.tell("preparing", { what: "Measuring the speed" });
    const speeds = [await this.tryOut(before!), await this.tryOut(after!)];
    const both = (of: (i: 0 | 1) => number): Both => [of(0), of(1)];
    const { data, batchSize } = before!.prepared;
    const { epochs, stepsPerEpoch } = before!.job;
    const all = Math.ceil(data.train.count / batchSize);
    this.speed = {
      params: both((i) => this.variants![i].learner.params),
      stepMs: both((i) => speeds[i]!.stepMs),
      sampleMs: both((i) => speeds[i]!.sampleMs),
      wholeSteps: epochs * Math.min(all, stepsPerEpoch ?? all),
      batchSize,
      data: summaryOf(data),
      quantities,
    };
    return this.speed;
  }

  /** All pairs; `measure` must be over. */
  async run(budget: TrialBudget): Promise<"done" | "stopped"> {
    const progress = new Progress(this.speed!, budget, this.tell);
    for (let pair = 0; pair < budget.pairs && !this.stopping; pair++) await this.runPair(pair, budget, progress);
    return this.stopping ? "stopped" : "done";
  }

  stop(): void {
    this.stopping = true;
  }

  async close(): Promise<void> {
    for (const { learner } of this.variants ?? []) await learner.close();
  }

  /** Both read the same data: they are opened once. */
  private async prepareAll(jobs: readonly TrainingJob[]): Promise<readonly Prepared[]> {
    const opened = new Map<string, ReturnType<typeof openData>>();
    const open: typeof openData = (spec, tools, wish) => {
      const key = JSON.stringify([spec, { ...wish, like: wish?.like !== undefined }]);
      const known = opened.get(key) ?? openData(spec, tools, wish);
      opened.set(key, known);
      return known;
    };
    const prepared: Prepared[] = [];
    for (const job of jobs)
      prepared.push(
        await prepare(
          job,
          this.environment.tools,
          this.environment.kernels,
          (what) => this.tell("preparing", { what }),
          {
            open,
            plainEvaluation: true,
          },
        ),
      );
    const bytes = prepared.reduce(
      (sum, { compiled, data, batchSize, threads }) => sum + moreBytes(compiled, data, batchSize, threads),
      0,
    );
    const { freeBytes } = thisMachine();
    if (bytes > freeBytes)
      throw new Trouble(
        `The two models together need ${showBytes(bytes)} of memory, and ${showBytes(freeBytes)} can be had. Use a smaller batch size.`,
      );
    return prepared;
  }

  private async tryOut(variant: Variant): Promise<{ stepMs: number; sampleMs: number }> {
    const { prepared, learner } = variant;
    const training = new Course(variant, variant.job.seed);
    // the first one also touches all memory for the first time
    await training.step();
    const began = performance.now();
    training.times.length = 0;
    do {
      await training.step();
      await yieldToOthers();
    } while (training.times.length < TRIED_STEPS && performance.now() - began < TRIED_MS && !this.stopping);
    const validation = prepared.data.validation!;
    const order = someOf(validation, 2 * prepared.batchSize);
    const looked = performance.now();
    await learner.evaluate(validation, order);
    return { stepMs: training.stepMs, sampleMs: (performance.now() - looked) / order.length };
  }

  private async runPair(pair: number, budget: TrialBudget, progress: Progress): Promise<void> {
    const courses = this.variants!.map((variant, i) => {
      const seed = variant.job.seed + pair + (i === 1 && this.job.ownSeeds ? OTHER_SEED : 0);
      return new Course(variant, seed);
    });
    for (let look = 1; look <= budget.looks; look++) {
      const until = Math.round((budget.steps * look) / budget.looks);
      // who goes first takes turns too
      const turns = (pair + look) % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
      for (const variant of turns) {
        const course = courses[variant]!;
        if (course.hasFailed()) continue;
        const before = course.steps;
        while (course.steps < until && !course.hasFailed()) {
          await course.step();
          await progress.tell(pair, variant, course.steps - before);
          if (this.stopping) return;
        }
        const values = course.hasFailed() ? {} : await course.look(budget.samples);
        progress.add(variant, until - before, look, course.hasFailed());
        this.tell("trialPoint", { pair, variant, step: course.steps, stepMs: course.stepMs, values });
        if (this.stopping) return;
      }
    }
  }
}

/** One training of a trial. */
class Course {
  readonly times: number[] = [];
  private failed = false;
  private readonly batches: AsyncGenerator<FilledBatch>;

  constructor(
    private readonly variant: Variant,
    seed: number,
  ) {
    variant.learner.beginAgain(seed);
    this.batches = endless(variant, seed);
  }

  /** Steps that have been made. */
  get steps(): number {
    return this.variant.learner.iterations;
  }

  get stepMs(): number {
    return median(this.times);
  }

  /** Something was no number any more. */
  hasFailed(): boolean {
    return this.failed;
  }

  async step(): Promise<void> {
    const { value: batch } = (await this.batches.next()) as { value: FilledBatch };
    const began = performance.now();
    const [loss] = this.variant.learner.step(batch);
    this.times.push(performance.now() - began);
    this.failed = !Number.isFinite(loss);
  }

  /** On the validation data; empty when the training has failed. */
  async look(samples: number): Promise<Metrics> {
    const { learner, prepared } = this.variant;
    const validation = prepared.data.validation!;
    const [loss, ...sums] = await learner.evaluate(validation, someOf(validation, samples));
    const values = { loss: loss!, ...learner.named(sums) };
    this.failed = !Object.values(values).every(Number.isFinite);
    return this.failed ? {} : values;
  }
}

/** Epoch after epoch, as a run of this seed would have them. */
async function* endless({ job, prepared, learner }: Variant, seed: number): AsyncGenerator<FilledBatch> {
  const { train } = prepared.data;
  for (let epoch = 1; ; epoch++)
    yield* learner.batches(train, epochOrder(train.count, job.shuffle ? { seed, epoch } : undefined));
}

/** The same ones at every look of every training: drawn once, for data may be sorted. */
const someOf = ({ count }: Samples, samples: number): Uint32Array =>
  samples >= count ? epochOrder(count, undefined) : epochOrder(count, { seed: 0, epoch: 0 }).subarray(0, samples);

const withValidation = (job: TrainingJob): TrainingJob =>
  job.validation === 0 ? { ...job, validation: HELD_BACK } : job;

/**
 * The metrics that both have, as the file names them, then the loss where both have the same. A metric decides before the loss: it is what
 * the user looks at, and one sample that is badly wrong does not outweigh all others in it.
 */
function quantitiesOf({ settings: a }: Prepared, { settings: b }: Prepared): readonly Quantity[] {
  const common = metricsOf(a).filter(({ name, of }) =>
    metricsOf(b).some((other) => other.name === name && other.of === of),
  );
  const quantities: readonly Quantity[] = [
    ...common.map(({ name, of }) => ({ name, better: betterWay(of) })),
    ...(lossesOf(a) === lossesOf(b) ? [{ name: "loss", better: "less" } as const] : []),
  ];
  if (quantities.length === 0)
    throw new Trouble(
      "The two models have different losses and no metric in common to compare them by; give both one.",
    );
  return quantities;
}

/** Under the names that they have in a run. */
const metricsOf = ({ outputs }: PlanSettings): readonly { readonly name: string; readonly of: AnyMetric }[] =>
  outputs.flatMap(({ name, metrics }) =>
    metrics.map(({ label, of }) => ({ name: outputs.length > 1 ? `${name}_${label}` : label, of })),
  );

/** What is made smaller, so that it can be compared. */
const lossesOf = ({ outputs }: PlanSettings): string =>
  JSON.stringify(outputs.map(({ loss, weight }) => loss && [loss.of.name, loss.config, weight]));

const betterWay = ({ name }: AnyMetric): Quantity["better"] =>
  /Error|entropy|Hinge|Divergence|Poisson|^False/.test(name) ? "less" : "more";

/** How far a trial is, by the measured times, corrected by how long it has really taken. */
class Progress {
  private readonly began = performance.now();
  private doneMs = 0;
  private readonly allMs: number;
  private toldAt = -Infinity;
  private yieldedAt = performance.now();

  constructor(
    private readonly speed: TrialSpeed,
    private readonly budget: TrialBudget,
    private readonly say: TellTrial,
  ) {
    this.allMs = 1000 * budget.seconds;
  }

  /** Between two steps: `steps` of this turn are made. */
  async tell(pair: number, variant: 0 | 1, steps: number): Promise<void> {
    const now = performance.now();
    if (now - this.toldAt > PROGRESS_MS) {
      this.toldAt = now;
      const done = this.doneMs + steps * this.speed.stepMs[variant];
      const share = Math.min(1, done / this.allMs);
      const secondsLeft = (share > 0.05 ? (now - this.began) * (1 / share - 1) : this.allMs) / 1000;
      this.say("trialProgress", { pair, share, secondsLeft });
    }
    if (now - this.yieldedAt < YIELD_MS) return;
    await yieldToOthers();
    this.yieldedAt = performance.now();
  }

  /** A turn is over; of a training that has failed nothing more will come. */
  add(variant: 0 | 1, steps: number, look: number, hasFailed: boolean): void {
    const { stepMs, sampleMs } = this.speed;
    const { looks, samples } = this.budget;
    const turnMs = steps * stepMs[variant] + samples * sampleMs[variant];
    this.doneMs += hasFailed ? (looks - look + 1) * turnMs : turnMs;
  }
}
