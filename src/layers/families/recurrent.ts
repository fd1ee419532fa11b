/** What SimpleRNN, LSTM and GRU share: a step that is repeated along a sequence, and a state that it hands on. */
import type { KerasObject } from "../../model/literal";
import { lastDim, product, type Dim, type Shape } from "../../model/shape";
import type { CellKind } from "../../ops/recurrent";
import { defineLayer, ShapeError, type Inputs, type WeightSpec } from "../layer";
import { lowerRecurrent } from "./recurrentSteps";
import { activation, bool, choice, constraint, float, initializer, int, optional, regularizer, size } from "../param";
import {
  activityRegularizer,
  biasConstraint,
  biasInitializer,
  biasRegularizer,
  kernelOf,
  useBias,
  weightBy,
} from "./kernelParams";

/** How many products of state and kernel a step takes, each `units` wide; and how many states it hands on. */
export const gatesOf: Readonly<Record<CellKind, number>> = { simple: 1, lstm: 4, gru: 3 };
export const statesOf: Readonly<Record<CellKind, number>> = { simple: 1, lstm: 2, gru: 1 };

/** The arguments of a cell that all kinds have, before and after those of their own. */
const first = {
  units: size("Size of the output and of the state."),
  activation: activation("Of the new state.", "tanh"),
};
const gated = { recurrent_activation: activation("Of the gates.", "sigmoid") };
const weighted = {
  use_bias: useBias,
  kernel_initializer: initializer("First values of the kernel of the input.", "glorot_uniform"),
  recurrent_initializer: initializer("First values of the kernel of the state.", "orthogonal"),
  bias_initializer: biasInitializer,
};
const restrained = {
  kernel_regularizer: regularizer("Penalty on the kernel of the input, added to the loss."),
  recurrent_regularizer: regularizer("Penalty on the kernel of the state, added to the loss."),
  bias_regularizer: biasRegularizer,
  activity_regularizer: activityRegularizer,
  kernel_constraint: constraint("Applied to the kernel of the input after each update."),
  recurrent_constraint: constraint("Applied to the kernel of the state after each update."),
  bias_constraint: biasConstraint,
  dropout: float("Share of the input to drop while training.", { min: 0, max: 1, default: 0 }),
  recurrent_dropout: float("Share of the state to drop while training.", { min: 0, max: 1, default: 0 }),
};
const sequenced = {
  return_sequences: bool("Give the output of every step instead of the last.", false),
  return_state: bool("Also give the last state.", false),
  go_backwards: bool("Read the sequence from its end; the outputs stay in that order.", false, false),
  stateful: bool("Begin each batch with the state that the last one ended with.", false, false),
  unroll: bool("Write the loop out; it changes nothing here.", false, false),
};
const seed = optional(int("Starts the random stream."));
const useCudnn = choice("Which code Keras takes on a GPU; it changes nothing here.", ["auto", "true", "false"], "auto");
/** `use_cudnn` may also be True or False. */
const cudnn = {
  ...useCudnn,
  parse: (value: Parameters<typeof useCudnn.parse>[0]) => (typeof value === "boolean" ? "auto" : useCudnn.parse(value)),
};

export const paramsOf = {
  simple: { ...first, ...weighted, ...restrained, ...sequenced, seed },
  lstm: {
    ...first,
    ...gated,
    ...weighted,
    unit_forget_bias: bool("Begin with a forget gate that is open: 1 is added to its bias.", true, false),
    ...restrained,
    seed,
    ...sequenced,
    use_cudnn: cudnn,
  },
  gru: {
    ...first,
    ...gated,
    ...weighted,
    ...restrained,
    seed,
    ...sequenced,
    reset_after: bool(
      "Apply the reset gate after the product with the kernel of the state, which then has a bias of its own.",
      true,
    ),
    use_cudnn: cudnn,
  },
};

