import { isList, type KerasObject } from "../model/literal";
import { lastDim, type Shape } from "../model/shape";
import type { Value } from "../ops/op";
import type { ResolvedLayer } from "./config";
import { innerLayer } from "./families/inner";
import { recurrentTakes } from "./families/recurrent";
import { defineLayer, ShapeError, Unsupported, type WeightSpecs } from "./layer";
import { bool, layerObject } from "./param";

/** The layer that a cell is a step of. */
const layerOfCell: Readonly<Record<string, string>> = { SimpleRNNCell: "SimpleRNN", LSTMCell: "LSTM", GRUCell: "GRU" };

interface Config {
  /** Undefined where the file does not say it in a way that can be followed. */
  readonly cell: KerasObject | undefined;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
  readonly go_backwards: boolean;
  readonly stateful: boolean;
  readonly unroll: boolean;
}

/** The cells, first to last, each as the layer that repeats it. */
function layersOf({ cell, return_sequences, ...rest }: Config): readonly ResolvedLayer[] | ShapeError {
  if (!cell) return new ShapeError("needs a cell");
  const stacked = cell.class_name === "StackedRNNCells" ? cell.config["cells"] : [cell];
  const cells = (Array.isArray(stacked) ? stacked : []) as readonly KerasObject[];
  const found: ResolvedLayer[] = [];
  for (const [i, { class_name, config }] of cells.entries()) {
    const type = layerOfCell[class_name];
    if (!type) return new ShapeError(`repeats ${class_name}, which Batchwise does not know`);
    const { return_state, go_backwards, stateful, unroll } = rest;
    const more = {
      return_sequences: return_sequences || i < cells.length - 1,
      return_state,
      go_backwards: go_backwards && i === 0,
      stateful,
      unroll,
    };
    const layer = innerLayer({ class_name: type, config: { ...config, ...more } });
    if (layer instanceof ShapeError) return layer;
    found.push(layer);
  }
  return found.length > 0 ? found : new ShapeError("needs a cell");
}

const oneCell = layerObject("What is done at each step; several are done on top of each other.");
const cellOrCells: typeof oneCell = {
  ...oneCell,
  parse: (value) => oneCell.parse(isList(value) ? { class_name: "StackedRNNCells", config: { cells: value } } : value),
};

export const rnn = defineLayer({
  type: "RNN",
  docs: "Repeats a cell, or several on top of each other, along a sequence.",
  params: {
    cell: cellOrCells,
    return_sequences: bool("Give the output of every step instead of the last.", false),
    return_state: bool("Also give the last state.", false),
    go_backwards: bool("Read the sequence from its end.", false, false),
    stateful: bool("Begin each batch with the state that the last one ended with.", false, false),
    unroll: bool("Write the loop out; it changes nothing here.", false, false),
    zero_output_for_mask: bool("Give zeros for padding instead of the last output.", false, false),
  },
  arity: "one",
  takes: recurrentTakes,
  mask: (_, { return_sequences }, [mask]) => (return_sequences ? mask : undefined),
  traits: () => ["nonlinear", "mixes-channels", "recurs"],
  shape([x], config) {
    const layers = layersOf(config);
    if (layers instanceof ShapeError) return layers;
    let y: Shape = x;
    for (const { layer, config: own } of layers) {
      const next = layer.shape([y], own);
      if (next instanceof ShapeError) return next;
      y = next;
    }
    return y;
  },
  otherShapes(inputs, config, call) {
    // How many there are is asked even where the cell is not known.
    if (!(config as Partial<Config>).cell) return [];
    const layers = layersOf(config);
    if (layers instanceof ShapeError) return [];
    return layers.flatMap(({ layer, config: own }) => layer.otherShapes?.(inputs, own, call) ?? []);
  },
  weights([x], config): WeightSpecs {
    const layers = layersOf(config) as readonly ResolvedLayer[];
    const all: Record<string, WeightSpecs[string]> = {};
    let features = lastDim(x);
    for (const [i, { layer, config: own }] of layers.entries()) {
      const weights = layer.weights([[x[0]!, x[1]!, features]], own);
      for (const [name, spec] of Object.entries(weights)) all[layers.length === 1 ? name : `cell${i}_${name}`] = spec;
      features = own["units"] as typeof features;
    }
    return all;
  },
  lower([x], config, weights, step) {
    const layers = layersOf(config) as readonly ResolvedLayer[];
    if (layers.length > 1 && step.given("initial_state").length > 0)
      return new Unsupported("first states of several cells are not in the engine");
    if (config.zero_output_for_mask && step.masks[0])
      return new Unsupported("zero_output_for_mask is not in the engine");
    let y: Value = x;
    const states: Value[] = [];
    for (const [i, { layer, config: own }] of layers.entries()) {
      const prefix = layers.length === 1 ? "" : `cell${i}_`;
      const named = Object.entries(weights).filter(([name]) => name.startsWith(prefix));
      const ownWeights = Object.fromEntries(named.map(([name, value]) => [name.slice(prefix.length), value]));
      const lowered = layer.lower([y], own, ownWeights, step);
      if (lowered instanceof Unsupported) return lowered;
      const [next, ...more] = "op" in lowered ? [lowered] : (lowered as readonly [Value, ...Value[]]);
      y = next;
      states.push(...more);
    }
    return [y, ...states];
  },
});
