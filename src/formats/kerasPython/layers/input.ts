/** `keras.Input` and `InputLayer`: where tensors begin. */
import type { Argument } from "../../../model/graph";
import { isList, isUnknown, type Literal } from "../../../model/literal";
import type { Dim } from "../../../model/shape";
import type { Arguments } from "../../../python/arguments";
import type { Machine, Site } from "../../../python/machine";
import { unknown } from "../../../python/value";
import type { Keras } from "../keras";
import { LayerObject, type LayerMaking } from "./layer";
import { argumentOf, nameFrom } from "./layerClass";
import { isShape, Tensor, type KnownShape } from "../tensors/tensor";

/** Arguments of an input that matter to a graph. */
const kept: ReadonlySet<string> = new Set(["shape", "batch_size", "batch_shape", "dtype", "name"]);
const older: Readonly<Record<string, string>> = { input_shape: "shape", batch_input_shape: "batch_shape" };
const order = ["shape", "batch_size", "dtype", "sparse", "ragged", "batch_shape", "name", "tensor", "optional"];

/** The layer at which an input begins. */
export class InputObject extends LayerObject {
  /** Stands for a first layer's `input_shape`, or for data that comes later. */
  readonly implicit: boolean;

  constructor(made: LayerMaking, implicit = false) {
    super(made);
    this.implicit = implicit;
  }

  /** The tensor that comes from it. */
  tensor(machine: Machine): Tensor {
    const [first] = this.calls;
    if (first) return new Tensor(first, 0, this.shapeFrom());
    return this.apply([], this.site, machine) as Tensor;
  }

  override shapeFrom(): KnownShape {
    const { shape, batch_shape: whole, batch_size: batch } = this.args;
    const literal = whole?.value ?? shape?.value;
    if (literal === undefined || literal === null) return unknown("this input has no shape", this.span);
    if (isUnknown(literal)) return unknown(literal.unknown, this.span);
    const dims = (isList(literal) ? literal : [literal]).map(dimOf);
    return whole ? dims : [dimOf(batch?.value ?? null), ...dims];
  }
}

const dimOf = (value: Literal): Dim =>
  typeof value === "number" ? value : isUnknown(value) ? { unknown: value.unknown } : null;

/** An input from the arguments of `keras.Input` or of the layer's class. */
export function makeInput(keras: Keras, args: Arguments, site: Site, machine: Machine): InputObject {
  const values: Record<string, Argument> = {};
  for (const [given, argument] of args.under(order).bound) {
    const name = older[given] ?? given;
    const { value, span } = argument;
    if (kept.has(name) && value.kind !== "none") values[name] = argumentOf(name, { value, span });
  }
  return new InputObject({
    keras,
    type: "InputLayer",
    name: nameFrom(keras, "InputLayer", values["name"], machine),
    args: values,
    site,
  });
}

/** Where a tensor begins inside a layer or a function of the file. */
export function beginning(keras: Keras, tensor: Tensor, site: Site, machine: Machine): Tensor {
  const shape = isShape(tensor.shape) ? tensor.shape : { unknown: tensor.shape.reason };
  const args = { batch_shape: { value: shape } };
  return new InputObject({ keras, type: "InputLayer", name: "input_layer", args, site }, true).tensor(machine);
}
