/** What SeparableConv1D and SeparableConv2D share: everything but the number of axes. */
import { product } from "../../model/shape";
import { addBias } from "../../ops/addBias";
import { activationTraits } from "../activation";
import { activations } from "../activations";
import { defineLayer } from "../layer";
import { activation, constraint, initializer, regularizer, size, tuple } from "../param";
import { plainPaddingParam } from "./convolution";
import { convolve } from "./convolve";
import { channelsAfter, convolveDepthwise, depthMultiplier, depthwiseShape } from "./depthwiseConvolution";
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
  ones,
  placesOf,
  toChannelsLast,
  type Places,
  type Rank,
  layoutTraits,
} from "./spatial";

interface Separable {
  readonly type: string;
  readonly alias: string;
  readonly rank: Rank;
  readonly docs: string;
}

export const separableConvolution = ({ type, alias, rank, docs }: Separable) =>
  defineLayer({
    type,
    aliases: [alias],
    docs,
    params: {
      filters: size("Number of output channels."),
      kernel_size: tuple("Size of the window along each axis.", rank),
      strides: tuple("Steps of the window along each axis.", rank, { default: ones(rank) }),
      padding: plainPaddingParam(),
      data_format: dataFormat(rank),
      dilation_rate: tuple("Distance between the window's taps.", rank, { default: ones(rank) }),
      depth_multiplier: depthMultiplier,
      activation: activation("Applied to the output; None leaves it as it is."),
      use_bias: useBias,
      depthwise_initializer: initializer("First values of the kernel of single channels.", "glorot_uniform"),
      pointwise_initializer: initializer("First values of the kernel of single places.", "glorot_uniform"),
      bias_initializer: biasInitializer,
      depthwise_regularizer: regularizer("Penalty on the kernel of single channels, added to the loss."),
      pointwise_regularizer: regularizer("Penalty on the kernel of single places, added to the loss."),
      bias_regularizer: biasRegularizer,
      activity_regularizer: activityRegularizer,
      depthwise_constraint: constraint("Applied to the kernel of single channels after each update."),
      pointwise_constraint: constraint("Applied to the kernel of single places after each update."),
      bias_constraint: biasConstraint,
    },
    arity: "one",
    traits: ({ activation, data_format }) => [
      ...(activation.class_name === "linear" ? (["affine"] as const) : activationTraits(activation)),
      "mixes-channels",
      ...layoutTraits(data_format),
    ],
    shape: ([x], config) => depthwiseShape(x, rank, config, config.filters),
    weights([x], config) {
      const { channels } = placesOf(x, rank, config.data_format) as Places;
      return {
        depthwise_kernel: weightBy(
          [...config.kernel_size, channels, config.depth_multiplier],
          config.depthwise_initializer,
          config.depthwise_regularizer,
          config.depthwise_constraint,
        ),
        pointwise_kernel: weightBy(
          [...config.kernel_size.map(() => 1), channelsAfter(channels, config), config.filters],
          config.pointwise_initializer,
          config.pointwise_regularizer,
          config.pointwise_constraint,
        ),
        bias: biasOf([config.filters], config),
      };
    },
    multiplyAdds([x], y, config) {
      const { channels } = placesOf(x, rank, config.data_format) as Places;
      const { sizes } = placesOf(y, rank, config.data_format) as Places;
      const between = channelsAfter(channels, config);
      const first = product([...sizes, between, ...config.kernel_size]);
      const second = product([...sizes, between, config.filters]);
      return typeof first === "number" && typeof second === "number" ? first + second : second;
    },
    lower([x], config, { depthwise_kernel, pointwise_kernel, bias }) {
      const between = convolveDepthwise(toChannelsLast(x, config.data_format), depthwise_kernel, config);
      const linear = convolve(between, pointwise_kernel, {
        strides: config.strides.map(() => 1),
        dilation: config.strides.map(() => 1),
        margins: config.strides.map(() => [0, 0] as const),
        groups: 1,
      });
      const y = fromChannelsLast(bias ? addBias(linear, bias) : linear, config.data_format);
      return activations.get(config.activation.class_name)!.lower(y, config.activation.config);
    },
  });
