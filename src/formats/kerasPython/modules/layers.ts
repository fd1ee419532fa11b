/** `keras.layers`, and the modules that Keras 2 split it into. */
import type { Arguments, Given } from "../../../python/arguments";
import type { Machine, Site } from "../../../python/machine";
import { builtin } from "../../../python/members";
import { bool, int, unknown, type External, type Value } from "../../../python/value";
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
      merge: olderMerge(keras, () => root),
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

/** What Keras 1 called the layers that merge, by the `mode` of its one function for all of them. */
const modes: Readonly<Record<string, string>> = {
  sum: "Add",
  mul: "Multiply",
  concat: "Concatenate",
  ave: "Average",
  max: "Maximum",
  dot: "Dot",
  cos: "Dot",
};

/** Keras 1's `merge([a, b], mode="concat", concat_axis=1)`; Keras 2 had a module of that name. */
const olderMerge = (keras: Keras, module: () => External): External => ({
  ...builtin("keras.layers.merge", (args, site, machine) => {
    const { bound } = args.under(["inputs", "mode", "concat_axis", "dot_axes", "output_shape"]);
    const mode = bound.get("mode")?.value;
    const type = mode ? (mode.kind === "text" ? modes[mode.value] : undefined) : "Add";
    const inputs = bound.get("inputs");
    if (!type || !inputs) return unknown("this way of merging is not followed", site.span);
    const pick = (name: string, from: string): readonly (readonly [string, Given])[] => {
      const given = bound.get(from);
      return given ? [[name, given]] : [];
    };
    const named = new Map<string, Given>([
      ...(type === "Concatenate" ? pick("axis", "concat_axis") : []),
      ...(type === "Dot" ? pick("axes", "dot_axes") : []),
      ...pick("name", "name"),
    ]);
    if (type === "Dot") {
      if (!named.has("axes")) named.set("axes", { value: int(-1), span: undefined });
      if (mode?.kind === "text" && mode.value === "cos") named.set("normalize", { value: bool(true), span: undefined });
    }
    const layer = makeLayer(keras, type, args.only([], named), site, machine);
    return layer.call(args.only([inputs], new Map()), site, machine);
  }),
  attribute: (name, site, machine) => module().attribute!(name, site, machine),
  everything: () => module().everything!(),
});

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
