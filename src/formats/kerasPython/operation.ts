/** Operators and functions on tensors: rows of the graph, though not layers. */
import type { Machine, Site } from "../../python/machine";
import type { Value } from "../../python/value";
import { LayerObject, type ShapeRule } from "./layer";
import type { Tensor } from "./tensor";

/** One more row, of the class that Keras has for the operation. */
export function operate(type: string, inputs: readonly Tensor[], rule: ShapeRule, site: Site, machine: Machine): Value {
  const { keras } = inputs[0]!.source.layer;
  const name = keras.operationName(type, machine);
  return new LayerObject({ keras, type, name, args: {}, site, operation: rule }).apply(inputs, site, machine);
}
