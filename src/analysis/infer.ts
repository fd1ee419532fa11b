/** From a graph to what can be said of it without running it: shapes, weights, costs, and what cannot be built. */
import { arrange } from "../layers/call";
import { resolveLayer, type ResolvedLayer } from "../layers/config";
import { layerByType } from "../layers/index";
import { ShapeError, type Inputs, type WeightSpec } from "../layers/layer";
import type { Edge, Graph, Node, NodeId } from "../model/graph";
import type { Config } from "../model/literal";
import { couldNotFollow, type Problem } from "../model/problem";
import { isUnknown, product, showShape, type Dim, type Shape } from "../model/shape";

/** A count that may not be known, with the reason. */
export type Count = number | { readonly unknown: string };

export interface NodeFacts {
  readonly node: Node;
  /** Undefined for classes we do not know, and for models used as layers. */
  readonly resolved: ResolvedLayer | undefined;
  /** The output's shape, batch included; undefined when it cannot be told. */
  readonly shape: Shape | undefined;
  /** The shapes of all outputs, `shape` first. */
  readonly outputShapes: readonly (Shape | undefined)[];
  readonly inputShapes: readonly (Shape | undefined)[];
  /** Named as Keras names them. A shared layer's weights are those of its first call. */
  readonly weights: ReadonlyMap<string, WeightSpec>;
  readonly params: Count;
  readonly trainableParams: Count;
  /** For one sample. */
  readonly multiplyAdds: Count;
  /** The model inside, when the node is one. */
  readonly inner: Analysis | undefined;
}

export interface Analysis {
  readonly graph: Graph;
  /** In the graph's order. */
  readonly nodes: readonly NodeFacts[];
  readonly byId: ReadonlyMap<NodeId, NodeFacts>;
  readonly params: Count;
  readonly trainableParams: Count;
  readonly multiplyAdds: Count;
  readonly problems: readonly Problem[];
}

/** The largest number that counts exactly. */
const LARGEST_COUNT = Number.MAX_SAFE_INTEGER;

export function infer(graph: Graph, feeds?: readonly (Shape | undefined)[]): Analysis {
  const byId = new Map<NodeId, NodeFacts>();
  const problems: Problem[] = [];
  for (const node of graph.nodes) {
    const fed = feeds?.[graph.inputs.indexOf(node.id)];
    try {
      byId.set(node.id, inferOne(node, fed, byId, problems));
    } catch (error) {
      problems.push(couldNotFollow(`${node.type} “${node.name}”`, error, node.span, node.id));
      byId.set(node.id, notFollowed(node));
    }
  }
  const nodes = [...byId.values()];
  // A shared layer's weights count once.
  // What a model only passes through, without having it, is not among its weights.
  const own = nodes.filter(({ node }) => node.unlisted !== true);
  const first = [...new Map([...own].reverse().map((facts) => [facts.node.name, facts])).values()];
  return {
    graph,
    nodes,
    byId,
    params: total(first.map((facts) => facts.params)),
    trainableParams: total(first.map((facts) => facts.trainableParams)),
    multiplyAdds: total(nodes.map((facts) => facts.multiplyAdds)),
    problems,
  };
}

function inferOne(
  node: Node,
  fed: Shape | undefined,
  known: ReadonlyMap<NodeId, NodeFacts>,
  problems: Problem[],
): NodeFacts {
  const layer = layerByType.get(node.type);
  const edges = layer
    ? arrange(
        layer,
        node.inputs,
        node.inputs.map(({ role }) => role),
      ).inputs
    : node.inputs;
  const inputShapes = edges.map((edge) => known.get(edge.from)?.outputShapes[edge.output]);
  return node.inner
    ? inferInner(node, node.inner, inputShapes, problems)
    : inferNode(node, inputShapes, fed, known, problems);
}

/** What is left of a layer whose own sizes could not be worked out. */
function notFollowed(node: Node): NodeFacts {
  const why = { unknown: `Batchwise could not follow “${node.name}”` };
  return {
    node,
    resolved: undefined,
    shape: undefined,
    outputShapes: [undefined],
    inputShapes: node.inputs.map(() => undefined),
    weights: new Map(),
    params: why,
    trainableParams: why,
    multiplyAdds: why,
    inner: undefined,
  };
}

function inferNode(
  node: Node,
  inputShapes: readonly (Shape | undefined)[],
  fed: Shape | undefined,
  known: ReadonlyMap<NodeId, NodeFacts>,
  problems: Problem[],
): NodeFacts {
  const resolved = node.operation || node.opaque !== undefined ? undefined : resolveLayer(node);
  const nothing = { node, resolved, inputShapes, weights: new Map<string, WeightSpec>(), inner: undefined };
  if (!resolved) {
    const why = { unknown: node.opaque ?? `${node.type} is not a layer that Batchwise knows` };
    const [params, trainableParams] = node.operation ? [0, 0] : (ownCounts(node) ?? [why, why]);
    return {
      ...nothing,
      shape: node.shape,
      outputShapes: [node.shape, ...(node.otherShapes ?? [])],
      params,
      trainableParams,
      multiplyAdds: node.ofMask ? 0 : why,
    };
  }
  const { layer, config, missing, trainable } = resolved;
  problems.push(...resolved.problems);
  const shape = fed ?? shapeOf(node, resolved, inputShapes, known, problems);
  const others = layer.otherShapes?.(inputShapes.every(isKnown) ? inputShapes : [], config, node.call ?? {}) ?? [];
  const outputShapes = [shape, ...(missing.length > 0 ? others.map(() => undefined) : others)];
  if (!shape || (layer.arity !== "none" && inputShapes.some((input) => !input))) {
    const why = unknownReason(node, inputShapes, missing);
    return { ...nothing, shape, outputShapes, params: why, trainableParams: why, multiplyAdds: why };
  }
  const inputs = (layer.arity === "none" ? [shape] : inputShapes) as Inputs<Shape>;
  const weights = new Map(
    Object.entries(layer.weights(inputs, config)).filter(
      (entry): entry is [string, WeightSpec] => entry[1] !== undefined,
    ),
  );
  const sizes = Array.from(weights.values(), ({ shape: size, trainable: own }) => ({
    trainable: own,
    count: countOf(product(size)),
  }));
  return {
    ...nothing,
    shape,
    outputShapes,
    weights,
    params: total(sizes.map(({ count }) => count)),
    trainableParams: trainable ? total(sizes.filter((spec) => spec.trainable).map(({ count }) => count)) : 0,
    multiplyAdds: layer.multiplyAdds ? countOf(layer.multiplyAdds(inputs, shape, config)) : 0,
  };
}

