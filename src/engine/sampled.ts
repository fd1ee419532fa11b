/** A model with random weights that random samples go through, as it predicts and as it is trained. */
import { mixKeys, RandomStream } from "../base/random";
import type { Mode } from "../model/claim";
import type { Graph, NodeId } from "../model/graph";
import { input, sizeOf, type Sizes, type Value } from "../ops/op";
import { simplify } from "../train/fuse";
import { initialize } from "../train/initializers";
import { lower, type ModelWeight } from "../train/lower";
import type { NamedNumbers } from "../train/moveWeights";
import type { Plan } from "../train/plan";
import { compilePlans, Session, type Compiled } from "./session";

/** What a model takes, for one sample. */
export interface Feed {
  readonly id: NodeId;
  readonly sizes: Sizes;
  /** Whole numbers rather than measurements. */
  readonly counts: boolean;
}

export interface Kernels {
  readonly kernels: WebAssembly.Module;
  readonly threadFile?: string;
}

/** What layers give, by their ids. */
export type Results = ReadonlyMap<string, Float32Array>;

/** A model in memory. */
export interface Running {
  /** Training moves what layers remember of batches, and nothing else. */
  readonly run: (mode: Mode, samples: readonly Float32Array[]) => Results;
  readonly numbers: (weight: string) => Float32Array;
}

/** Of the streams of random numbers that layers draw from. */
const SEED = 1;

export class Sampled {
  private readonly compiled: Compiled;
  readonly weights: readonly ModelWeight[];

  constructor(
    graph: Graph,
    /** The layers whose results are looked at. */
    private readonly at: readonly NodeId[],
    readonly feeds: readonly Feed[],
    readonly samples: number,
  ) {
    const cut: Graph = { ...graph, outputs: at.map((id) => ({ from: id, output: 0 })) };
    const values = feeds.map(({ sizes }, i) => input(`x${i}`, [samples, ...sizes]));
    const plans = { inference: this.plan(cut, values, false), training: this.plan(cut, values, true) };
    this.compiled = compilePlans(plans, 1);
    this.weights = plans.inference.weights;
  }

  private plan(graph: Graph, inputs: readonly Value[], training: boolean): Plan {
    const lowered = lower(graph, inputs, training, SEED);
    const { outputs, updates } = simplify(lowered.outputs, lowered.updates);
    const { weights, states, tables } = lowered;
    const results = new Map(outputs.map((value, i) => [this.at[i]!, value]));
    return { batch: this.samples, inputs, weights, slots: states, tables, outputs: results, updates };
  }

  get memoryBytes(): number {
    return this.compiled.memoryBytes;
  }

  /** Holds the model in memory while it is used. */
  async use<T>(weights: NamedNumbers, { kernels, threadFile }: Kernels, use: (model: Running) => T): Promise<T> {
    const session = Session.open(this.compiled, kernels, 1, threadFile);
    try {
      for (const { name } of this.weights) session.numbers(name).set(weights.get(name)!.data);
      session.set({ step: 0 });
      return use({
        run: (mode, samples) => {
          samples.forEach((numbers, i) => session.input(mode, `x${i}`).set(numbers));
          session.run(mode);
          return new Map(this.at.map((id) => [id, session.output(mode, id).slice()]));
        },
        numbers: (name) => session.numbers(name),
      });
    } finally {
      await session.close();
    }
  }

  /** A batch for each input, the same for the same seed. */
  draw(seed: number): readonly Float32Array[] {
    return this.feeds.map(({ sizes, counts }, i) => {
      const count = this.samples * sizeOf(sizes);
      const random = new RandomStream(mixKeys(seed, i, sizes.length + 1));
      return Float32Array.from({ length: count }, () => (counts ? random.below(2) : random.normal()));
    });
  }
}

/** As a model begins. */
export const firstWeights = (weights: readonly ModelWeight[], seed: number): NamedNumbers =>
  new Map(
    weights.map(({ name, value: { shape }, spec: { initializer } }) => [
      name,
      { shape, data: initialize(initializer, shape, seed, name) },
    ]),
  );

/** What begins as 0 is spread around it, what begins as 1 around that (and stays positive, as the theorems ask); kernels are as they begin. */
export function randomWeights(weights: readonly ModelWeight[], seed: number): NamedNumbers {
  const first = firstWeights(weights, seed);
  for (const { name, spec } of weights) {
    const { data } = first.get(name)!;
    const letters = Array.from({ length: name.length }, (_, i) => name.charCodeAt(i));
    const random = new RandomStream(mixKeys(seed, ...letters));
    if (spec.initializer.class_name === "Zeros") data.forEach((_, i) => (data[i] = random.normal() / 2));
    if (spec.initializer.class_name === "Ones") data.forEach((_, i) => (data[i] = 0.5 + random.uniform()));
  }
  return first;
}
