/** Copies of models: `clone_model`, and a config that is read back. */
import type { Machine, Site } from "../../../python/machine";
import { none, tuple, unknown, type Value } from "../../../python/value";
import { ConfigValue } from "./config";
import { CustomLayer } from "../layers/custom";
import { FunctionalObject } from "./functional";
import { InputObject } from "../layers/input";
import type { Keras } from "../keras";
import { LayerObject } from "../layers/layer";
import { LambdaLayer } from "../layers/lambda";
import { ModelObject } from "./model";
import { SequentialObject } from "./sequential";
import type { LayerCall } from "../tensors/tensor";
import { Tensor } from "../tensors/tensor";

/** A model with layers of its own that have the same names and arguments. */
export function cloneModel(value: Value, keras: Keras, site: Site, machine: Machine): Value {
  const model = value instanceof ConfigValue ? value.model : value;
  if (!(model instanceof ModelObject)) return unknown("which model is copied is not known", site.span);
  const made = { keras, type: model.type, name: model.name, args: {}, site };
  const { calls, inputs, outputs } = model.layout(machine);
  const copies = new Map<LayerObject, LayerObject>();
  if (model instanceof SequentialObject) {
    const clone = new SequentialObject(made);
    keras.made(clone, machine);
    const layers = calls.map(({ layer }) => copyOf(layer, copies));
    const known = layers.filter(
      (layer) => !(layer instanceof InputObject) || layer.args["shape"] === undefined || !layer.implicit,
    );
    clone.fill(tuple(known), site, machine);
    return clone;
  }
  if (!(model instanceof FunctionalObject)) return unknown("a copy of this model is not followed", site.span);
  const results = new Map<LayerCall, Value>();
  const tensorOf = ({ source, output }: Tensor): Tensor => {
    const result = results.get(source) ?? none;
    const one = result.kind === "list" ? result.items[output] : result;
    return one instanceof Tensor ? one : new Tensor(source, output, unknown("this is not followed", site.span));
  };
  for (const call of calls) {
    const layer = copyOf(call.layer, copies);
    const result =
      layer instanceof InputObject
        ? layer.tensor(machine)
        : layer.apply(call.inputs.map(tensorOf), call.site, machine, passedIn(call));
    results.set(call, result);
  }
  const clone = new FunctionalObject(made, tuple(inputs.map(tensorOf)), tuple(outputs.map(tensorOf)));
  keras.made(clone, machine);
  return clone;
}

/** One copy for each layer, however often it is called; models in models stay the same. */
function copyOf(layer: LayerObject, copies: Map<LayerObject, LayerObject>): LayerObject {
  if (layer instanceof ModelObject || layer instanceof CustomLayer || layer instanceof LambdaLayer) return layer;
  const earlier = copies.get(layer);
  if (earlier) return earlier;
  const { keras, type, name, args, site, opaque, operation } = layer;
  const made = { keras, type, name, args, site, opaque, ...(operation && { operation }) };
  const copy = layer instanceof InputObject ? new InputObject(made, layer.implicit) : new LayerObject(made);
  copies.set(layer, copy);
  return copy;
}

/** What a call passes besides its tensors. */
const passedIn = ({ training, roles = [], options = {} }: LayerCall) => ({ training, roles, options });
