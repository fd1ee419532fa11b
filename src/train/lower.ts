/** From a model to values: every layer's operations, joined by the graph's edges. */
import { mixKeys } from "../base/random";
import { arrange } from "../layers/call";
import { resolveLayer } from "../layers/config";
import {
  ShapeError,
  Unsupported,
  type Adapting,
  type AnyLayer,
  type Inputs,
  type Step,
  type Texts,
  type WeightSpec,
} from "../layers/layer";
import { operate } from "../layers/operate";
import type { Surroundings } from "../layers/operate/operation";
import { isWhole, withoutMasks, type Edge, type Graph, type Node } from "../model/graph";
import type { KerasObject } from "../model/literal";
import { isUnknown } from "../model/shape";
import { scalar, weightValue, type Value } from "../ops/op";
import { scale } from "../ops/unary";
import { movingAverage, type Update } from "../ops/update";
import { onWeight, specOf, type OwnWeight, type OwnWeights } from "./ownWeight";
import { penaltyOf } from "./penalties";
import { Untrainable } from "./untrainable";

/** A weight of the model. */
export interface ModelWeight {
  /** The layer's name and the weight's, as Keras names them: `conv2d/kernel`. */
  readonly name: string;
  readonly value: Value;
  readonly spec: WeightSpec;
  /** Moved by the optimizer: trainable, and its layer is not frozen. */
  readonly trained: boolean;
}

export interface Lowered {
  readonly outputs: readonly Value[];
  /** Which steps of each output count, where not all do. */
  readonly masks: readonly Mask[];
  readonly weights: readonly ModelWeight[];
  /** What layers keep from step to step beside their weights. */
  readonly states: readonly Slot[];
  /** What they look up. */
  readonly tables: readonly Table[];
  /** Moving averages, when training. */
  readonly updates: readonly Update[];
  readonly penalties: readonly Value[];
  /** What each layer gives, in the order in which they are computed. */
  readonly made: readonly { readonly node: Node; readonly value: Value }[];
}

/** Numbers beside the weights that are kept from step to step: a layer's state, what an optimizer remembers. */
export interface Slot {
  readonly name: string;
  readonly value: Value;
  readonly initial: number;
}

/** Many numbers that never change: they are known before the first step, and no checkpoint has them. */
export interface Table {
  readonly name: string;
  readonly value: Value;
  readonly numbers: Float32Array;
}

/** 1 for each step that counts, 0 for padding; undefined where all count. */
type Mask = Value | undefined;

/** What a node gives: a value for each output, the mask of the first, and for each the texts that its numbers stand for. */
interface Made {
  readonly outputs: readonly Value[];
  readonly masks: readonly Mask[];
  readonly texts: readonly (Texts | undefined)[];
}

interface State {
  readonly training: boolean;
  /** How many samples go through at once. */
  readonly batch: number;
  readonly seed: number;
  /** Stop at the first layer that must see the data. */
  readonly seeking: boolean;
  readonly weights: Map<string, ModelWeight>;
  readonly states: Map<string, Slot>;
  readonly tables: Map<string, Table>;
  readonly updates: Update[];
  readonly penalties: Value[];
  readonly made: { readonly node: Node; readonly value: Value }[];
  /** What weights are from now on in this step. */
  readonly assigned: Map<Value, Value>;
  calls: number;
}

/**
 * `feeds` are the values of the graph's inputs, in order, and `texts` what their numbers stand for, where they are texts. Throws `Untrainable`
 * for what the engine cannot do.
 */
export function lower(
  graph: Graph,
  feeds: readonly Value[],
  training: boolean,
  seed: number,
  texts: readonly (Texts | undefined)[] = [],
): Lowered {
  const state = begun(training, seed, false, feeds);
  const { outputs, masks } = lowerGraph(graph, { outputs: feeds, masks: [], texts }, "", false, state);
  const { updates, penalties, made } = state;
  const [weights, states, tables] = [
    [...state.weights.values()],
    [...state.states.values()],
    [...state.tables.values()],
  ];
  return { outputs, masks, weights, states, tables, updates, penalties, made };
}

