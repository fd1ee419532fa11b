/** A model that learns, in memory: its first weights, one step after the other, and how well it predicts. It knows no folder and no clock. */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { areFinite } from "../base/numbers";
import { batches, divideRows, writeWeights, type Batch, type FilledBatch } from "../data/batches";
import type { InputBuffer, Samples } from "../data/dataset";
import type { Metrics } from "../model/job";
import { sizeOf, type Sizes } from "../ops/op";
import { initialize } from "../train/initializers";
import type { ModelWeight, Slot } from "../train/lower";
import { timesClassWeights } from "../train/classWeights";
import { averageOf, gathersAt, isScheduled, rateOf, scalarsOf } from "../train/optimize";
import { targetName, watchedOf, weightsName, type Watched } from "../train/outputs";
import type { Look, Plan } from "../train/plan";
import { inspection, planName, recompiled, type PlanKind, type Prepared } from "./prepare";
import { Session } from "./session";

/** The loss, then the sums of all that is watched beside it. */
export type Outputs = readonly number[];

export class Learner {
  /** Updates since the start: the optimizer's own count. */
  iterations = 0;
  /** A learning rate that is set from outside; undefined while it is the optimizer's own. */
  ownRate: number | undefined;
  readonly weights: readonly ModelWeight[];
  private readonly slots: readonly Slot[];
  /** What is watched beside the loss, with how many sums each has. */
  readonly watched: readonly (Watched & { readonly size: number })[];
  /** What the inputs are called in the plan, and what the targets. */
  private readonly fedNames: readonly (readonly string[])[];

  private constructor(
    private prepared: Prepared,
    readonly session: Session,
  ) {
    const { weights, slots, outputs, inputs } = this.plan;
    [this.weights, this.slots] = [weights, slots];
    this.watched = watchedOf(prepared.settings.outputs).map((one) => ({
      ...one,
      size: sizeOf(outputs.get(one.label)!.shape),
    }));
    const names = inputs.map((value) => value.attrs["name"] as string);
    this.fedNames = ["x", "y"].map((letter) => names.filter((name) => name.startsWith(letter)));
  }

  /** Allocates its memory; the weights are 0 until `begin`. */
  static open(prepared: Prepared, kernels: WebAssembly.Module, threadFile?: string): Learner {
    const { compiled, threads } = prepared;
    return new Learner(prepared, Session.open(compiled, kernels, threads, threadFile));
  }

  /** The first weights that belong to a seed; layers of the same name begin the same in every model. */
  begin(seed: number): void {
    for (const { name, value, spec } of this.weights)
      initialize(spec.initializer, value.shape, seed, name, this.session.numbers(name));
  }

  /** From the beginning, with all that is random drawn from another seed. */
  beginAgain(seed: number): void {
    this.prepared = recompiled(this.prepared, seed);
    this.session.load(this.prepared.compiled);
    this.forget();
    this.begin(seed);
  }

  get params(): number {
    return this.weights.reduce((sum, { value }) => sum + sizeOf(value.shape), 0);
  }

  get weightShapes(): ReadonlyMap<string, Sizes> {
    return shapesOf(this.weights);
  }

  /** Of the weights and of what the optimizer keeps. */
  get allShapes(): ReadonlyMap<string, Sizes> {
    return shapesOf([...this.weights, ...this.slots]);
  }

  batches(samples: Samples, order: Uint32Array): AsyncGenerator<FilledBatch> {
    return batches(samples, order, this.prepared.batchSize, () => this.room());
  }

  /** The learning rate of the next step. */
  get rate(): number {
    return this.ownRate ?? rateOf(this.prepared.settings.optimizer, this.iterations);
  }

  /** Whether the optimizer itself changes the learning rate from step to step. */
  get isScheduled(): boolean {
    return isScheduled(this.prepared.settings.optimizer);
  }

  /** One update, or one share of it where gradients are gathered over steps. */
  step(batch: FilledBatch): Outputs {
    const { optimizer } = this.prepared.settings;
    this.session.set(scalarsOf(optimizer, this.iterations, this.rate));
    const outputs = this.run(gathersAt(optimizer, this.iterations) ? "gather" : "train", batch);
    this.iterations += 1;
    return outputs;
  }

  /** The mean loss of these samples as the model predicts, and the sums of the metrics. */
  async evaluate(samples: Samples, order: Uint32Array): Promise<Outputs> {
    let sums = this.noSums();
    for await (const batch of this.batches(samples, order)) {
      sums = added(sums, this.run("evaluate", batch), batch.count);
      await yieldToOthers();
    }
    return means(sums);
  }

  /** Each watched number from its part of the sums. */
  named(sums: readonly number[]): Metrics {
    const named: [string, number][] = [];
    let first = 0;
    for (const { label, result, size } of this.watched) {
      named.push([label, result(sums.slice(first, first + size))]);
      first += size;
    }
    return Object.fromEntries(named);
  }

  /** Samples, the sum of their losses, then the sums of all watched numbers. */
  noSums(): number[] {
    return Array<number>(2 + this.watched.reduce((total, { size }) => total + size, 0)).fill(0);
  }

