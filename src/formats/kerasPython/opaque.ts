/** Rows for what is not understood: they keep the graph connected, and say why they are there. */
import type { Config } from "../../model/literal";
import type { Arguments } from "../../python/arguments";
import { changing } from "../../python/footprint";
import type { Machine, Site } from "../../python/machine";
import type { Expression } from "../../python/syntax";
import { unknown, type Unknown, type Value } from "../../python/value";
import type { Keras } from "./keras";
import { LayerObject } from "./layers/layer";
import { isShape, nextSerial, Tensor, tensorsIn, type KnownShape } from "./tensors/tensor";
import { showShape } from "../../model/shape";

/** The type of a row that stands for something whose class is not known. */
export const UNKNOWN_TYPE = "?";

const sources = new WeakMap<Unknown, Tensor>();

/** A tensor that comes from somewhere unknown; the same each time for the same unknown. */
export function inputTensor(keras: Keras, hidden: Unknown, site: Site): Tensor {
  const earlier = sources.get(hidden);
  if (earlier) return earlier;
  const place = { span: hidden.span ?? site.span };
  const layer = new LayerObject({
    keras,
    type: UNKNOWN_TYPE,
    name: "unknown",
    args: {},
    site: place,
    opaque: hidden.reason,
  });
  const made = new Tensor(
    { layer, inputs: [], site: place, training: undefined, serial: nextSerial() },
    0,
    unknown(hidden.reason, hidden.span),
  );
  sources.set(hidden, made);
  changing(hidden);
  return made;
}

const unknownNumbers: Config = { x: { unknown: "its numbers are known only at run time" } };

/** Numbers that the file itself makes, where they go through a layer. */
export function constantTensor(keras: Keras, shape: KnownShape, site: Site, options: Config = unknownNumbers): Tensor {
  const layer = new LayerObject({ keras, type: "Constant", name: "constant", args: {}, site, operation: () => shape });
  return new Tensor({ layer, inputs: [], site, training: undefined, options, serial: nextSerial() }, 0, shape);
}

/** One of several tensors, it is not known which: a row that takes them all. */
export function eitherTensor(values: readonly Value[], why: Unknown, site: Site): Tensor | undefined {
  const tensors = [...new Set(values)].filter((value) => value instanceof Tensor);
  const [first] = tensors;
  if (!first || values.some((value) => !(value instanceof Tensor))) return undefined;
  if (tensors.every((tensor) => isSameCall(tensor, first))) return first;
  const shapes = tensors.map(({ shape }) => shape);
  const same = shapes.every(
    (shape) => isShape(shape) && isShape(first.shape) && showShape(shape) === showShape(first.shape),
  );
  const place = { span: why.span ?? site.span };
  const { keras } = first.source.layer;
  const layer = new LayerObject({
    keras,
    type: UNKNOWN_TYPE,
    name: "unknown",
    args: {},
    site: place,
    opaque: why.reason,
  });
  const call = {
    layer,
    inputs: tensors,
    site: place,
    training: undefined,
    serial: nextSerial(),
    ...(same && isShape(first.shape) && { shape: first.shape }),
  };
  return new Tensor(call, 0, same ? first.shape : unknown(why.reason, why.span));
}

/** Whether both are what a layer gives for the same inputs, as in `layer(x, training=t) if … else layer(x)`. */
function isSameCall(a: Tensor, b: Tensor): boolean {
  const [left, right] = [a.source, b.source];
  return (
    left.layer === right.layer &&
    a.output === b.output &&
    left.inputs.length === right.inputs.length &&
    left.inputs.every((input, i) => input === right.inputs[i])
  );
}

/** What an unknown function makes of tensors: one more row. */
export function opaqueCall(callee: Unknown, args: Arguments, site: Site, machine: Machine): Value {
  const inputs = args.all.flatMap(({ value }) => tensorsIn(value)).filter((value) => value instanceof Tensor);
  const [first] = inputs;
  if (!first) return callee;
  const { keras } = first.source.layer;
  const type = site.call ? nameIn(site.call.callee) : UNKNOWN_TYPE;
  const name = type === UNKNOWN_TYPE ? "unknown" : keras.name(type, machine);
  const layer = new LayerObject({ keras, type, name, args: {}, site, opaque: callee.reason });
  return layer.apply(inputs, site, machine);
}

/** What a called expression is called: `hub.KerasLayer(url)` → `KerasLayer`. */
function nameIn(callee: Expression): string {
  if (callee.kind === "name" || callee.kind === "attribute") return callee.name;
  return callee.kind === "call" ? nameIn(callee.callee) : UNKNOWN_TYPE;
}