const begun = (training: boolean, seed: number, seeking: boolean, feeds: readonly Value[]): State => ({
  training,
  batch: feeds[0]?.shape[0] ?? 1,
  seed,
  seeking,
  weights: new Map(),
  states: new Map(),
  tables: new Map(),
  updates: [],
  penalties: [],
  made: [],
  assigned: new Map(),
  calls: 0,
});

/** A layer that must see the training data before it can be used. */
export class Waiting {
  constructor(
    readonly node: Node,
    /** The names of the models that it is in, each with a slash. */
    readonly prefix: string,
    /** What it takes. */
    readonly input: Value,
    readonly adapting: Adapting,
    /** What comes before it. */
    readonly weights: readonly ModelWeight[],
    readonly states: readonly Slot[],
    readonly tables: readonly Table[],
  ) {}
}

/** The first layer that waits for the data, in the order of the graph; undefined when there is none, or one before it cannot be trained. */
export function firstWaiting(
  graph: Graph,
  feeds: readonly Value[],
  seed: number,
  texts: readonly (Texts | undefined)[] = [],
): Waiting | undefined {
  try {
    lowerGraph(graph, { outputs: feeds, masks: [], texts }, "", false, begun(false, seed, true, feeds));
  } catch (stopped) {
    if (stopped instanceof Waiting) return stopped;
    if (!(stopped instanceof Untrainable)) throw stopped;
  }
  return undefined;
}

const none: OwnWeights = new Map();

/** A model as a layer, or a layer of the file's own class, whose weights are its own and those of the layers in it. */
function lowerInner(
  node: Node & { readonly inner: Graph },
  inputs: Made,
  prefix: string,
  frozen: boolean,
  state: State,
): Made {
  const own = ownWeights(node, prefix, frozen, state);
  const fits = node.training ?? state.training;
  const graph = fits ? (node.innerTraining ?? node.inner) : node.inner;
  const made = lowerGraph(graph, inputs, `${prefix}${node.name}/`, frozen, state, node.followed ? own : none);
  return node.passesMask ? { ...made, masks: [inputs.masks[0]] } : made;
}

function lowerGraph(
  graph: Graph,
  feeds: Made,
  prefix: string,
  frozen: boolean,
  state: State,
  own: OwnWeights = none,
): Made {
  const made = new Map<string, Made>();
  const along = (edges: readonly Edge[]): Made => ({
    outputs: edges.map((edge) => made.get(edge.from)!.outputs[edge.output]!),
    masks: edges.map((edge) => made.get(edge.from)!.masks[edge.output]),
    texts: edges.map((edge) => made.get(edge.from)!.texts[edge.output]),
  });
  for (const node of withoutMasks(graph.nodes)) {
    if (node.uncalled) continue;
    const fed = graph.inputs.indexOf(node.id);
    if (fed >= 0) {
      made.set(node.id, { outputs: [feeds.outputs[fed]!], masks: [feeds.masks[fed]], texts: [feeds.texts[fed]] });
      continue;
    }
    const inputs = along(node.inputs);
    made.set(
      node.id,
      // What a layer of the file's own class does may not all be in the graph.
      isWhole(node)
        ? lowerInner(node, inputs, prefix, frozen || node.frozen === true, state)
        : lowerNode(node, inputs, { prefix, frozen, own }, state),
    );
  }
  return along(graph.outputs);
}

/** Where a layer is: the names of the models around it, whether one of them is frozen, and the weights of the layer of the file's own. */
interface Around {
  readonly prefix: string;
  readonly frozen: boolean;
  readonly own: OwnWeights;
}

