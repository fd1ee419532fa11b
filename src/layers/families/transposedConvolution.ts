/** What Conv1DTranspose, Conv2DTranspose and Conv3DTranspose share: everything but the number of axes. */
import { mapDim, product } from "../../model/shape";
import { addBias } from "../../ops/addBias";
import { activationTraits } from "../activation";
import { activations } from "../activations";
import { defineLayer, ShapeError } from "../layer";
import { activation, choice, optional, size, tuple } from "../param";
import { convolveTransposed } from "./convolve";
import { biasOf, kernelOf, kernelParams } from "./kernelParams";
import {
  dataFormat,
  fromChannelsLast,
  ones,
  placesOf,
  shapeOf,
  toChannelsLast,
  type Places,
  type Rank,
  layoutTraits,
} from "./spatial";

interface TransposedConvolution {
  readonly type: string;
  readonly alias: string;
  readonly rank: Rank;
  readonly docs: string;
}

/** Keras's rule for the output's size along one axis; `span` is the size of the dilated window. */
function sizeAlong(size: number, span: number, stride: number, same: boolean, more: number | undefined): number {
  if (more === undefined) return same ? size * stride : size * stride + Math.max(span - stride, 0);
  return (size - 1) * stride + span + more - (same ? 2 * Math.floor(span / 2) : 0);
}

/** What the convolution that is turned round adds before the axis. */
function marginAlong(span: number, stride: number, same: boolean, more: number | undefined): number {
  if (!same) return 0;
  const total = more === undefined ? stride + span - 2 : span + (span % 2) - 2 + more;
  return span - 1 - Math.min(Math.ceil(total / 2), span - 1);
}

export const transposedConvolution = ({ type, alias, rank, docs }: TransposedConvolution) =>
  defineLayer({
    type,
    aliases: [alias],
    docs,
    params: {
      filters: size("Number of output channels."),
      kernel_size: tuple("Size of the window along each axis.", rank),
      strides: tuple("How far neighbours of the input lie apart in the output.", rank, { default: ones(rank) }),
      padding: choice(
        '`"valid"`: every place that a window reaches. `"same"`: the output is input × strides.',
        ["valid", "same"],
        "valid",
      ),
      output_padding: optional(tuple("Places added at the end of each axis; None works them out.", rank, { min: 0 })),
      data_format: dataFormat(rank),
      dilation_rate: tuple("Distance between the window's taps.", rank, { default: ones(rank) }),
      activation: activation("Applied to the output; None leaves it as it is."),
      ...kernelParams,
    },
    arity: "one",
    traits: ({ activation, data_format }) => [
      ...(activation.class_name === "linear" ? (["affine"] as const) : activationTraits(activation)),
      "mixes-channels",
      ...layoutTraits(data_format),
    ],
    shape([x], { filters, kernel_size, strides, padding, output_padding, data_format, dilation_rate }) {
      const places = placesOf(x, rank, data_format);
      if (places instanceof ShapeError) return places;
      if (places.channels === null) return new ShapeError("needs to know the number of its input's channels");
      if (Math.max(...strides) > 1 && Math.max(...dilation_rate) > 1)
        return new ShapeError("cannot have both strides and dilation_rate above 1");
      if (output_padding?.some((more, axis) => more >= strides[axis]!))
        return new ShapeError("needs an output_padding smaller than its strides");
      const sizes = places.sizes.map((size, axis) => {
        const span = (kernel_size[axis]! - 1) * dilation_rate[axis]! + 1;
        return mapDim(size, (n) => sizeAlong(n, span, strides[axis]!, padding === "same", output_padding?.[axis]));
      });
      if (sizes.some((size) => typeof size === "number" && size <= 0))
        return new ShapeError("would give an empty output");
      return shapeOf({ ...places, sizes, channels: filters }, data_format);
    },
    weights([x], config) {
      const { channels } = placesOf(x, rank, config.data_format) as Places;
      return {
        kernel: kernelOf([...config.kernel_size, config.filters, channels], config),
        bias: biasOf([config.filters], config),
      };
    },
    multiplyAdds([x], _, { kernel_size, filters }) {
      return product([...x.slice(1), ...kernel_size, filters]);
    },
    lower(
      [x],
      { kernel_size, strides, padding, output_padding, data_format, dilation_rate, activation },
      { kernel, bias },
    ) {
      const last = toChannelsLast(x, data_format);
      const same = padding === "same";
      const spans = kernel_size.map((size, axis) => (size - 1) * dilation_rate[axis]! + 1);
      const sizes = spans.map((span, axis) =>
        sizeAlong(last.shape[axis + 1]!, span, strides[axis]!, same, output_padding?.[axis]),
      );
      const margins = spans.map((span, axis) => {
        const before = marginAlong(span, strides[axis]!, same, output_padding?.[axis]);
        const reach = (last.shape[axis + 1]! - 1) * strides[axis]! + span;
        return [before, Math.max(0, reach - before - sizes[axis]!)] as const;
      });
      const moves = { strides, dilation: dilation_rate, margins, groups: 1 };
      const linear = convolveTransposed(last, kernel, moves, sizes);
      const y = fromChannelsLast(bias ? addBias(linear, bias) : linear, data_format);
      return activations.get(activation.class_name)!.lower(y, activation.config);
    },
  });
