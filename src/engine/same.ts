/**
 * Sees whether two models compute the same: random samples go through both, with random weights in the first, and in the second what a
 * theorem makes of them (`model/same.ts`). First values would not do: with a bias of 0 everything agrees.
 */
import { mixKeys, RandomStream } from "../base/random";
import { resolveLayer } from "../layers/config";
import type { Graph, Node } from "../model/graph";
import type { SameFunction, WeightMove } from "../model/same";
import { isUnknown, type Shape } from "../model/shape";
import { input, sizeOf, type Sizes, type Value } from "../ops/op";
import type { CannotCheck, SameCheck } from "../protocol/sameCheck";
import { simplify } from "../train/fuse";
import { initialize } from "../train/initializers";
import { lower, Untrainable, type ModelWeight } from "../train/lower";
import type { Plan } from "../train/plan";
import { compilePlans, Session, type Compiled } from "./session";

const SAMPLES = 32;
/** Fewer samples are taken where so many would need more memory. */
const MOST_MEMORY = 2 ** 29;
/** What a size is that the model leaves open. */
const OPEN_SIZE = 8;
const SEED = 1;

export async function checkSame(
  before: Graph,
  after: Graph,
  same: SameFunction,
  kernels: WebAssembly.Module,
  threadFile?: string,
): Promise<SameCheck | CannotCheck> {
  try {
    const shapes = inputShapesOf(before);
    if ("unknown" in shapes) return shapes;
    for (let samples = SAMPLES; samples >= 2; samples /= 2) {
      const pair = [before, after].map((graph) => modelOf(graph, same, shapes.sizes, samples));
      if (samples > 2 && pair.some(({ compiled }) => compiled.memoryBytes > MOST_MEMORY)) continue;
      return await compare(pair[0]!, pair[1]!, same, samples, kernels, threadFile);
    }
    return { unknown: "it needs too much memory" };
  } catch (error) {
    if (error instanceof Untrainable) return { unknown: error.sentence };
    throw error;
  }
}

interface Made {
  readonly compiled: Compiled;
  readonly weights: readonly ModelWeight[];
  readonly feeds: readonly Value[];
  readonly outputs: readonly string[];
}

type Mode = "inference" | "training";
const modes: readonly Mode[] = ["inference", "training"];

/** Both ways of computing what the layers at which they agree give. */
function modelOf(graph: Graph, { at }: SameFunction, shapes: readonly Sizes[], samples: number): Made {
  const cut: Graph = { ...graph, outputs: at.map((id) => ({ from: id, output: 0 })) };
  const feeds = shapes.map((shape, i) => input(`x${i}`, [samples, ...shape]));
  const plans: Record<string, Plan> = {};
  for (const mode of modes) {
    const lowered = lower(cut, feeds, mode === "training", SEED);
    const { outputs } = simplify(lowered.outputs, []);
    plans[mode] = {
      batch: samples,
      inputs: feeds,
      weights: lowered.weights,
      slots: [],
      outputs: new Map(outputs.map((value, i) => [at[i]!, value])),
      updates: [],
    };
  }
  return { compiled: compilePlans(plans, 1), weights: plans["inference"]!.weights, feeds, outputs: at };
}

type Numbers = Map<string, { readonly shape: Sizes; readonly data: Float32Array }>;

async function compare(
  before: Made,
  after: Made,
  { moves }: SameFunction,
  samples: number,
  kernels: WebAssembly.Module,
  threadFile?: string,
): Promise<SameCheck | CannotCheck> {
  const first = randomWeights(before.weights);
  const second = moved(first, after.weights, moves);
  if (!second) return { unknown: "a weight has a shape that was not expected" };
  const results: Map<string, Float32Array>[] = [];
  for (const [made, weights] of [
    [before, first],
    [after, second],
  ] as const) {
    const session = Session.open(made.compiled, kernels, 1, threadFile);
    try {
      for (const { name } of made.weights) session.numbers(name).set(weights.get(name)!.data);
      results.push(new Map(modes.flatMap((mode) => [...run(session, made, mode)])));
    } finally {
      await session.close();
    }
  }
  const [one, other] = results;
  const largest = Math.max(...[...one!.values()].map((numbers) => largestOf(numbers, (value) => value)));
  const difference = (mode: Mode): number =>
    Math.max(
      ...before.outputs.map((output) => {
        const [a, b] = [one!.get(`${mode} ${output}`)!, other!.get(`${mode} ${output}`)!];
        return largestOf(a, (value, i) => value - b[i]!);
      }),
    );
  return { samples, inference: difference("inference"), training: difference("training"), largest };
}