function lowerNode(node: Node, all: Made, { prefix, frozen, own }: Around, state: State): Made {
  if (node.operation) {
    const effect = onWeight(node, all.outputs, own, state);
    if (effect) return { outputs: [effect], masks: [], texts: [] };
    const [texts] = all.texts;
    if (all.texts.some((one) => one && !(moving.has(node.type) && one === texts))) throw givenTexts(node);
    const outputs = operated(node, all.outputs, { batch: state.batch, mixes: own !== none });
    return { outputs, masks: [], texts: outputs.map(() => texts) };
  }
  const resolved = node.opaque === undefined ? resolveLayer(node) : undefined;
  if (!resolved && node.opaque !== undefined)
    throw new Untrainable(node, `${node.type} “${node.name}” cannot be trained yet: ${node.opaque}`);
  if (!resolved)
    throw new Untrainable(
      node,
      `${node.type} “${node.name}” cannot be trained yet: Batchwise has no ${node.type} in its engine`,
    );
  const { layer, config, problems, missing } = resolved;
  const [problem] = problems;
  if (problem) throw new Untrainable(node, problem.message);
  if (missing.length > 0)
    throw new Untrainable(
      node,
      `${missing.join(" and ")} of ${node.type} “${node.name}” is not known without running the file`,
    );
  const tensors = all.outputs.map((value, i) => ({ value, mask: all.masks[i], texts: all.texts[i] }));
  const roles = node.inputs.map(({ role }) => role);
  const { inputs: taken, given } = arrange(layer, tensors, roles);
  const inputs = taken.map(({ value }) => value);
  const texts = taken.map((one) => one.texts);
  if (!layer.texts && all.texts.some((one) => one)) throw givenTexts(node);
  const masks = masksOf(layer, taken, given);
  const shapes = inputs.map((value) => value.shape) as unknown as Inputs<readonly number[]>;
  if (state.seeking && layer.adapt && !node.initial) {
    const adapting = layer.adapt(shapes, config, texts[0]);
    // a way out of all the models that it is in
    if (adapting) {
      const before = [[...state.weights.values()], [...state.states.values()], [...state.tables.values()]] as const;
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw new Waiting(node, prefix, inputs[0]!, adapting, ...before);
    }
  }
  const shape = layer.shape(shapes, config, node.call);
  if (shape instanceof ShapeError) throw new Untrainable(node, `${node.type} “${node.name}” ${shape.message}`);
  const trainable = resolved.trainable && !frozen;
  const weights: Record<string, Value | undefined> = {};
  for (const [name, spec] of Object.entries(layer.weights(shapes, config))) {
    const hidden = spec?.shape.find(isUnknown);
    if (hidden)
      throw new Untrainable(
        node,
        `the size of ${name} of ${node.type} “${node.name}” is not known without running the file: ${hidden.unknown}`,
      );
    if (spec) weights[name] = weightOf(`${prefix}${node.name}/${name}`, spec, trainable && spec.trainable, node, state);
  }
  const index = state.calls++;
  const { seed: ofLayer } = config as { readonly seed?: unknown };
  let [draws, kept, looked] = [0, 0, 0];
  const step: Step = {
    // a frozen BatchNormalization predicts; for other layers freezing changes nothing here
    training: (node.training ?? state.training) && (trainable || !layer.traits(config).includes("batch-statistics")),
    average: (weight, value, keep) => void state.updates.push(movingAverage({ weight }, { value }, { keep })),
    texts,
    table(of, shape, make) {
      const name = `${prefix}${node.name}/table${index}.${looked}`;
      return tableOf(name, looked++, node.args, of, shape, make, state);
    },
    state: (shape) => stateOf(`${prefix}${node.name}/state${kept++}`, shape, state),
    random() {
      const stream = mixKeys(typeof ofLayer === "number" ? ofLayer : state.seed, index);
      // what a layer draws second must not be what it drew first
      return { key: draws++ === 0 ? stream : mixKeys(stream, draws), step: scalar("step") };
    },
    penalize: (penalty) => void state.penalties.push(penalty),
    masks,
    given: (name) => (given.get(name) ?? []).map(({ value }) => value),
    call: node.call ?? {},
  };
  const lowered = layer.lower(inputs as unknown as Inputs<Value>, config, weights, step);
  if (lowered instanceof Unsupported)
    throw new Untrainable(node, `${node.type} “${node.name}” cannot be trained yet: ${lowered.reason}`);
  const outputs = "op" in lowered ? [lowered] : lowered;
  for (const value of outputs) state.made.push({ node, value });
  const activity = (config as { readonly activity_regularizer?: KerasObject | null }).activity_regularizer;
  // as a mean over the samples, and in evaluation too: Keras does both
  if (activity) for (const output of outputs) addPenalty(activity, output, 1 / output.shape[0]!, node, state);
  const mask =
    layer.mask === "passes"
      ? masks[0]
      : layer.mask?.(inputs as unknown as Inputs<Value>, config, masks, node.call ?? {});
  return { outputs, masks: [mask], texts: layer.texts === "passes" ? texts : [] };
}