  /** Whether the optimizer keeps moving averages of the weights. */
  get hasAverages(): boolean {
    return this.prepared.settings.optimizer.config["use_ema"] === true;
  }

  /** Weights become their moving averages, averages the weights, or both are exchanged. With `use_ema` a training ends with the averages. */
  averages(change: "take" | "settle" | "swap"): void {
    if (!this.hasAverages) return;
    const { of } = this.prepared.settings.optimizer;
    for (const { name, trained } of this.weights) {
      if (!trained) continue;
      const [weight, average] = [this.session.numbers(name), this.session.numbers(averageOf(name, of.name))];
      const before = weight.slice();
      if (change !== "settle") weight.set(average);
      if (change !== "take") average.set(before);
    }
  }

  /** The name of the first weight that holds something that is not a number. */
  brokenWeight(): string | undefined {
    return this.weights.find(({ name }) => !areFinite(this.session.numbers(name)))?.name;
  }

  /**
   * The first number of a step that is not one, with the weights as they are, in the order in which they are computed. Undefined when there is none,
   * or when there is no memory to look.
   */
  async firstBroken(batch: FilledBatch, kernels: WebAssembly.Module): Promise<Look | undefined> {
    const look = inspection(this.prepared, batch.count);
    if (!look) return undefined;
    const session = Session.open(look.compiled, kernels, 1);
    for (const { name } of this.weights) session.numbers(name).set(this.session.numbers(name));
    session.set(scalarsOf(this.prepared.settings.optimizer, this.iterations, this.rate));
    const plan = this.feed(session, "train", batch);
    session.run(plan);
    const broken = look.looks.find(({ name }) => !areFinite(session.output(plan, name)));
    await session.close();
    return broken;
  }

  /** As before the first step, but for the weights: `begin` gives them. */
  forget(): void {
    for (const { name, initial } of this.slots) this.session.numbers(name).fill(initial);
    this.iterations = 0;
    this.ownRate = undefined;
  }

  /** Ends the threads; the weights can still be read. */
  close(): Promise<void> {
    return this.session.close();
  }

  /** The one that all others share their weights with. */
  private get plan(): Plan {
    return [...this.prepared.compiled.plans.values()][0]!.plan;
  }

  private room(): Batch {
    const { data, batchSize } = this.prepared;
    const numbers = batchSize * sizeOf(data.input.shape);
    const inputs = data.input.type === "uint8" ? new Uint8Array(numbers) : new Float32Array(numbers);
    return { inputs, targets: new Float32Array(batchSize * data.targetSize) };
  }

  /** One batch through a plan. */
  private run(kind: PlanKind, batch: FilledBatch): Outputs {
    const { session } = this;
    const plan = this.feed(session, kind, batch);
    session.run(plan);
    const sums = this.watched.flatMap(({ label }) => [...session.output(plan, label)]);
    return [session.output(plan, "loss")[0]!, ...sums];
  }

  /** Writes a batch to where a plan takes it; gives the plan's name. */
  private feed(session: Session, kind: PlanKind, batch: FilledBatch): string {
    const { inputs, targets, count } = batch;
    const plan = planName(kind, count);
    const { batchSize, data } = this.prepared;
    const [fed, compared] = this.fedNames;
    const rows = (all: InputBuffer) => all.subarray(0, count * (all.length / batchSize));
    const isBytes = data.input.type === "uint8";
    divideRows(
      rows(inputs),
      fed!.map((name) => (isBytes ? session.inputBytes(plan, name) : session.input(plan, name))),
      count,
    );
    divideRows(
      rows(targets),
      compared!.map((name) => session.input(plan, name)),
      count,
    );
    this.weigh(session, kind, plan, batch);
    return plan;
  }

  /** Feeds how much each sample counts: by its own weight, and while training by its class. */
  private weigh(session: Session, kind: PlanKind, plan: string, { indices, weights = [] }: FilledBatch): void {
    const { classWeight, settings } = this.prepared;
    let target = 0;
    settings.outputs.forEach(({ targets, weighed }, output) => {
      const own = weights.length === 1 ? weights[0] : weights[target];
      if (targets) target += 1;
      if (weighed === undefined) return;
      const into = session.input(plan, weightsName(output));
      writeWeights(into, own, indices);
      if (classWeight && kind !== "evaluate")
        timesClassWeights(into, session.input(plan, targetName(output)), classWeight);
    });
  }
}

const shapesOf = (list: readonly { readonly name: string; readonly value: { readonly shape: Sizes } }[]) =>
  new Map(list.map(({ name, value }) => [name, value.shape]));

/** The loss is a mean over the batch; metrics are sums already. */
export const added = (all: readonly number[], [loss, ...sums]: Outputs, count: number): number[] => [
  all[0]! + count,
  all[1]! + loss! * count,
  ...sums.map((sum, i) => all[i + 2]! + sum),
];
/** The mean loss, and the sums of the metrics. */
export const means = ([count, loss, ...sums]: readonly number[]): Outputs => [loss! / count!, ...sums];
