/** From a model as it was followed to the graph that everybody else sees. */
import type { Edge, Graph, Node, NodeId } from "../../model/graph";
import type { Machine } from "../../python/machine";
import { InputObject } from "./input";
import type { LayerObject } from "./layer";
import { ModelObject } from "./model";
import { isShape, type LayerCall, type Tensor } from "./tensor";

/** Models within models are followed so deep. */
const DEEPEST = 40;

/** The graph of a model, and for each node the call that it stands for. */
export interface Drawn {
  readonly graph: Graph;
  readonly calls: ReadonlyMap<NodeId, LayerCall>;
}

export function draw(model: ModelObject, machine: Machine, name = model.boundName, depth = 0): Drawn {
  const { calls, inputs, outputs, instead } = model.layout(machine);
  const ids = identify(calls);
  const edge = ({ source, output }: Tensor): Edge | undefined => {
    const from = ids.get(instead?.get(source) ?? source);
    return from === undefined ? undefined : { from, output };
  };
  const edges = (tensors: readonly Tensor[]): readonly Edge[] => tensors.flatMap((tensor) => edge(tensor) ?? []);
  const nodes = calls.map((call) => {
    const { layer } = call;
    const inner =
      layer instanceof ModelObject && depth < DEEPEST ? draw(layer, machine, layer.name, depth + 1).graph : undefined;
    return nodeOf(ids.get(call)!, call, edges(call.inputs), inner, model.trainable === false);
  });
  const { compile, fits, isOpenEnded, loadsWeights } = model.settings;
  return {
    graph: {
      name,
      class: model.modelClass,
      nodes,
      inputs: inputs.flatMap(({ source }) => ids.get(instead?.get(source) ?? source) ?? []),
      outputs: edges(outputs),
      span: model.span,
      ...((compile !== undefined || fits.length > 0) && {
        training: { ...(compile && { compile }), fits, ...(isOpenEnded && { isOpenEnded }) },
      }),
      ...(loadsWeights && { loadsWeights }),
    },
    calls: new Map(calls.map((call) => [ids.get(call)!, call])),
  };
}

/** The layer's name, with `#2` and so on for later calls. */
function identify(calls: readonly LayerCall[]): ReadonlyMap<LayerCall, NodeId> {
  const used = new Map<string, number>();
  const inOrder = [...calls].sort((a, b) => a.serial - b.serial);
  return new Map(
    inOrder.map((call) => {
      const { name } = call.layer;
      const count = (used.get(name) ?? 0) + 1;
      used.set(name, count);
      return [call, count === 1 ? name : `${name}#${count}`];
    }),
  );
}

function nodeOf(
  id: NodeId,
  call: LayerCall,
  inputs: readonly Edge[],
  inner: Graph | undefined,
  allFrozen: boolean,
): Node {
  const { layer, training, site } = call;
  const { type, name, args, opaque } = layer;
  // A frozen model trains nothing, whatever its layers say.
  const frozen = allFrozen ? true : frozenOf(layer);
  const shape = layer.operation ? layer.shapeFrom(call.inputs.map((input) => input.shape)) : call.shape;
  return {
    id,
    type,
    name,
    args,
    inputs,
    span: layer.operation ? site.span : layer.span,
    ...(training !== undefined && { training }),
    ...(frozen !== undefined && { frozen }),
    ...(layer instanceof InputObject && layer.implicit && { implicit: true }),
    ...(inner && { inner }),
    ...(opaque !== undefined && { opaque }),
    ...(layer.operation && { operation: true }),
    ...(shape && isShape(shape) && { shape }),
  };
}

const frozenOf = (layer: LayerObject): boolean | undefined =>
  layer.trainable === undefined ? undefined : !layer.trainable;
