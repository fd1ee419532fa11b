/** `keras.Model` and `keras.Sequential`, called or derived from. */
import { Arguments } from "../../../python/arguments";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { none, unknown, type External, type Value } from "../../../python/value";
import { cloneModel } from "./clone";
import { FunctionalObject } from "./functional";
import type { Keras } from "../keras";
import { argumentOf, nameFrom } from "../layers/layerClass";
import { ModelObject } from "./model";
import { SequentialObject } from "./sequential";
import { SubclassedObject } from "./subclassed";

/** `keras.Sequential(layers, name=…)`. */
export const sequentialClass = (keras: Keras): External => ({
  kind: "external",
  what: "keras.Sequential",
  key: "keras.Sequential",
  call: (args, site, machine) => makeSequential(keras, args, site, machine),
  hasInstance: (value) => (value.kind === "unknown" ? undefined : value instanceof SequentialObject),
  instantiate: (_, site, machine) => makeSequential(keras, new Arguments([]), site, machine),
  attribute: (name) => (name === "from_config" ? fromConfig(keras) : undefined),
});

/** `keras.Model(inputs, outputs, name=…)`. */
export const modelClass = (keras: Keras): External => ({
  kind: "external",
  what: "keras.Model",
  key: "keras.Model",
  call: (args, site, machine) => makeFunctional(keras, args, site, machine),
  hasInstance: (value) => (value.kind === "unknown" ? undefined : value instanceof ModelObject),
  attribute: (name) => (name === "from_config" ? fromConfig(keras) : undefined),
  instantiate: (instance, site, machine) => {
    const model = new SubclassedObject(keras, instance, site, (args) => {
      // `super().__init__(inputs, outputs)` makes it a functional one.
      const made = makeFunctional(keras, args, site, machine);
      keras.dropped(model, machine);
      return made;
    });
    keras.made(model, machine);
    return model;
  },
});

const fromConfig = (keras: Keras): External =>
  builtin("from_config", (args, site, machine) => cloneModel(args.pick(0, "config") ?? none, keras, site, machine));

function makeSequential(keras: Keras, args: Arguments, site: Site, machine: Machine): SequentialObject {
  const { bound } = args.under(["layers", "trainable", "name"]);
  const named = bound.get("name");
  const name = nameFrom(keras, "Sequential", named && argumentOf("name", named), machine);
  const model = new SequentialObject({ keras, type: "Sequential", name, args: {}, site });
  keras.made(model, machine);
  const layers = bound.get("layers")?.value ?? args.rest;
  if (layers && layers.kind !== "none") model.fill(layers, site, machine);
  return model;
}

function makeFunctional(keras: Keras, args: Arguments, site: Site, machine: Machine): Value {
  const { bound } = args.under(["inputs", "outputs", "name"]);
  const given = bound.get("inputs") ?? bound.get("input");
  const wanted = bound.get("outputs") ?? bound.get("output");
  if (!given || !wanted) return unknown("a model needs inputs and outputs", site.span);
  const named = bound.get("name");
  const name = nameFrom(keras, "Functional", named && argumentOf("name", named), machine);
  const model = new FunctionalObject({ keras, type: "Functional", name, args: {}, site }, given.value, wanted.value);
  keras.made(model, machine);
  return model;
}