function* run(session: Session, { feeds, outputs }: Made, mode: Mode): Generator<[string, Float32Array]> {
  feeds.forEach((feed, i) => {
    const random = new RandomStream(mixKeys(SEED, i, feed.shape.length));
    session.input(mode, `x${i}`).set(Float32Array.from({ length: sizeOf(feed.shape) }, () => random.normal()));
  });
  session.set({ step: 0 });
  session.run(mode);
  for (const output of outputs) yield [`${mode} ${output}`, session.output(mode, output).slice()];
}

/** NaN where anything is: that is no agreement. */
function largestOf(numbers: Float32Array, of: (value: number, i: number) => number): number {
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) {
    const size = Math.abs(of(numbers[i]!, i));
    if (!(size <= largest)) largest = size;
    if (Number.isNaN(size)) return NaN;
  }
  return largest;
}

/** What begins as 0 is spread around it, what begins as 1 around that (and stays positive, as the theorems ask); kernels are as they begin. */
function randomWeights(weights: readonly ModelWeight[]): Numbers {
  return new Map(
    weights.map(({ name, value: { shape }, spec: { initializer } }) => {
      const data = initialize(initializer, shape, SEED, name);
      const letters = Array.from({ length: name.length }, (_, i) => name.charCodeAt(i));
      const random = new RandomStream(mixKeys(SEED, ...letters));
      if (initializer.class_name === "Zeros") for (let i = 0; i < data.length; i++) data[i] = random.normal() / 2;
      if (initializer.class_name === "Ones") for (let i = 0; i < data.length; i++) data[i] = 0.5 + random.uniform();
      return [name, { shape, data }];
    }),
  );
}

/** The weights of the changed model: those of the same name, with what was moved into them. Undefined where something does not fit. */
function moved(first: Numbers, weights: readonly ModelWeight[], moves: readonly WeightMove[]): Numbers | undefined {
  const second: Numbers = new Map();
  for (const { name, value } of weights) {
    const known = first.get(name);
    if (known?.shape.join() !== value.shape.join()) return undefined;
    second.set(name, { shape: known.shape, data: known.data.slice() });
  }
  for (const move of moves) {
    const into = second.get(move.into);
    const from = first.get(move.from)?.data;
    if (!into || !from) return undefined;
    if (move.kind === "subtract" || move.kind === "divide") {
      if (from.length !== into.data.length) return undefined;
      const { data } = into;
      from.forEach((value, i) => (data[i] = move.kind === "subtract" ? data[i]! - value : data[i]! / value));
      continue;
    }
    const kernel = move.kind === "scaleInputs" ? into : first.get(move.kernel);
    const [inputs = 0, outputs = 0] = kernel?.shape.slice(-2) ?? [];
    if (!kernel || inputs === 0 || inputs % from.length !== 0) return undefined;
    for (let i = 0; i < kernel.data.length; i++) {
      const factor = from[(Math.floor(i / outputs) % inputs) % from.length]!;
      if (move.kind === "scaleInputs") into.data[i]! *= factor;
      else into.data[i % outputs]! += factor * kernel.data[i]!;
    }
  }
  return second;
}

function inputShapesOf(graph: Graph): { readonly sizes: readonly Sizes[] } | CannotCheck {
  const sizes: Sizes[] = [];
  for (const id of graph.inputs) {
    const shape = shapeOf(graph.nodes.find((node) => node.id === id));
    if (!shape || shape.some((dim) => dim !== null && isUnknown(dim)))
      return { unknown: `the shape of ${id} is not known` };
    sizes.push(shape.slice(1).map((dim) => (typeof dim === "number" ? dim : OPEN_SIZE)));
  }
  return sizes.length === 0 ? { unknown: "the model does not say what it takes" } : { sizes };
}

function shapeOf(node: Node | undefined): Shape | undefined {
  const resolved = node && resolveLayer(node);
  return resolved?.missing.length === 0 ? (resolved.layer.shape([[]], resolved.config) as Shape) : undefined;
}
