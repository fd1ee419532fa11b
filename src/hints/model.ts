/** An analysed graph as hints see it. */
import type { Analysis } from "../analysis/infer";
import { resolveLayer, type ResolvedLayer } from "../layers/config";
import type { Trait } from "../layers/layer";
import { operationTraits } from "../layers/operations";
import { Misfit } from "../layers/param";
import { withoutMasks, type Graph, type Node, type NodeId } from "../model/graph";
import { findUnknown } from "../model/literal";
import type { Span } from "../model/span";
import type { Model } from "./hint";

/** `file` is all models of the text that this one is in. */
export function modelOf(analysis: Analysis, file: readonly Analysis[] = []): Model {
  const { graph, byId } = analysis;
  const followers = new Map<NodeId, Node[]>();
  const layers = new Map<string, Node[]>();
  const calls = new Map<Node, readonly Node[]>();
  const sources = new Map<Node, readonly Node[]>();
  const nodes = withoutMasks(graph.nodes);
  for (const node of nodes) {
    const key = layerKey(node);
    append(layers, key, node);
    calls.set(node, layers.get(key)!);
    for (const from of new Set(node.inputs.map((edge) => edge.from))) append(followers, from, node);
  }
  const outputs = new Set(graph.outputs.map(({ from }) => from));
  const traits = new Map<Node, ReadonlySet<Trait> | undefined>();
  const resolvedOf = (node: Node): ResolvedLayer | undefined => byId.get(node.id)?.resolved;

  const traitsOf = (node: Node): ReadonlySet<Trait> | undefined => {
    if (!traits.has(node)) traits.set(node, certainTraits(node, resolvedOf(node)));
    return traits.get(node);
  };
  const has = (node: Node, trait: Trait): boolean => traitsOf(node)?.has(trait) ?? false;
  const isFrozen = (node: Node): boolean => resolvedOf(node)?.trainable === false;
  return {
    analysis,
    nodes,
    training: graph.training,
    loadsWeights: hasWeights(graph) || file.some((other) => hasWeights(other.graph) && shareLayers(other.graph, graph)),
    has,
    isUnderstood: (node) => traitsOf(node) !== undefined,
    config: (node) => resolvedOf(node)?.config ?? {},
    knows: (node, ...params) => params.every((param) => isKnown(node, resolvedOf(node), param)),
    shape: (node) => byId.get(node.id)?.shape,
    inputShape: (node) => byId.get(node.id)?.inputShapes[0],
    weight: (node, name) => byId.get(node.id)?.weights.get(name)?.shape,
    next: (node) => followers.get(node.id) ?? [],
    previous(node) {
      let found = sources.get(node);
      if (!found)
        sources.set(node, (found = [...new Set(node.inputs.flatMap(({ from }) => byId.get(from)?.node ?? []))]));
      return found;
    },
    calls: (node) => calls.get(node) ?? layers.get(layerKey(node)) ?? [node],
    isOutput: (node) => outputs.has(node.id),
    goesOn: (node) => file.some((other) => other.graph !== graph && goesOnIn(other.graph, graph, node)),
    isFrozen,
    usesBatch: (node) => has(node, "batch-statistics") && !isFrozen(node) && node.training !== false,
    isCertain: (node) =>
      resolvedOf(node)?.missing.length === 0 &&
      Object.values(node.args).every(({ value }) => findUnknown(value) === undefined),
  };
}

/** One for all calls of a layer. Two layers may have the same name where a file is followed on several paths. */
const layerKey = ({ name, span }: Node): string => `${name} ${span?.start ?? ""}`;

/** Whether another model has the same layer, or the whole model as a layer, and something behind it. */
function goesOnIn(other: Graph, own: Graph, node: Node): boolean {
  const same = other.nodes.filter(
    ({ name, span, inner }) =>
      (name === node.name && isSame(span, node.span)) || (inner !== undefined && isSame(inner.span, own.span)),
  );
  return same.some((one) => withoutMasks(other.nodes).some(({ inputs }) => inputs.some(({ from }) => from === one.id)));
}

/** Whether two places in a text are one. */
export const isSame = (a: Span | undefined, b: Span | undefined): boolean =>
  a !== undefined && a.start === b?.start && a.end === b.end;

const hasWeights = (graph: Graph): boolean =>
  graph.loadsWeights === true ||
  graph.nodes.some((node) => bringsWeights(node) || (node.inner !== undefined && hasWeights(node.inner)));

/** Whether a layer of one model is in the other as well. */
function shareLayers(one: Graph, other: Graph): boolean {
  const keys = new Set(one.nodes.filter(({ span }) => span !== undefined).map(layerKey));
  return other.nodes.some((node) => keys.has(layerKey(node)));
}

/** `weights=[…]`, as Keras 2 takes it. */
const bringsWeights = ({ args }: Node): boolean => args["weights"] !== undefined && args["weights"].value !== null;

/** What a layer of a model within does. */
export const layerTraits = (node: Node): ReadonlySet<Trait> | undefined => certainTraits(node, resolveLayer(node));

/** What a node does, or undefined when that rests on something that is not known. */
function certainTraits(node: Node, resolved: ResolvedLayer | undefined): ReadonlySet<Trait> | undefined {
  if (node.operation) {
    const traits = operationTraits.get(node.type);
    return traits && new Set(traits);
  }
  if (!resolved) return undefined;
  const read = new Set<string>();
  const config = new Proxy(resolved.config, {
    get(target, name) {
      if (typeof name === "string") read.add(name);
      return Reflect.get(target, name) as unknown;
    },
  });
  const traits = new Set(resolved.layer.traits(config));
  return [...read].every((param) => isKnown(node, resolved, param)) ? traits : undefined;
}

function isKnown(node: Node, resolved: ResolvedLayer | undefined, param: string): boolean {
  const argument = node.args[param];
  const definition = resolved?.layer.params[param];
  if (!definition) return false;
  if (!argument) return definition.default !== undefined;
  return findUnknown(argument.value) === undefined && !(definition.parse(argument.value) instanceof Misfit);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
