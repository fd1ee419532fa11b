/** Mistakes made on purpose: changes to a good model after which one rule must speak of one layer, by construction. */
import { infer } from "../../src/analysis/infer";
import { hints } from "../../src/hints";
import { findings } from "../../src/hints/findings";
import type { Model } from "../../src/hints/hint";
import { layoutBefore } from "../../src/hints/layout";
import { modelOf } from "../../src/hints/model";
import { crossentropyOf, lastLayer } from "../../src/hints/loss";
import { after, before, isActivation, isKernel, normalizesChannelsOf } from "../../src/hints/walk";
import { applyEdit } from "../../src/model/applyEdit";
import type { GraphEdit } from "../../src/model/edit";
import type { Graph, Node, NodeId } from "../../src/model/graph";
import { isKerasObject, type Literal } from "../../src/model/literal";
import type { FitSettings } from "../../src/model/training";

export interface Mutant {
  readonly graph: Graph;
  /** The layer that the rule must speak of. */
  readonly at: NodeId;
}

export interface Mistake {
  readonly name: string;
  /** The rule that must find it. */
  readonly rule: string;
  /** Rules that may speak as well, because the mistake is one for them too. */
  readonly also?: readonly string[];
  mutants(graph: Graph, model: Model): Iterable<Mutant>;
}

const nowhere = { start: 0, end: 0 };
/** Behind all that a file has. */
const later = { start: 1e9, end: 1e9 };

/** Normalizations that learn, with one value coming in and one taker. */
const places = (model: Model): readonly Node[] =>
  model.nodes.filter((node) => model.usesBatch(node) && node.training === undefined && model.calls(node).length === 1);

function* edited(graph: Graph, at: NodeId, ...edits: readonly GraphEdit[]): Generator<Mutant> {
  let changed: Graph | undefined = graph;
  for (const edit of edits) changed = changed && applyEdit(changed, edit);
  if (changed) yield { graph: changed, at };
}

function* withParam(graph: Graph, node: Node, param: string, value: Literal): Generator<Mutant> {
  yield* edited(graph, node.id, { kind: "setParam", node: node.id, param, value });
}

/** The layer that an edit has put in. */
function* added(graph: Graph, edit: GraphEdit): Generator<Mutant> {
  const changed = applyEdit(graph, edit);
  const before = new Set(graph.nodes.map(({ id }) => id));
  const made = changed?.nodes.find(({ id }) => !before.has(id));
  if (changed && made) yield { graph: changed, at: made.id };
}

const called = (graph: Graph, id: NodeId, training: boolean): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.id === id ? { ...node, training } : node)),
});

const fitted = (graph: Graph, fit: Partial<FitSettings>): Graph => ({
  ...graph,
  training: {
    ...graph.training,
    fits: [
      { train: { source: { unknown: "made up" }, options: {}, count: 20_000, span: nowhere }, span: nowhere, ...fit },
    ],
  },
});

/** Activations behind which a normalization is another matter. */
const MEANT_OTHERWISE = ["self-normalizes", "sums-to-one"] as const;

/** Rules that speak of every normalization in some models: of one more as well. */
const OF_EVERY_ONE = ["gradient-penalty-with-normalization", "statistics-of-each-replica"];

const batchNormalization = { type: "BatchNormalization", args: {} } as const;

