/** What layers find in the training data before the first step (Keras's `adapt`): each sees what those before it give. */
import { batches, epochOrder, type Batch } from "../data/batches";
import type { Dataset } from "../data/dataset";
import type { Adapted } from "../layers/layer";
import type { Graph, Node } from "../model/graph";
import { input, sizeOf, type Value } from "../ops/op";
import { simplify } from "../train/fuse";
import { initialize } from "../train/initializers";
import { firstWaiting, type Waiting } from "../train/lower";
import { compileKernels } from "./kernels";
import { compilePlans, Session } from "./session";

/** Numbers that are looked at together. */
const PIECE = 2 ** 22;
/** The largest number of samples at a time: more would need more memory than training does. */
const MOST_SAMPLES = 4096;

/** The graph with what its layers found. `tell` says which layer looks. Gives the same graph where none has to. */
export async function adapt(
  graph: Graph,
  data: Dataset,
  seed: number,
  kernels: Uint8Array,
  tell: (what: string) => void,
): Promise<Graph> {
  const size = sizeOf(data.input.shape);
  const count = Math.max(1, Math.min(data.train.count, MOST_SAMPLES, Math.floor(PIECE / size)));
  const feed = input("x0", [count, ...data.input.shape]);
  let known = graph;
  for (let waiting = firstWaiting(known, [feed], seed); waiting; waiting = firstWaiting(known, [feed], seed)) {
    tell(`Reading data for ${waiting.node.type} “${waiting.node.name}”`);
    await show(waiting, feed, data, seed, kernels);
    known = withFound(known, waiting, "", waiting.adapting.found());
  }
  return known;
}

/** Shows a layer all of the training data, as they come to it. */
async function show(waiting: Waiting, feed: Value, data: Dataset, seed: number, kernels: Uint8Array): Promise<void> {
  const { input: value, weights, adapting } = waiting;
  const batch = feed.shape[0]!;
  const { outputs } = simplify([value], []);
  const plan = { batch, inputs: [feed], weights, slots: [], outputs: new Map([["x", outputs[0]!]]), updates: [] };
  const bytes = data.input.type === "uint8";
  const options = bytes ? { byteInputs: new Map([["x0", data.input.scale]]) } : {};
  const session = Session.open(compilePlans({ plan }, 1, options), compileKernels(kernels), 1);
  try {
    for (const { name, value: weight, spec } of weights)
      session.numbers(name).set(initialize(spec.initializer, weight.shape, seed, name));
    const room = (): Batch => ({
      inputs: bytes ? new Uint8Array(sizeOf(feed.shape)) : new Float32Array(sizeOf(feed.shape)),
      targets: new Float32Array(batch * data.targetSize),
    });
    for await (const { inputs, count } of batches(data.train, epochOrder(data.train.count, undefined), batch, room)) {
      if (inputs instanceof Uint8Array) session.inputBytes("plan", "x0").set(inputs);
      else session.input("plan", "x0").set(inputs);
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