/** What the layers need to know of a config, whatever the kind. */
export interface RecurrentConfig {
  readonly units: Dim;
  readonly activation: KerasObject;
  readonly recurrent_activation?: KerasObject;
  readonly use_bias: boolean;
  readonly kernel_initializer: KerasObject;
  readonly recurrent_initializer: KerasObject;
  readonly bias_initializer: KerasObject;
  readonly unit_forget_bias?: boolean;
  readonly kernel_regularizer: KerasObject | null;
  readonly recurrent_regularizer: KerasObject | null;
  readonly bias_regularizer: KerasObject | null;
  readonly kernel_constraint: KerasObject | null;
  readonly recurrent_constraint: KerasObject | null;
  readonly bias_constraint: KerasObject | null;
  readonly dropout: number;
  readonly recurrent_dropout: number;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
  readonly go_backwards: boolean;
  readonly stateful: boolean;
  readonly reset_after?: boolean;
}

const times = (dim: Dim, by: number): Dim => (typeof dim === "number" ? dim * by : dim);

export function recurrentShape(x: Shape, { units, return_sequences }: RecurrentConfig): Shape | ShapeError {
  if (x.length !== 3) return new ShapeError(`needs 3 axes (batch, steps, features); its input has ${x.length}`);
  if (lastDim(x) === null) return new ShapeError("needs to know the number of its input's features");
  return return_sequences ? [x[0]!, x[1]!, units] : [x[0]!, units];
}

/** The shapes of the states, where they are given. */
export const stateShapes = (
  kind: CellKind,
  x: Shape | undefined,
  { units, return_state }: RecurrentConfig,
): readonly Shape[] =>
  return_state ? Array.from({ length: statesOf[kind] }, (): Shape => [x?.[0] ?? null, units]) : [];

export function recurrentWeights(kind: CellKind, features: Dim, config: RecurrentConfig) {
  const wide = times(config.units, gatesOf[kind]);
  const biasShape = kind === "gru" && config.reset_after ? [2, wide] : [wide];
  const initial = config.unit_forget_bias
    ? { class_name: "UnitForgetBias", config: { of: config.bias_initializer } }
    : config.bias_initializer;
  const bias: WeightSpec | undefined = config.use_bias
    ? weightBy(biasShape, initial, config.bias_regularizer, config.bias_constraint)
    : undefined;
  return {
    kernel: kernelOf([features, wide], config),
    recurrent_kernel: weightBy(
      [config.units, wide],
      config.recurrent_initializer,
      config.recurrent_regularizer,
      config.recurrent_constraint,
    ),
    bias,
  };
}

export const recurrentMultiplyAdds = (kind: CellKind, [x]: Inputs<Shape>, { units }: RecurrentConfig): Dim => {
  const inputs = lastDim(x);
  const sum: Dim =
    typeof inputs === "number" && typeof units === "number"
      ? inputs + units
      : typeof inputs === "number"
        ? units
        : inputs;
  return product([x[1]!, times(units, gatesOf[kind]), sum]);
};

/** Which tensors a call takes beside the sequence. */
export const recurrentTakes = { inputs: ["sequences"], also: ["initial_state", "mask"] } as const;

export const recurrent = <K extends CellKind>(kind: K, type: string, docs: string) =>
  defineLayer({
    type,
    docs,
    params: paramsOf[kind],
    arity: "one",
    takes: recurrentTakes,
    mask: (_, config, [mask]) => ((config as RecurrentConfig).return_sequences ? mask : undefined),
    traits: () => ["nonlinear", "mixes-channels", "recurs"],
    shape: ([x], config) => recurrentShape(x, config as RecurrentConfig),
    otherShapes: ([x], config) => stateShapes(kind, x, config as RecurrentConfig),
    weights: ([x], config) => recurrentWeights(kind, lastDim(x), config as RecurrentConfig),
    multiplyAdds: (inputs, _, config) => recurrentMultiplyAdds(kind, inputs, config as RecurrentConfig),
    lower: ([x], config, weights, step) => lowerRecurrent(kind, x, config as RecurrentConfig, weights, step),
  });
