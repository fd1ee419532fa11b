/**
 * Sees whether what a theorem says of a model is so: random samples go through it, with random weights (`model/claim.ts`). First values
 * would not do: with a bias of 0 everything agrees.
 */
import { resolveLayer } from "../layers/config";
import type { Claim, Mode, SameFunction } from "../model/claim";
import type { Graph, Node } from "../model/graph";
import { isUnknown, type Shape } from "../model/shape";
import type { CannotCheck, Proof } from "../protocol/proof";
import { Untrainable } from "../train/untrainable";
import { moveWeights, type NamedNumbers } from "../train/moveWeights";
import { firstWeights, randomWeights, Sampled, type Feed, type Kernels, type Results, type Running } from "./sampled";

const SAMPLES = 32;
/** Fewer samples are taken where so many would need more memory. */
const MOST_MEMORY = 2 ** 29;
/** What a size is that the model leaves open. */
const OPEN_SIZE = 8;
/** How often samples go through where one time says nothing. */
const ROUNDS = 4;
const SEED = 1;

const both: readonly Mode[] = ["inference", "training"];

/** `after` is the changed model, where the claim is of one; random weights are taken where none are given. */
export async function checkClaim(
  before: Graph,
  after: Graph,
  claim: Claim,
  kernels: WebAssembly.Module,
  threadFile?: string,
  weights?: NamedNumbers,
): Promise<Proof | CannotCheck> {
  try {
    const feeds = feedsOf(before);
    if ("unknown" in feeds) return feeds;
    const on: Kernels = { kernels, ...(threadFile !== undefined && { threadFile }) };
    const at = "at" in claim ? [claim.at].flat() : before.outputs.map(({ from }) => from);
    const places = claim.kind === "same" ? [at, claim.instead ?? at] : [at];
    const alone = claim.kind === "constant" && claim.alone === true;
    for (let samples = alone ? 1 : SAMPLES; ; samples /= 2) {
      const models = places.map((ids, i) => new Sampled([before, after][i]!, ids, feeds, samples));
      if (models.every(({ memoryBytes }) => memoryBytes <= MOST_MEMORY)) return await see(claim, models, on, weights);
      if (samples <= 2) return { unknown: "it needs too much memory" };
    }
  } catch (error) {
    if (error instanceof Untrainable) return { unknown: error.sentence };
    throw error;
  }
}

async function see(
  claim: Claim,
  models: readonly Sampled[],
  on: Kernels,
  given?: NamedNumbers,
): Promise<Proof | CannotCheck> {
  const model = models[0]!;
  if (claim.kind === "same") return same(claim, model, models[1]!, on, given);
  const begins = claim.kind === "constant" && claim.fromStart === true;
  const weights = given ?? (begins ? firstWeights : randomWeights)(model.weights, SEED);
  const { kind } = claim;
  return { kind, samples: model.samples, ...(await model.use(weights, on, (running) => seen(claim, model, running))) };
}

async function same(
  { moves, only, within }: SameFunction,
  before: Sampled,
  after: Sampled,
  on: Kernels,
  first = randomWeights(before.weights, SEED),
): Promise<Proof | CannotCheck> {
  if (!fit(before, first)) return { unknown: "these are not the weights of this model" };
  const second = moveWeights(first, moves);
  if (!second || !fit(after, second)) return { unknown: "a weight has a shape that was not expected" };
  const modes = only ? [only] : both;
  const samples = before.draw(SEED);
  const results: Map<Mode, Results>[] = [];
  for (const [model, weights] of [
    [before, first],
    [after, second],
  ] as const)
    results.push(await model.use(weights, on, ({ run }) => new Map(modes.map((mode) => [mode, run(mode, samples)]))));
  const [one, other] = results;
  const difference = (mode: Mode): number | null =>
    modes.includes(mode) ? apart(one!.get(mode)!, other!.get(mode)!) : null;
  return {
    kind: "same",
    samples: before.samples,
    inference: difference("inference"),
    training: difference("training"),
    largest: Math.max(...modes.map((mode) => furthest(one!.get(mode)!))),
    ...(within !== undefined && { within }),
  };
}

/** Whether there are numbers for every weight of a model, of its shape. */
const fit = ({ weights }: Sampled, numbers: NamedNumbers): boolean =>
  weights.every(({ name, value }) => numbers.get(name)?.shape.join() === value.shape.join());

interface Seen {
  readonly difference: number;
  readonly largest: number;
  readonly samples?: number;
}

