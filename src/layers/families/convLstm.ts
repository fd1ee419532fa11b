/** What ConvLSTM1D, ConvLSTM2D and ConvLSTM3D share: everything but the number of axes. */
import type { Dim, Shape } from "../../model/shape";
import { defineLayer, ShapeError, Unsupported } from "../layer";
import { size, tuple } from "../param";
import { paddingParam } from "./convolution";
import { biasOf, kernelOf, weightBy } from "./kernelParams";
import { paramsOf, recurrentTakes } from "./recurrent";
import {
  dataFormat,
  ones,
  placesOf,
  shapeOf,
  windowed,
  type DataFormat,
  type Padding,
  type Places,
  type Rank,
} from "./spatial";

interface Moves {
  readonly filters: Dim;
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly data_format: DataFormat | null;
  readonly dilation_rate: readonly number[];
}

/** The shape of one step. */
const stepOf = (x: Shape): Shape => [x[0]!, ...x.slice(2)];

/** The shape of the state, and of the output of one step. */
function stateShape(x: Shape, rank: Rank, config: Moves): Shape | ShapeError {
  if (x.length !== rank + 3)
    return new ShapeError(
      `needs ${rank + 3} axes: (batch, steps, …) of what Conv${rank}D takes; its input has ${x.length}`,
    );
  const places = placesOf(stepOf(x), rank, config.data_format);
  if (places instanceof ShapeError) return places;
  if (places.channels === null) return new ShapeError("needs to know the number of its input's channels");
  const sizes = windowed(places, config.kernel_size, config.strides, config.dilation_rate, config.padding);
  return sizes instanceof ShapeError
    ? sizes
    : shapeOf({ ...places, sizes, channels: config.filters }, config.data_format);
}

const {
  activation,
  recurrent_activation,
  use_bias,
  kernel_initializer,
  recurrent_initializer,
  bias_initializer,
  unit_forget_bias,
} = paramsOf.lstm;
const { kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer } = paramsOf.lstm;
const { kernel_constraint, recurrent_constraint, bias_constraint, dropout, recurrent_dropout, seed } = paramsOf.lstm;
const { return_sequences, return_state, go_backwards, stateful } = paramsOf.lstm;

export const convLstm = (type: string, rank: Rank, docs: string) =>
  defineLayer({
    type,
    docs,
    params: {
      filters: size("Number of output channels."),
      kernel_size: tuple("Size of the window along each axis.", rank),
      strides: tuple("Steps of the window along each axis.", rank, { default: ones(rank) }),
      padding: paddingParam(rank),
      data_format: dataFormat(rank),
      dilation_rate: tuple("Distance between the window's taps.", rank, { default: ones(rank) }),
      activation,
      recurrent_activation,
      use_bias,
      kernel_initializer,
      recurrent_initializer,
      bias_initializer,
      unit_forget_bias,
      kernel_regularizer,
      recurrent_regularizer,
      bias_regularizer,
      activity_regularizer,
      kernel_constraint,
      recurrent_constraint,
      bias_constraint,
      dropout,
      recurrent_dropout,
      seed,
      return_sequences,
      return_state,
      go_backwards,
      stateful,
    },
    arity: "one",
    takes: recurrentTakes,
    traits: () => ["nonlinear", "mixes-channels", "recurs"],
    shape([x], config) {
      const state = stateShape(x, rank, config);
      return state instanceof ShapeError || !config.return_sequences ? state : [state[0]!, x[1]!, ...state.slice(1)];
    },
    otherShapes([x], config) {
      if (!config.return_state) return [];
      const state = x ? stateShape(x, rank, config) : [];
      return state instanceof ShapeError ? [[], []] : [state, state];
    },
    weights([x], config) {
      const { channels } = placesOf(stepOf(x), rank, config.data_format) as Places;
      const wide = typeof config.filters === "number" ? config.filters * 4 : config.filters;
      const initial = config.unit_forget_bias
        ? { class_name: "UnitForgetBias", config: { of: config.bias_initializer } }
        : config.bias_initializer;
      return {
        kernel: kernelOf([...config.kernel_size, channels, wide], config),
        recurrent_kernel: weightBy(
          [...config.kernel_size, config.filters, wide],
          config.recurrent_initializer,
          config.recurrent_regularizer,
          config.recurrent_constraint,
        ),
        bias: biasOf([wide], { ...config, bias_initializer: initial }),
      };
    },
    lower: () => new Unsupported("convolutions along a sequence are not in the engine"),
  });
