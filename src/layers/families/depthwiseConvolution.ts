/** What DepthwiseConv1D and DepthwiseConv2D share, and the first step of the separable ones. */
import { mapDim, product, type Dim, type Shape } from "../../model/shape";
import { addBias } from "../../ops/addBias";
import { sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { activationTraits } from "../activation";
import { activations } from "../activations";
import { defineLayer, ShapeError } from "../layer";
import { activation, constraint, initializer, int, regularizer, tuple } from "../param";
import { convolve } from "./convolve";
import { plainPaddingParam } from "./convolution";
import {
  activityRegularizer,
  biasConstraint,
  biasInitializer,
  biasOf,
  biasRegularizer,
  useBias,
  weightBy,
} from "./kernelParams";
import {
  dataFormat,
  fromChannelsLast,
  marginsFor,
  ones,
  placesOf,
  shapeOf,
  toChannelsLast,
  windowed,
  type DataFormat,
  type Padding,
  type Places,
  type Rank,
  layoutTraits,
} from "./spatial";

export interface Depthwise {
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly depth_multiplier: number;
  readonly data_format: DataFormat | null;
  readonly dilation_rate: readonly number[];
}

export const depthMultiplier = int("Number of output channels for each input channel.", { min: 1, default: 1 });

/** Channels after the convolution of every channel by itself. */
export const channelsAfter = (channels: Dim, { depth_multiplier }: Depthwise): Dim =>
  mapDim(channels, (n) => n * depth_multiplier);

/** The shape with `channels` of them, by default as many as each gives. */
export function depthwiseShape(x: Shape, rank: Rank, config: Depthwise, channels?: Dim): Shape | ShapeError {
  const { kernel_size, strides, padding, data_format, dilation_rate } = config;
  const places = placesOf(x, rank, data_format);
  if (places instanceof ShapeError) return places;
  if (places.channels === null) return new ShapeError("needs to know the number of its input's channels");
  if (Math.max(...strides) > 1 && Math.max(...dilation_rate) > 1)
    return new ShapeError("cannot have both strides and dilation_rate above 1");
  const sizes = windowed(places, kernel_size, strides, dilation_rate, padding);
  if (sizes instanceof ShapeError) return sizes;
  return shapeOf({ ...places, sizes, channels: channels ?? channelsAfter(places.channels, config) }, data_format);
}

/** x [batch, places…, channels], kernel [window…, channels, multiplier]; output channel is channel · multiplier + j. */
export function convolveDepthwise(x: Value, kernel: Value, { strides, padding, dilation_rate }: Depthwise): Value {
  const window = kernel.shape.slice(0, -2);
  const margins = window.map((size, axis) =>
    marginsFor(x.shape[axis + 1]!, size, strides[axis]!, dilation_rate[axis]!, padding),
  );
  const groups = kernel.shape.at(-2)!;
  const grouped = reshape(kernel, [...window, 1, sizeOf(kernel.shape.slice(-2))]);
  return convolve(x, grouped, { strides, dilation: dilation_rate, margins, groups });
}

export const depthwiseConvolution = ({ type, rank, docs }: { type: string; rank: Rank; docs: string }) =>
  defineLayer({
    type,
    docs,
    params: {
      kernel_size: tuple("Size of the window along each axis.", rank),
      strides: tuple("Steps of the window along each axis.", rank, { default: ones(rank) }),
      padding: plainPaddingParam(),
      depth_multiplier: depthMultiplier,
      data_format: dataFormat(rank),
      dilation_rate: tuple("Distance between the window's taps.", rank, { default: ones(rank) }),
      activation: activation("Applied to the output; None leaves it as it is."),
      use_bias: useBias,
      depthwise_initializer: initializer("First values of the kernel.", "glorot_uniform"),
      bias_initializer: biasInitializer,
      depthwise_regularizer: regularizer("Penalty on the kernel, added to the loss."),
      bias_regularizer: biasRegularizer,
      activity_regularizer: activityRegularizer,
      depthwise_constraint: constraint("Applied to the kernel after each update."),
      bias_constraint: biasConstraint,
    },
    arity: "one",
    traits: ({ activation, data_format }) => [
      ...(activation.class_name === "linear" ? (["affine"] as const) : activationTraits(activation)),
      ...layoutTraits(data_format),
    ],
    shape: ([x], config) => depthwiseShape(x, rank, config),
    weights([x], config) {
      const { channels } = placesOf(x, rank, config.data_format) as Places;
      return {
        kernel: weightBy(
          [...config.kernel_size, channels, config.depth_multiplier],
          config.depthwise_initializer,
          config.depthwise_regularizer,
          config.depthwise_constraint,
        ),
        bias: biasOf([channelsAfter(channels, config)], config),
      };
    },
    multiplyAdds: (_, y, { kernel_size }) => product([...y.slice(1), ...kernel_size]),
    lower([x], config, { kernel, bias }) {
      const linear = convolveDepthwise(toChannelsLast(x, config.data_format), kernel, config);
      const y = fromChannelsLast(bias ? addBias(linear, bias) : linear, config.data_format);
      return activations.get(config.activation.class_name)!.lower(y, config.activation.config);
    },
  });