/** Operations that move what they are given without looking at it. */
const moving: ReadonlySet<string> = new Set([
  ...["BroadcastTo", "ExpandDims", "GetItem", "Moveaxis", "Repeat", "Reshape", "Split", "Squeeze", "Swapaxes", "Take"],
  ...["Tile", "Transpose", "Unstack"],
]);

const givenTexts = (node: Node): Untrainable =>
  new Untrainable(
    node,
    `${node.type} “${node.name}” takes numbers, and its data are texts: put a layer before it that makes numbers of them, such as StringLookup or TextVectorization`,
  );

/** What an operator or a function on tensors gives. */
function operated(node: Node, inputs: readonly Value[], around: Surroundings): readonly Value[] {
  const result = operate(node.type, inputs, node.call ?? {}, around);
  if (!(result instanceof Unsupported)) return result;
  throw new Untrainable(
    node,
    `${node.type} “${node.name}” cannot be trained yet: it is an operation on tensors, not a layer, and ${result.reason}`,
  );
}

/** The inputs' masks: those that the call is given, else those that came with them. */
function masksOf(
  { takes }: AnyLayer,
  inputs: readonly { readonly mask: Mask }[],
  given: ReadonlyMap<string, readonly { readonly value: Value }[]>,
): readonly Mask[] {
  return inputs.map(({ mask }, i) => {
    const own = given.get(`${takes?.inputs[i] ?? ""}_mask`)?.[0] ?? given.get("mask")?.[i];
    return own?.value ?? mask;
  });
}

/** All of them are there from the start, whether `call` takes them or not. */
function ownWeights(node: Node, prefix: string, frozen: boolean, state: State): OwnWeights {
  const own = new Map<string, OwnWeight>();
  for (const given of node.weights ?? []) {
    const trained = given.trainable && !frozen;
    const weight = weightOf(`${prefix}${node.name}/${given.name}`, specOf(node, given), trained, node, state);
    own.set(given.name, { name: given.name, weight, now: state.assigned.get(weight) ?? weight });
  }
  return own;
}

/** A shared layer's weight is made once. */
function weightOf(name: string, spec: WeightSpec, trained: boolean, node: Node, state: State): Value {
  const known = state.weights.get(name);
  if (known) return known.value;
  const value = weightValue(name, spec.shape as readonly number[]);
  const values = node.initial?.[name.slice(name.lastIndexOf("/") + 1)];
  const first = values ? { ...spec, initializer: { class_name: "Given", config: { values } } } : spec;
  state.weights.set(name, { name, value, spec: first, trained });
  if (spec.regularizer && trained) addPenalty(spec.regularizer, value, 1, node, state);
  return value;
}

/** A shared layer goes on from its own state. */
function stateOf(name: string, shape: readonly number[], { states }: State): Value {
  const known = states.get(name);
  if (known) return known.value;
  const value = weightValue(name, shape);
  states.set(name, { name, value, initial: 0 });
  return value;
}

/** What was looked up of texts by a layer: plans for several sizes of a batch share the numbers. */
const lookedUp = new WeakMap<Texts, WeakMap<Node["args"], Float32Array[]>>();

function tableOf(
  name: string,
  place: number,
  args: Node["args"],
  of: Texts,
  shape: readonly number[],
  make: () => Float32Array,
  { tables }: State,
): Value {
  const known = tables.get(name);
  if (known) return known.value;
  const byArgs = lookedUp.get(of) ?? new WeakMap<Node["args"], Float32Array[]>();
  const kept = byArgs.get(args) ?? [];
  lookedUp.set(of, byArgs.set(args, kept));
  const value = weightValue(name, shape);
  tables.set(name, { name, value, numbers: (kept[place] ??= make()) });
  return value;
}

function addPenalty(regularizer: KerasObject, x: Value, share: number, node: Node, state: State): void {
  const penalty = penaltyOf(regularizer, x);
  if (!penalty)
    throw new Untrainable(node, `${node.type} “${node.name}”: Batchwise has no regularizer ${regularizer.class_name}`);
  state.penalties.push(share === 1 ? penalty : scale(penalty, share));
}
