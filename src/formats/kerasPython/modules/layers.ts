/** `keras.layers`, and the modules that Keras 2 split it into. */
import type { Arguments } from "../../../python/arguments";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { unknown, type External, type Value } from "../../../python/value";
import { droppedRules } from "../layers/dropped";
import { foreignClass } from "../layers/foreign";
import { makeInput } from "../layers/input";
import type { Keras } from "../keras";
import { layerClass, layerNames, makeLayer } from "../layers/layerClass";
import { layerModules } from "../layers/legacy";
import { signatures } from "../layers/signatures";
import { collection } from "./open";

/** Functions that make a layer and call it at once: `layers.add([a, b])`. */
const merging = Object.keys(signatures.layerFunctions).filter((name) => name !== "Input");

export function layersModule(keras: Keras): External {
  const inputLayer = layerClass(keras, "InputLayer");
  const members = collection(
    "keras.layers",
    [...layerNames, ...merging],
    (name) => {
      const dropped = droppedRules.get(name);
      if (dropped) return foreignClass(keras, dropped);
      return merging.includes(name) ? mergingFunction(keras, name) : layerClass(keras, name);
    },
    {
      Layer: layerClass(keras, "Layer"),
      Input: builtin("keras.layers.Input", (args, site, machine) =>
        makeInput(keras, args, site, machine).tensor(machine),
      ),
      InputLayer: { ...inputLayer, call: (args, site, machine) => makeInput(keras, args, site, machine) },
    },
  );
  const root: External = {
    ...members,
    attribute: (name, site, machine) =>
      members.attribute!(name, site, machine) ?? (layerModules.has(name) ? root : undefined),
  };
  return root;
}

const mergingFunction = (keras: Keras, name: string): External =>
  builtin(`keras.layers.${name}`, (args, site, machine) => {
    const type = name.replace(/^[a-z]/, (letter) => letter.toUpperCase());
    return merged(keras, type, args, site, machine);
  });

function merged(keras: Keras, type: string, args: Arguments, site: Site, machine: Machine): Value {
  const inputs = args.under(["inputs"]).bound.get("inputs");
  if (!inputs) return unknown(`${type} needs inputs`, site.span);
  const rest = new Map([...args.named].filter(([name]) => name !== "inputs"));
  const layer = makeLayer(keras, type, args.only(args.positional.slice(1), rest), site, machine);
  return layer.call(args.only([inputs], new Map()), site, machine);
}