/** What the file itself gives a layer of its own class: all weights and those that are trained. */
function ownCounts({ weights, frozen }: Node): readonly [Count, Count] | undefined {
  if (!weights) return undefined;
  const count = (some: typeof weights): Count => total(some.map(({ shape }) => countOf(product(shape))));
  return [count(weights), frozen ? 0 : count(weights.filter(({ trainable }) => trainable))];
}

const isKnown = (shape: Shape | undefined): shape is Shape => shape !== undefined;

function shapeOf(
  node: Node,
  resolved: ResolvedLayer,
  inputShapes: readonly (Shape | undefined)[],
  known: ReadonlyMap<NodeId, NodeFacts>,
  problems: Problem[],
): Shape | undefined {
  if (node.uncalled || resolved.missing.length > 0 || inputShapes.some((shape) => !shape)) return undefined;
  const shape = tryShape(resolved, inputShapes as readonly Shape[], node.call);
  if (!(shape instanceof ShapeError)) return shape;
  problems.push({
    code: "shape-mismatch",
    severity: "error",
    message: `${node.type} “${node.name}” ${shape.message}`,
    node: node.id,
    ...(node.span && { span: node.span }),
    related: node.inputs.flatMap((edge) => origin(edge, known)),
  });
  return undefined;
}

function tryShape({ layer, config }: ResolvedLayer, inputs: readonly Shape[], call?: Config): Shape | ShapeError {
  if (layer.arity === "several" && inputs.length < 2)
    return new ShapeError(`needs at least 2 inputs; it has ${inputs.length}`);
  if (layer.arity === "one" && inputs.length !== 1) return new ShapeError(`takes 1 input; it has ${inputs.length}`);
  const shape = layer.shape((layer.arity === "none" ? [[]] : inputs) as Inputs<Shape>, config, call);
  if (shape instanceof ShapeError) return shape;
  const size = shape.reduce<number>((count, dim) => count * (typeof dim === "number" ? dim : 1), 1);
  return size > LARGEST_COUNT
    ? new ShapeError(`would give ${showShape(shape)}: more values than can be counted`)
    : shape;
}

/** Where a shape comes from, to be shown beside a mismatch. */
function origin(
  { from }: Edge,
  known: ReadonlyMap<NodeId, NodeFacts>,
): { span: NonNullable<Node["span"]>; message: string }[] {
  const facts = known.get(from);
  if (!facts?.node.span || !facts.shape) return [];
  return [{ span: facts.node.span, message: `${facts.node.name} gives ${showShape(facts.shape)}` }];
}

function inferInner(
  node: Node,
  inner: Graph,
  inputShapes: readonly (Shape | undefined)[],
  problems: Problem[],
): NodeFacts {
  const analysis = infer(inner, inputShapes);
  problems.push(...analysis.problems.map((problem) => ({ ...problem, node: node.id })));
  const outputShapes = inner.outputs.map((edge) => analysis.byId.get(edge.from)?.outputShapes[edge.output]);
  const noWeights = { unknown: node.opaque ?? `the weights of “${node.name}” are not known` };
  const [own, ownTrainable] = ownCounts(node) ?? (node.opaque === undefined ? [0, 0] : [noWeights, noWeights]);
  return {
    node,
    resolved: undefined,
    inputShapes,
    shape: outputShapes[0] ?? node.shape,
    outputShapes,
    weights: new Map(),
    params: total([analysis.params, own]),
    trainableParams: node.frozen ? 0 : total([analysis.trainableParams, ownTrainable]),
    multiplyAdds: node.opaque === undefined ? analysis.multiplyAdds : noWeights,
    inner: analysis,
  };
}

function unknownReason(
  node: Node,
  inputShapes: readonly (Shape | undefined)[],
  missing: readonly string[],
): { readonly unknown: string } {
  if (node.uncalled) return { unknown: `nothing is known to go through “${node.name}”` };
  if (missing.length > 0) return { unknown: `${missing.join(" and ")} of “${node.name}” not known` };
  if (inputShapes.some((shape) => !shape)) return { unknown: `what goes into “${node.name}” is not known` };
  return { unknown: `“${node.name}” cannot be built` };
}

const countOf = (dim: Dim): Count =>
  typeof dim === "number" ? dim : { unknown: isUnknown(dim) ? dim.unknown : "depends on a free size" };

function total(counts: readonly Count[]): Count {
  let sum = 0;
  for (const count of counts) {
    if (typeof count !== "number") return count;
    sum += count;
  }
  return sum;
}
