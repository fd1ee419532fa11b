/** What Conv1D, Conv2D and Conv3D share: everything but the number of axes. */
import { mapDim, product } from "../../model/shape";
import { addBias } from "../../ops/addBias";
import { activationTraits } from "../activation";
import { activations } from "../activations";
import { defineLayer, ShapeError } from "../layer";
import { activation, choice, int, size, tuple } from "../param";
import { convolve } from "./convolve";
import { biasOf, kernelOf, kernelParams } from "./kernelParams";
import {
  dataFormat,
  fromChannelsLast,
  marginsFor,
  ones,
  placesOf,
  shapeOf,
  toChannelsLast,
  windowed,
  type Padding,
  type Places,
  type Rank,
  layoutTraits,
} from "./spatial";

interface Convolution {
  readonly type: string;
  readonly alias: string;
  readonly rank: Rank;
  readonly docs: string;
}

const plainPadding = '`"valid"`: no padding. `"same"`: zeros around, so that the output is input ÷ strides.';
/** What `padding` may be where it cannot be causal. */
export const plainPaddingParam = () => choice<Padding>(plainPadding, ["valid", "same"], "valid");

/** What `padding` may be, by rank: only sequences can be causal. */
export const paddingParam = (rank: Rank) =>
  choice<Padding>(
    rank === 1 ? `${plainPadding} \`"causal"\`: zeros in front, so that no output sees later steps.` : plainPadding,
    rank === 1 ? ["valid", "same", "causal"] : ["valid", "same"],
    "valid",
  );

export const convolution = ({ type, alias, rank, docs }: Convolution) =>
  defineLayer({
    type,
    aliases: [alias],
    docs,
    params: {
      filters: size("Number of output channels."),
      kernel_size: tuple("Size of the window along each axis.", rank),
      strides: tuple("Steps of the window along each axis.", rank, { default: ones(rank) }),
      padding: paddingParam(rank),
      data_format: dataFormat(rank),
      dilation_rate: tuple("Distance between the window's taps.", rank, { default: ones(rank) }),
      groups: int("Splits the channels into groups that are convolved apart.", { min: 1, default: 1 }),
      activation: activation("Applied to the output; None leaves it as it is."),
      ...kernelParams,
    },
    arity: "one",
    traits: ({ activation, data_format }) => [
      ...(activation.class_name === "linear" ? (["affine"] as const) : activationTraits(activation)),
      "mixes-channels",
      ...layoutTraits(data_format),
    ],
    shape([x], { filters, kernel_size, strides, padding, data_format, dilation_rate, groups }) {
      const places = placesOf(x, rank, data_format);
      if (places instanceof ShapeError) return places;
      const { channels } = places;
      if (channels === null) return new ShapeError("needs to know the number of its input's channels");
      if (typeof channels === "number" && channels % groups !== 0)
        return new ShapeError(`has ${groups} groups, which do not divide the input's ${channels} channels`);
      if (typeof filters === "number" && filters % groups !== 0)
        return new ShapeError(`has ${groups} groups, which do not divide its ${filters} filters`);
      if (Math.max(...strides) > 1 && Math.max(...dilation_rate) > 1)
        return new ShapeError("cannot have both strides and dilation_rate above 1");
      const sizes = windowed(places, kernel_size, strides, dilation_rate, padding);
      return sizes instanceof ShapeError ? sizes : shapeOf({ ...places, sizes, channels: filters }, data_format);
    },
    weights([x], config) {
      const { channels } = placesOf(x, rank, config.data_format) as Places;
      const depth = mapDim(channels, (n) => n / config.groups);
      return {
        kernel: kernelOf([...config.kernel_size, depth, config.filters], config),
        bias: biasOf([config.filters], config),
      };
    },
    multiplyAdds([x], y, { kernel_size, groups, data_format }) {
      const { channels } = placesOf(x, rank, data_format) as Places;
      return product([...y.slice(1), ...kernel_size, mapDim(channels, (n) => n / groups)]);
    },
    lower([x], { strides, padding, data_format, dilation_rate, groups, activation }, { kernel, bias }) {
      const last = toChannelsLast(x, data_format);
      const margins = strides.map((stride, axis) =>
        marginsFor(last.shape[axis + 1]!, kernel.shape[axis]!, stride, dilation_rate[axis]!, padding),
      );
      const linear = convolve(last, kernel, { strides, dilation: dilation_rate, margins, groups });
      const y = fromChannelsLast(bias ? addBias(linear, bias) : linear, data_format);
      return activations.get(activation.class_name)!.lower(y, activation.config);
    },
  });
