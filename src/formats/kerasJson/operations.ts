/** Functions on tensors that are rows of a model: what they are called with, and the shapes that they give. */
import { arrange } from "../../layers/call";
import { resolveLayer } from "../../layers/config";
import { ShapeError, type Inputs } from "../../layers/layer";
import { tensorMark } from "../../layers/operate/operation";
import type { Graph, Node, NodeId } from "../../model/graph";
import { isKerasObject, isList, type Config, type Literal } from "../../model/literal";
import type { Shape } from "../../model/shape";
import { int, none, tuple, unknown, type Value } from "../../python/value";
import { operationBehind, otherNameOf } from "../kerasPython/tensors/operations";
import { shapeOfOperation } from "../kerasPython/tensors/operationRules";
import { picked } from "../kerasPython/tensors/shapes";
import { isShape } from "../kerasPython/tensors/tensor";
import type { Connection } from "./connect";
import type { Entry } from "./entry";
import { member, membersOf, textOf } from "./tree";
import { literalOf } from "./values";

/** The name of the function that an entry stands for: `TrueDivide`, or `math.truediv` in an entry of TensorFlow's Keras. */
function functionOf({ json, type }: Entry): string {
  const written = textOf(member(member(json, "config"), "function"));
  return written === undefined ? type : written.replace(/^.*\./, "");
}

/** A call's arguments by their names, with a mark for each tensor. */
export function callOf(entry: Entry, { positional, named }: Connection): Config {
  const function_ = functionOf(entry);
  const isIndex = function_ === "GetItem" || function_ === "getitem";
  const args = isIndex ? ["x", "key"] : operationBehind(function_).args;
  const call: Record<string, Literal> = {};
  positional.forEach((value, i) => (call[args[i] ?? `${i}`] = value));
  for (const [name, value] of [...Object.entries(named), ...configOf(entry)]) {
    const known = args.includes(name) ? name : (otherNameOf(name) ?? name);
    if (name === "slice_spec") call["key"] = value;
    else if (name === "y" && args[1] !== undefined) call[args[1]] = value;
    else call[known] ??= value;
  }
  return call;
}

function configOf({ json }: Entry): readonly (readonly [string, Literal])[] {
  const pairs = [...membersOf(member(json, "config"))];
  const own = new Set(["name", "dtype", "trainable", "function"]);
  return pairs.flatMap(([name, value]) => (own.has(name) ? [] : [[name, literalOf(value)] as const]));
}

export type Shapes = ReadonlyMap<NodeId, readonly (Shape | undefined)[]>;

/** What every node gives, and the nodes with the shapes of operations that the file does not tell. */
export function shapesOf(
  graph: Graph,
  functions: ReadonlyMap<NodeId, Entry>,
  feeds?: readonly (Shape | undefined)[],
): { readonly nodes: readonly Node[]; readonly shapes: Shapes } {
  const shapes = new Map<NodeId, readonly (Shape | undefined)[]>();
  const nodes = graph.nodes.map((node) => {
    const inputs = node.inputs.map(({ from, output }) => shapes.get(from)?.[output]);
    const fed = feeds?.[graph.inputs.indexOf(node.id)];
    const entry = functions.get(node.id);
    if (!entry) {
      shapes.set(node.id, fed ? [fed] : outputsOf(node, inputs));
      return node;
    }
    const shape = node.shape ?? shapeOf(functionOf(entry), node.call ?? {}, inputs);
    shapes.set(node.id, [shape]);
    return shape && !node.shape ? { ...node, shape } : node;
  });
  return { nodes, shapes };
}

function outputsOf(node: Node, given: readonly (Shape | undefined)[]): readonly (Shape | undefined)[] {
  if (node.inner) {
    const { shapes } = shapesOf(node.inner, new Map(), given);
    return node.inner.outputs.map(({ from, output }) => shapes.get(from)?.[output]);
  }
  const resolved = node.opaque === undefined ? resolveLayer(node) : undefined;
  if (!resolved) return [node.shape];
  const { layer, config, missing } = resolved;
  const roles = node.inputs.map(({ role }) => role);
  const inputs = layer.arity === "none" ? [[]] : arrange(layer, given, roles).inputs;
  if (missing.length > 0 || inputs.length === 0 || inputs.includes(undefined)) return [undefined];
  // How many it takes is checked, and told, where the model is analysed.
  if (layer.arity === "several" ? inputs.length < 2 : inputs.length !== 1) return [undefined];
  const known = inputs as Inputs<Shape>;
  const shape = layer.shape(known, config, node.call);
  return shape instanceof ShapeError
    ? [undefined]
    : [shape, ...(layer.otherShapes?.(known, config, node.call ?? {}) ?? [])];
}

function shapeOf(function_: string, call: Config, inputs: readonly (Shape | undefined)[]): Shape | undefined {
  if (inputs.includes(undefined)) return undefined;
  const [first] = inputs;
  const known =
    function_ === "GetItem" || function_ === "getitem"
      ? first && picked(first, indexOf(call["key"] ?? null), undefined)
      : shapeOfOperation(operationBehind(function_).name, {
          shapes: inputs as readonly Shape[],
          literal: (name) => {
            const value = call[name];
            return value === tensorMark ? undefined : value;
          },
        });
  return known && isShape(known) ? known : undefined;
}

/** An index as Python has it. */
function indexOf(value: Literal): Value {
  if (value === null) return none;
  if (typeof value === "number") return int(value);
  if (isList(value)) return tuple(value.map(indexOf));
  if (!isKerasObject(value)) return unknown("this index is not followed");
  const { lower, upper, step, start, stop } = value.config;
  if (value.class_name === "Ellipsis") return { kind: "external", what: "Ellipsis" };
  if (value.class_name !== "slice" && value.class_name !== "dict") return unknown("this index is not followed");
  return {
    kind: "slice",
    lower: indexOf(lower ?? start ?? null),
    upper: indexOf(upper ?? stop ?? null),
    step: indexOf(step ?? null),
  };
}