function seen(claim: Exclude<Claim, SameFunction>, model: Sampled, running: Running): Seen {
  switch (claim.kind) {
    case "constant":
      return constant(claim, model, running);
    case "unmoved":
      return unmoved(claim, model, running);
    case "mixes":
      return mixed(claim, model, running);
    case "ignores":
      return ignored(claim, model, running);
  }
}

/** Every sample against the first. */
function constant({ alone }: Claim & { kind: "constant" }, model: Sampled, { run }: Running): Seen {
  const { samples } = model;
  let [difference, largest] = [0, 0];
  let first: Float32Array | undefined;
  for (const mode of alone ? (["training"] as const) : both)
    for (let round = 0; round < ROUNDS; round++)
      for (const numbers of run(mode, model.draw(SEED + round)).values()) {
        const size = numbers.length / samples;
        const rows = Array.from({ length: samples }, (_, i) => numbers.subarray(i * size, (i + 1) * size));
        first ??= rows[0]!;
        for (const row of rows) difference = worse(difference, distance(row, first));
        largest = worse(largest, distance(numbers));
      }
  return { difference, largest, samples: samples * ROUNDS };
}

function unmoved({ weights }: Claim & { kind: "unmoved" }, model: Sampled, { run, numbers }: Running): Seen {
  const before = weights.map((name) => numbers(name).slice());
  for (let round = 0; round < ROUNDS; round++) run("training", model.draw(SEED + round));
  const moves = weights.map((name, i) => distance(numbers(name), before[i]));
  return { difference: moves.reduce(worse), largest: before.map((all) => distance(all)).reduce(worse) };
}

/** The first half of a batch, beside one other half and beside another. */
function mixed({ while: mode = "inference" }: Claim & { kind: "mixes" }, model: Sampled, { run }: Running): Seen {
  const { samples } = model;
  const [one, other] = [model.draw(SEED), model.draw(SEED + 1)];
  const half = (numbers: Float32Array): Float32Array => numbers.subarray(0, (numbers.length / samples) * (samples / 2));
  other.forEach((numbers, i) => numbers.set(half(one[i]!)));
  const halves = [one, other].map((batch) => {
    const results = run(mode, batch);
    return new Map([...results].map(([name, numbers]) => [name, half(numbers)]));
  });
  return { difference: furthest(halves[0]!, halves[1]), largest: furthest(halves[0]!), samples: samples / 2 };
}

function ignored({ input }: Claim & { kind: "ignores" }, model: Sampled, { run }: Running): Seen {
  const [one, other] = [model.draw(SEED), model.draw(SEED + 1)];
  const first = run("inference", one);
  const second = run(
    "inference",
    one.map((numbers, i) => (model.feeds[i]!.id === input ? other[i]! : numbers)),
  );
  return { difference: furthest(first, second), largest: furthest(first) };
}

/** NaN where anything is: that is no agreement. */
const worse = (a: number, b: number): number => (Number.isNaN(a) || Number.isNaN(b) ? NaN : Math.max(a, b));

const distance = (numbers: Float32Array, from?: Float32Array): number =>
  numbers.reduce((largest, value, i) => worse(largest, Math.abs(value - (from?.[i] ?? 0))), 0);

/** Results in the same order. */
const apart = (some: Results, others: Results): number => {
  const numbers = [...others.values()];
  return [...some.values()].map((one, i) => distance(one, numbers[i])).reduce(worse, 0);
};

const furthest = (results: Results, from?: Results): number =>
  [...results].map(([name, numbers]) => distance(numbers, from?.get(name))).reduce(worse, 0);

function feedsOf(graph: Graph): readonly Feed[] | CannotCheck {
  const feeds: Feed[] = [];
  for (const id of graph.inputs) {
    const node = graph.nodes.find((one) => one.id === id);
    const shape = shapeOf(node);
    if (!shape || shape.some((dim) => dim !== null && isUnknown(dim)))
      return { unknown: `the shape of ${id} is not known` };
    const sizes = shape.slice(1).map((dim) => (typeof dim === "number" ? dim : OPEN_SIZE));
    const dtype = node?.args["dtype"]?.value;
    feeds.push({ id, sizes, counts: typeof dtype === "string" && /int|bool/.test(dtype) });
  }
  return feeds.length === 0 ? { unknown: "the model does not say what it takes" } : feeds;
}

function shapeOf(node: Node | undefined): Shape | undefined {
  const resolved = node && resolveLayer(node);
  return resolved?.missing.length === 0 ? (resolved.layer.shape([[]], resolved.config) as Shape) : undefined;
}
