/** What layers find in the training data before the first step (Keras's `adapt`): each sees what those before it give. */
import { batches, divideRows, epochOrder, type Batch } from "../data/batches";
import { textsOf, type Dataset } from "../data/dataset";
import type { Adapted } from "../layers/layer";
import type { Graph, Node } from "../model/graph";
import { input, sizeOf, type Sizes, type Value } from "../ops/op";
import { simplify } from "../train/fuse";
import { initialize } from "../train/initializers";
import { firstWaiting, type Waiting } from "../train/lower";
import { compilePlans, Session } from "./session";

/** Numbers that are looked at together. */
const PIECE = 2 ** 22;
/** The largest number of samples at a time: more would need more memory than training does. */
const MOST_SAMPLES = 4096;

interface Means {
  readonly seed: number;
  readonly kernels: WebAssembly.Module;
  /** Says which layer looks. */
  readonly tell: (what: string) => void;
}

/** The graph with what its layers found; the same graph where none has to look. `shapes` are those of the model's inputs for one sample. */
export async function adapt(graph: Graph, data: Dataset, shapes: readonly Sizes[], means: Means): Promise<Graph> {
  const texts = textsOf(data);
  const size = sizeOf(data.input.shape);
  const count = Math.max(1, Math.min(data.train.count, MOST_SAMPLES, Math.floor(PIECE / size)));
  const feeds = shapes.map((shape, i) => input(`x${i}`, [count, ...shape]));
  const next = (graph: Graph): Waiting | undefined => firstWaiting(graph, feeds, means.seed, texts);
  let known = graph;
  for (let waiting = next(known); waiting; waiting = next(known)) {
    means.tell(`Reading data for ${waiting.node.type} “${waiting.node.name}”`);
    await show(waiting, feeds, data, means);
    known = withFound(known, waiting, "", waiting.adapting.found());
  }
  return known;
}

/** Shows a layer all of the training data, as they come to it. */
async function show(waiting: Waiting, feeds: readonly Value[], data: Dataset, { seed, kernels }: Means): Promise<void> {
  const { input: value, weights, states, tables, adapting } = waiting;
  const batch = feeds[0]!.shape[0]!;
  const { outputs } = simplify([value], []);
  const given = { batch, inputs: feeds, weights, slots: states, tables };
  const plan = { ...given, outputs: new Map([["x", outputs[0]!]]), updates: [] };
  const bytes = data.input.type === "uint8";
  const options = bytes ? { byteInputs: new Map([["x0", data.input.scale]]) } : {};
  const session = Session.open(compilePlans({ plan }, 1, options), kernels, 1);
  try {
    for (const { name, value: weight, spec } of weights)
      session.numbers(name).set(initialize(spec.initializer, weight.shape, seed, name));
    const numbers = batch * sizeOf(data.input.shape);
    const room = (): Batch => ({
      inputs: bytes ? new Uint8Array(numbers) : new Float32Array(numbers),
      targets: new Float32Array(batch * data.targetSize),
    });
    const places = feeds.map((_, i) => (bytes ? session.inputBytes("plan", `x${i}`) : session.input("plan", `x${i}`)));
    for await (const { inputs, count } of batches(data.train, epochOrder(data.train.count, undefined), batch, room)) {
      divideRows(inputs, places, batch);
      session.run("plan");
      const seen = session.output("plan", "x");
      adapting.see(seen.subarray(0, (seen.length / batch) * count));
    }
  } finally {
    await session.close();
  }
}

/** Every call of the layer in its model gets what was found. */
function withFound(graph: Graph, waiting: Waiting, prefix: string, { args = {}, weights }: Adapted): Graph {
  const given = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, { value }]));
  const nodes = graph.nodes.map((node): Node => {
    const inside = `${prefix}${node.name}/`;
    if (node.inner && waiting.prefix.startsWith(inside))
      return { ...node, inner: withFound(node.inner, waiting, inside, { args, ...(weights && { weights }) }) };
    if (prefix !== waiting.prefix || node.name !== waiting.node.name) return node;
    return { ...node, args: { ...node.args, ...given }, initial: weights ?? {} };
  });
  return { ...graph, nodes };
}