export const mistakes: readonly Mistake[] = [
  {
    name: "bias on",
    rule: "bias-before-normalization",
    *mutants(graph, model) {
      for (const node of places(model)) {
        const kernel = before(model, node);
        if (!kernel || !model.has(kernel, "affine") || after(model, kernel) !== node) continue;
        if (model.config(kernel)["use_bias"] !== false || !normalizesChannelsOf(model, node, kernel)) continue;
        yield* withParam(graph, kernel, "use_bias", true);
      }
    },
  },
  {
    name: "normalized twice",
    rule: "normalization-twice",
    also: ["stale-moving-statistics", ...OF_EVERY_ONE],
    *mutants(graph, model) {
      for (const node of places(model))
        if (after(model, node) && model.config(node)["axis"] === -1)
          yield* added(graph, { kind: "insertAfter", node: node.id, layer: batchNormalization });
    },
  },
  {
    name: "dropout before",
    rule: "dropout-before-normalization",
    *mutants(graph, model) {
      for (const node of places(model))
        yield* edited(graph, node.id, {
          kind: "insertBefore",
          node: node.id,
          layer: { type: "Dropout", args: { rate: 0.5 } },
        });
    },
  },
  {
    name: "wrong axis",
    rule: "axis-not-channels",
    *mutants(graph, model) {
      for (const node of places(model)) {
        const kernel = before(model, node);
        if (!kernel || model.inputShape(node)?.length !== 4 || model.config(node)["axis"] !== -1) continue;
        if (model.has(kernel, "mixes-channels") && !model.has(kernel, "channels-first"))
          yield* withParam(graph, node, "axis", 1);
      }
    },
  },
  {
    name: "momentum 1",
    rule: "momentum-out-of-range",
    *mutants(graph, model) {
      for (const node of places(model)) yield* withParam(graph, node, "momentum", 1);
    },
  },
  {
    name: "momentum 0.1",
    rule: "momentum-from-pytorch",
    *mutants(graph, model) {
      for (const node of places(model)) yield* withParam(graph, node, "momentum", 0.1);
    },
  },
  {
    name: "momentum 0.999 and few steps",
    rule: "stale-moving-statistics",
    *mutants(graph, model) {
      for (const node of places(model))
        yield* withParam(fitted(graph, { epochs: 2, batchSize: 32 }), node, "momentum", 0.999);
    },
  },
  {
    name: "batch of one",
    rule: "batch-of-one",
    *mutants(graph, model) {
      for (const node of places(model))
        if (model.inputShape(node)?.length === 2)
          yield { graph: fitted(graph, { epochs: 2, batchSize: 1 }), at: node.id };
    },
  },
  {
    name: "always training",
    rule: "predicts-with-batch",
    *mutants(graph, model) {
      for (const node of places(model)) yield { graph: called(graph, node.id, true), at: node.id };
    },
  },
  {
    name: "never training",
    rule: "statistics-never-learned",
    *mutants(graph, model) {
      for (const node of places(model))
        yield { graph: called(fitted(graph, { epochs: 9, batchSize: 32 }), node.id, false), at: node.id };
    },
  },
  {
    name: "normalized output",
    rule: "normalization-on-output",
    also: [
      "stale-moving-statistics",
      "normalization-of-probabilities",
      "normalization-after-activation",
      "bias-before-normalization",
      ...OF_EVERY_ONE,
    ],
    *mutants(graph, model) {
      for (const node of model.nodes)
        if (model.isOutput(node) && model.has(node, "mixes-channels") && model.calls(node).length === 1)
          yield* added(graph, { kind: "insertAfter", node: node.id, layer: batchNormalization });
    },
  },
  {
    name: "softmax before",
    rule: "normalization-of-probabilities",
    *mutants(graph, model) {
      for (const node of places(model))
        yield* edited(graph, node.id, {
          kind: "insertBefore",
          node: node.id,
          layer: { type: "Activation", args: { activation: "softmax" } },
        });
    },
  },
  {
    name: "normalization and activation exchanged",
    rule: "normalization-after-activation",
    *mutants(graph, model) {
      for (const node of places(model)) {
        const [kernel, activation] = [before(model, node), after(model, node)];
        if (
          !kernel ||
          !activation ||
          !isActivation(model, activation) ||
          MEANT_OTHERWISE.some((trait) => model.has(activation, trait))
        )
          continue;
        if (!model.has(kernel, "affine") || after(model, kernel) !== node || !after(model, activation)) continue;
        yield* edited(graph, node.id, { kind: "swap", first: node.id, second: activation.id });
      }
    },
  },
  {
    name: "factor of zero",
    rule: "factor-of-zero",
    *mutants(graph, model) {
      for (const node of places(model)) {
        const next = after(model, node);
        if (next && after(model, next) && model.has(after(model, next)!, "mixes-channels") && isActivation(model, next))
          yield* withParam(graph, node, "gamma_initializer", "zeros");
      }
    },
  },
  {
    name: "flattened and normalized",
    rule: "flatten-before-normalization",
    also: ["dropout-before-normalization", ...OF_EVERY_ONE],
    *mutants(graph, model) {
      for (const node of model.nodes) {
        if (!model.has(node, "rearranges") || layoutBefore(model, node)?.axis !== 3) continue;
        const [from, to] = [model.inputShape(node), model.shape(node)];
        if (from?.length === 4 && to?.length === 2 && Number(from[1]) > 1 && after(model, node))
          yield* added(graph, { kind: "insertAfter", node: node.id, layer: batchNormalization });
      }
    },
  },
  {
    name: "softmax twice",
    rule: "probabilities-twice",
    *mutants(graph, model) {
      for (const node of model.nodes)
        if (model.isOutput(node) && model.has(node, "sums-to-one") && model.has(node, "mixes-channels"))
          yield* added(graph, {
            kind: "insertAfter",
            node: node.id,
            layer: { type: "Activation", args: { activation: "softmax" } },
          });
    },
  },
  {
    name: "one class",
    rule: "softmax-of-one",
    *mutants(graph, model) {
      for (const node of model.nodes)
        if (model.isOutput(node) && model.has(node, "sums-to-one") && "units" in model.config(node))
          yield* withParam(graph, node, "units", 1);
    },
  },
  {
    name: "no last activation",
    rule: "loss-and-activation",
    also: ["linear-layers-in-a-row"],
    *mutants(graph, model) {
      const loss = model.training?.compile?.loss;
      if (typeof loss !== "string" || !loss.endsWith("crossentropy")) return;
      for (const node of model.nodes)
        if (model.isOutput(node) && model.has(node, "probabilities") && model.has(node, "mixes-channels"))
          yield* edited(graph, node.id, { kind: "removeParam", node: node.id, param: "activation" });
    },
  },
  {
    name: "dropout last",
    rule: "dropout-on-output",
    *mutants(graph, model) {
      if (!model.training?.compile) return;
      for (const node of model.nodes)
        if (model.isOutput(node) && model.has(node, "mixes-channels"))
          yield* added(graph, { kind: "insertAfter", node: node.id, layer: { type: "Dropout", args: { rate: 0.5 } } });
    },
  },
  {
    name: "each step normalized by itself",
    rule: "normalization-of-each-step",
    also: [
      "stale-moving-statistics",
      "normalization-behind-recurrent",
      "normalization-after-activation",
      "bias-before-normalization",
      "normalization-twice",
      "dropout-before-normalization",
      "normalization-beside-attention",
    ],
    *mutants(graph, model) {
      const layer = { class_name: "BatchNormalization", config: {} };
      for (const node of model.nodes)
        if (model.shape(node)?.length === 3 && after(model, node) && model.isUnderstood(node))
          yield* added(graph, {
            kind: "insertAfter",
            node: node.id,
            layer: { type: "TimeDistributed", args: { layer } },
          });
    },
  },
  {
    name: "epsilon 0",
    rule: "epsilon-out-of-range",
    *mutants(graph, model) {
      for (const node of places(model)) yield* withParam(graph, node, "epsilon", 0);
    },
  },
  {
    name: "variance from 0",
    rule: "start-of-statistics",
    *mutants(graph, model) {
      for (const node of places(model))
        yield* withParam(graph, node, "moving_variance_initializer", { class_name: "Zeros", config: {} });
    },
  },
  {
    name: "half precision",
    rule: "half-precision-statistics",
    *mutants(graph, model) {
      for (const node of places(model)) yield* withParam(graph, node, "dtype", "bfloat16");
    },
  },
  {
    name: "numbers of words normalized",
    rule: "normalization-of-identifiers",
    also: ["stale-moving-statistics"],
    *mutants(graph, model) {
      for (const node of model.nodes) {
        const names = model.has(node, "looks-up") ? before(model, node) : undefined;
        // somebody else still takes them as numbers of words
        if (names && model.next(names).filter((taker) => model.has(taker, "looks-up")).length > 1)
          yield* added(graph, { kind: "insertBefore", node: node.id, layer: batchNormalization });
      }
      for (const node of model.nodes)
        if (model.has(node, "numbers-things") && after(model, node))
          yield* added(graph, { kind: "insertAfter", node: node.id, layer: batchNormalization });
    },
  },
  {
    name: "labels in another form",
    rule: "labels-and-loss",
    *mutants(graph, model) {
      const loss = crossentropyOf(model);
      const node = lastLayer(model);
      const units = node && model.shape(node);
      if (!loss || loss.labels === "binary" || units?.length !== 2 || typeof units[1] !== "number" || units[1] < 2)
        return;
      const shape = loss.labels === "rows" ? [20_000] : [20_000, units[1]];
      yield { graph: fitted(graph, { epochs: 20, batchSize: 32, labels: { shape }, span: later }), at: node!.id };
    },
  },
  {
    name: "validated on what is trained on",
    rule: "validates-on-training",
    *mutants(graph, model) {
      const [node] = model.nodes;
      if (node) yield { graph: fitted(graph, { epochs: 20, batchSize: 32, validatesOnTraining: true }), at: node.id };
    },
  },
  {
    name: "bytes as they come",
    rule: "unscaled-inputs",
    *mutants(graph, model) {
      for (const node of model.nodes) {
        const input = before(model, node);
        if (!input || !model.has(input, "input") || !isKernel(model, node) || model.next(input).length > 1) continue;
        const next = after(model, node);
        if (!("kernel_initializer" in model.config(node)) || (next && model.has(next, "normalizes"))) continue;
        if (model.nodes.filter((one) => model.has(one, "input")).length > 1 || model.isFrozen(node)) continue;
        yield { graph: fitted(graph, { epochs: 20, batchSize: 32, inputRange: [0, 255] }), at: node.id };
      }
    },
  },
  {
    name: "frozen between two trainings",
    rule: "trainable-after-fit",
    *mutants(graph, model) {
      const node = model.nodes.find((one) => one.frozen !== undefined) ?? model.nodes[0];
      if (node) yield { graph: fitted(graph, { epochs: 20, batchSize: 32, ignoresTrainable: true }), at: node.id };
    },
  },
  {
    name: "a learning rate of 0",
    rule: "learning-rate-out-of-range",
    *mutants(graph, model) {
      const compile = model.training?.compile;
      const [node] = model.nodes;
      const optimizer = { class_name: "Adam", config: { learning_rate: 0 } };
      if (compile && node)
        yield {
          graph: { ...graph, training: { ...model.training, compile: { ...compile, optimizer } } },
          at: node.id,
        };
    },
  },
  {
    name: "one unit for everything",
    rule: "through-one-number",
    also: ["linear-layers-in-a-row"],
    *mutants(graph, model) {
      for (const node of model.nodes) {
        const activation = model.config(node)["activation"] as Literal | undefined;
        if (!("units" in model.config(node)) || model.shape(node)?.length !== 2 || model.isOutput(node)) continue;
        if (!activation || !isKerasObject(activation) || activation.class_name !== "relu") continue;
        const [only] = model.nodes.filter((one) => model.has(one, "input"));
        const isChain = model.nodes.every((one) => one.inputs.length <= 1 && model.next(one).length <= 1);
        if (only && isChain && isKernel(model, node) && !model.isFrozen(node))
          yield* withParam(graph, node, "units", 1);
      }
    },
  },
  {
    name: "data scaled by batches",
    rule: "normalization-of-inputs",
    also: ["stale-moving-statistics", ...OF_EVERY_ONE],
    *mutants(graph, model) {
      if (!model.training?.compile) return;
      for (const node of model.nodes) {
        const [next] = model.next(node);
        const dtype = node.args["dtype"]?.value;
        if (!model.has(node, "input") || dtype !== undefined || model.next(node).length > 1 || !next) continue;
        if (isKernel(model, next) && next.inputs.length === 1 && !model.isOutput(node))
          yield* added(graph, { kind: "insertAfter", node: node.id, layer: batchNormalization });
      }
    },
  },
  {
    name: "an input that nothing takes",
    rule: "unused-input",
    *mutants(graph) {
      const node: Node = {
        id: "spare",
        type: "InputLayer",
        name: "spare",
        args: { shape: { value: [3] } },
        inputs: [],
      };
      if (graph.class === "Functional" && graph.inputs.length > 0)
        yield { graph: { ...graph, nodes: [node, ...graph.nodes], inputs: [...graph.inputs, node.id] }, at: node.id };
    },
  },
  {
    name: "few samples on each device",
    rule: "statistics-of-each-replica",
    *mutants(graph, model) {
      const node = places(model).find((one) => model.config(one)["synchronized"] === false);
      if (node)
        yield { graph: { ...fitted(graph, { epochs: 20, batchSize: 16 }), around: { replicas: 2 } }, at: node.id };
    },
  },
  {
    name: "no shuffling",
    rule: "unshuffled-training",
    *mutants(graph, model) {
      const [node] = places(model);
      if (!node || !crossentropyOf(model) || model.nodes.some((one) => model.has(one, "recurs"))) return;
      const labels = { shape: [20_000, 1, 1] };
      yield { graph: fitted(graph, { epochs: 20, batchSize: 32, shuffle: false, labels }), at: node.id };
    },
  },
];

/** All mutants of one mistake in one model. */
export const mutantsOf = (mistake: Mistake, graph: Graph): readonly Mutant[] => [
  ...mistake.mutants(graph, modelOf(infer(graph))),
];

/** `rule at layer`, also for layers that a finding names besides. */
export const saidOf = (graph: Graph): readonly string[] =>
  findings(infer(graph), { hints }).flatMap(({ hint, finding: { node, related = [] } }) =>
    [node, ...related].map(({ id }) => `${hint.id} at ${id}`),
  );

/** What is said of a mutant that is neither its mistake, nor a mistake by the same token, nor was said before. */
export const collateralOf = (
  { rule, also = [] }: Mistake,
  now: readonly string[],
  before: ReadonlySet<string>,
): readonly string[] =>
  now.filter((one) => !before.has(one) && ![rule, ...also].includes(one.slice(0, one.indexOf(" at "))));
