/** Layers that a file makes for nothing: attributes of its classes that nobody calls, and results that nobody takes. */
import { layerByType } from "../../../layers/index";
import type { Graph, NodeId, UnusedLayer } from "../../../model/graph";
import type { Span } from "../../../model/span";
import type { Instance } from "../../../python/containers";
import type { Module } from "../../../python/syntax";
import type { FoundModel } from "../follow";
import type { Keras } from "../keras";
import { CustomLayer } from "../layers/custom";
import { LayerObject } from "../layers/layer";
import { Code } from "./code";
import { functionAround, isDropped, isNamedOnlyIn, nameGiven } from "./dropped";
import { SubclassedObject } from "./subclassed";
import type { LayerCall, Tensor } from "../tensors/tensor";

/** `kept` are the calls that some model has. */
export function withUnused(
  module: Module,
  models: readonly FoundModel[],
  { calls, layers }: Keras,
  kept: ReadonlySet<LayerCall>,
): readonly FoundModel[] {
  const code = new Code(module);
  const lost = lostCalls(code, calls, kept);
  const idle = idleLayers(code, layers);
  return models.map((found) => {
    const places = new Map([...found.calls].map(([id, call]) => [call, id]));
    const attributes = partsOf(found).flatMap((part) => unusedAttributes(part, code));
    const branches = lost.flatMap(({ layer, inputs, site }): readonly UnusedLayer[] => {
      const node = beginOf(inputs, places);
      return node === undefined ? [] : [{ type: layer.type, name: layer.name, span: site.span, node }];
    });
    const locals = idle.flatMap((layer) => idleIn(layer, found.graph, code));
    const unused = [...attributes, ...branches, ...locals];
    const spareInputs = spareInputsOf(found, code, lost);
    return unused.length + spareInputs.length > 0
      ? {
          ...found,
          graph: {
            ...found.graph,
            ...(unused.length > 0 && { unused }),
            ...(spareInputs.length > 0 && { spareInputs }),
          },
        }
      : found;
  });
}

/** Layers of a function of this file to which it gives a name, and which it never calls, on any path. */
function idleLayers(code: Code, layers: readonly LayerObject[]): readonly LayerObject[] {
  const byPlace = new Map<number, LayerObject[]>();
  for (const layer of layers) {
    const known = byPlace.get(layer.span.start);
    if (known) known.push(layer);
    else byPlace.set(layer.span.start, [layer]);
  }
  return [...byPlace.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first || alike.some(({ type, calls }) => calls.length > 0 || !layerByType.has(type))) return [];
    return isWritten(first.type, first.span, code.text) &&
      functionAround(code, first.span) &&
      isDropped(code, first.span)
      ? [first]
      : [];
  });
}

/** It belongs to the model that the same function makes. */
function idleIn({ type, name, span }: LayerObject, graph: Graph, code: Code): readonly UnusedLayer[] {
  const around = functionAround(code, span);
  const [output] = graph.outputs;
  const variable = nameGiven(code, span);
  if (!around || !graph.span || !output || variable === undefined) return [];
  const isInside = around.start <= graph.span.start && graph.span.end <= around.end;
  return isInside ? [{ type, name, span, node: output.from, variable }] : [];
}

/** Inputs that no layer takes, but for those that the text names only where they are made, where the model is, and in what is lost. */
function spareInputsOf({ graph }: FoundModel, code: Code, lost: readonly LayerCall[]): readonly NodeId[] {
  const { nodes, inputs, outputs, span } = graph;
  if (inputs.length < 2) return [];
  const taken = new Set([...nodes.flatMap((node) => node.inputs), ...outputs].map(({ from }) => from));
  const places = lost.map(({ site }) => site.span);
  return inputs.filter((id) => {
    const made = nodes.find((node) => node.id === id)?.span;
    return !taken.has(id) && !(made && isNamedOnlyIn(code, made, places, span));
  });
}

interface Part {
  readonly node: NodeId;
  readonly instance: Instance;
  readonly called: ReadonlySet<LayerObject>;
}

/** The objects of the file's own classes in a model, as far as it is known to the end what they do. */
function partsOf({ model, calls, graph }: FoundModel): readonly Part[] {
  const within = [...calls].flatMap(([node, { layer, within: inside }]): readonly Part[] =>
    layer instanceof CustomLayer && inside?.layout
      ? [{ node, instance: layer.instance, called: new Set(inside.layout.calls.map((call) => call.layer)) }]
      : [],
  );
  const [first] = graph.outputs;
  if (!(model instanceof SubclassedObject) || !first) return within;
  const called = [...calls.values()].filter(({ isPart }) => !isPart).map(({ layer }) => layer);
  return [{ node: first.from, instance: model.instance, called: new Set(called) }, ...within];
}

/** Ways to an attribute that do not name it. */
const INDIRECT = /\bself\.(?:_?layers|submodules|_flatten_layers)\b|\bgetattr\s*\(|\b__dict__\b|\bvars\s*\(/;

/** Whoever gets the object may call what it has. */
const handsItselfOn = (code: string): boolean =>
  /[(,=]\s*self\s*[,)]/.test(code.replaceAll(/\bdef\s+\w+\s*\(\s*self\b|\bsuper\([^)]*\)/g, ""));

function unusedAttributes({ node, instance, called }: Part, { text: code }: Code): readonly UnusedLayer[] {
  if (INDIRECT.test(code) || handsItselfOn(code)) return [];
  return [...instance.members].flatMap(([attribute, value]): readonly UnusedLayer[] => {
    if (!(value instanceof LayerObject) || called.has(value) || !/^\w+$/.test(attribute)) return [];
    const { type, name, span } = value;
    const named = count(code, new RegExp(`\\b${attribute}\\b`, "g"));
    const set = count(code, new RegExp(`\\bself\\.${attribute}\\s*(?::[^=\\n]+)?=(?!=)`, "g"));
    return set > 0 && named === set && isWritten(type, span, code) ? [{ type, name, span, node, attribute }] : [];
  });
}

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** Stands in this file, and not in one that it imports. */
const isWritten = (type: string, { start, end }: Span, code: string): boolean => code.slice(start, end).includes(type);

/** Calls of layers that Keras knows, whose result goes nowhere on any path. */
function lostCalls(code: Code, calls: readonly LayerCall[], kept: ReadonlySet<LayerCall>): readonly LayerCall[] {
  const places = new Map<number, LayerCall[]>();
  for (const call of calls) {
    const known = places.get(call.site.span.start);
    if (known) known.push(call);
    else places.set(call.site.span.start, [call]);
  }
  return [...places.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first || alike.some((call) => kept.has(call) || !isPlain(call))) return [];
    return isDropped(code, first.site.span) ? [first] : [];
  });
}

/** Does nothing but give its result. */
const isPlain = ({ layer, inputs }: LayerCall): boolean =>
  inputs.length > 0 && layer.operation === undefined && layer.opaque === undefined && layerByType.has(layer.type);

/** The node of a model that a call begins at, going back through other calls. */
function beginOf(inputs: readonly Tensor[], places: ReadonlyMap<LayerCall, NodeId>): NodeId | undefined {
  const waiting = [...inputs];
  const seen = new Set<LayerCall>();
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const node = places.get(one.source);
    if (node !== undefined) return node;
    if (!seen.has(one.source)) waiting.push(...one.source.inputs);
    seen.add(one.source);
  }
  return undefined;
}
