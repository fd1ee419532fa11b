/** From a model as it was followed to the graph that everybody else sees. */
import type { Edge, Graph, ModelClass, Node, NodeId } from "../../../model/graph";
import { Exhausted, type Machine } from "../../../python/machine";
import { CustomLayer, isTransparent } from "../layers/custom";
import { InputObject } from "../layers/input";
import type { LayerObject } from "../layers/layer";
import { ModelObject, type Layout } from "./model";
import { SubclassedObject } from "./subclassed";
import { isShape, type LayerCall, type Tensor, type Within } from "../tensors/tensor";

/** Models within models are followed so deep. */
const DEEPEST = 40;

/** A layer that is drawn takes so many steps. */
const DRAWN_STEPS = 10;

/** The graph of a model, and for each node the call that it stands for. */
export interface Drawn {
  readonly graph: Graph;
  readonly calls: ReadonlyMap<NodeId, LayerCall>;
}

/** How a model is drawn: under which name, how deep in others, and what needs not be tried again. */
interface Drawing {
  readonly name?: string | undefined;
  readonly depth?: number;
  /** Models that take too many steps, as do those that they are in. */
  readonly tooLarge: ReadonlySet<ModelObject>;
}

export function draw(
  model: ModelObject,
  machine: Machine,
  { name = model.boundName, depth = 0, tooLarge }: Drawing,
): Drawn {
  if (tooLarge.has(model)) throw new Exhausted();
  const layout = model.layout(machine);
  const whole = drawLayout(layout, name, model.modelClass, model.trainable === false, machine, { depth, tooLarge });
  const drawn = model instanceof SubclassedObject ? withoutSteps(whole, model) : whole;
  const { compile, fits, isOpenEnded, loadsWeights } = model.settings;
  const training = compile !== undefined || fits.length > 0;
  return {
    ...drawn,
    graph: {
      ...drawn.graph,
      span: model.span,
      ...(training && { training: { ...(compile && { compile }), fits, ...(isOpenEnded && { isOpenEnded }) } }),
      ...(loadsWeights && { loadsWeights }),
    },
  };
}

/** Keras lists the layers that are attributes of such a model, not what is made or computed in its `call`. */
function withoutSteps({ graph, calls }: Drawn, model: SubclassedObject): Drawn {
  const own = new Set(model.layers());
  const nodes = graph.nodes.map((node) => (own.has(calls.get(node.id)!.layer) ? node : { ...node, unlisted: true }));
  return { graph: { ...graph, nodes }, calls };
}

function drawLayout(
  { calls, inputs, outputs, keys, instead }: Layout,
  name: string,
  modelClass: ModelClass,
  frozen: boolean,
  machine: Machine,
  { depth = 0, tooLarge }: Drawing,
): Drawn {
  // Models in models may be more than anybody can count.
  machine.step(DRAWN_STEPS * (calls.length + 1));
  const ids = identify(calls);
  const edge = ({ source, output }: Tensor): Edge | undefined => {
    const from = ids.get(instead?.get(source) ?? source);
    return from === undefined ? undefined : { from, output };
  };
  const edges = (tensors: readonly Tensor[]): readonly Edge[] => tensors.flatMap((tensor) => edge(tensor) ?? []);
  const nodes = calls.map((call) => {
    const within = withinOf(call);
    const deeper = { depth: depth + 1, tooLarge };
    const inner = depth < DEEPEST ? drawInner(call, within, machine, deeper) : undefined;
    const fitting =
      inner && within?.layoutTraining
        ? drawLayout(within.layoutTraining, call.layer.name, "Functional", false, machine, deeper).graph
        : undefined;
    const given = call.inputs.flatMap((tensor, i): readonly Edge[] => {
      const found = edge(tensor);
      const role = call.roles?.[i];
      return found ? [{ ...found, ...(role !== undefined && { role }) }] : [];
    });
    const made = nodeOf(ids.get(call)!, call, { given, masks: edges(call.masks ?? []) }, inner, within, frozen);
    const differs = fitting !== undefined && JSON.stringify(fitting) !== JSON.stringify(inner);
    return differs ? { ...made, innerTraining: fitting } : made;
  });
  return {
    graph: {
      name,
      class: modelClass,
      nodes,
      inputs: inputs.flatMap(({ source }) => ids.get(instead?.get(source) ?? source) ?? []),
      outputs: outputs.flatMap((tensor, i) => {
        const found = edge(tensor);
        return found ? [{ ...found, ...(keys && { role: keys[i]! }) }] : [];
      }),
    },
    calls: new Map(calls.map((call) => [ids.get(call)!, call])),
  };
}

const withinOf = ({ layer, within, inputs }: LayerCall): Within | undefined =>
  within ?? layer.withinOf?.(inputs.map(({ shape }) => shape));

function drawInner(
  { layer }: LayerCall,
  within: Within | undefined,
  machine: Machine,
  drawing: Drawing,
): Graph | undefined {
  if (layer instanceof ModelObject) return draw(layer, machine, { ...drawing, name: layer.name }).graph;
  return within?.layout && drawLayout(within.layout, layer.name, "Functional", false, machine, drawing).graph;
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
  { given, masks }: { readonly given: readonly Edge[]; readonly masks: readonly Edge[] },
  inner: Graph | undefined,
  within: Within | undefined,
  allFrozen: boolean,
): Node {
  const { layer, training, site, options = {} } = call;
  const { type, name, args } = layer;
  // A frozen model trains nothing, whatever its layers say.
  const frozen = allFrozen ? true : frozenOf(layer);
  const shapes = call.inputs.map((input) => input.shape);
  const shape = layer.operation ? layer.shapeFrom(shapes) : (within?.shape ?? call.shape);
  const otherShapes = layer.operation?.others?.(shapes);
  const opaque = within && isTransparent(call, within) ? undefined : opaqueOf(layer, within);
  return {
    id,
    type,
    name,
    args,
    inputs: given,
    ...(masks.length > 0 && { masks }),
    // Nobody wrote down a mask.
    ...(layer.ofMask ? { ofMask: true } : { span: layer.operation ? site.span : layer.span }),
    ...(training !== undefined && { training }),
    ...(Object.keys(options).length > 0 && { call: options }),
    ...(frozen !== undefined && { frozen }),
    ...(layer instanceof InputObject && layer.implicit && { implicit: true }),
    ...(call.isPart && { uncalled: true }),
    ...(inner && { inner }),
    ...(opaque !== undefined && { opaque }),
    ...(layer.operation && { operation: true }),
    ...(shape && isShape(shape) && { shape }),
    ...(otherShapes?.every(isShape) && { otherShapes }),
    ...(within?.weights && { weights: within.weights }),
    ...(inner && opaque !== undefined && within?.isComplete && within.weights && { followed: true }),
    ...(inner && layer instanceof CustomLayer && layer.passesMask && { passesMask: true }),
  };
}

/** Why a layer is not understood: with what was met in its `call`, where that is known. */
function opaqueOf({ opaque }: LayerObject, within: Within | undefined): string | undefined {
  return opaque !== undefined && within?.lost !== undefined ? `${opaque}, and ${within.lost}` : opaque;
}

const frozenOf = (layer: LayerObject): boolean | undefined =>
  layer.trainable === undefined ? undefined : !layer.trainable;
