import { mapDim, product } from "../model/shape";
import { addBias } from "../ops/addBias";
import { conv2d as convolve } from "../ops/conv2d";
import { activationTraits } from "./activation";
import { activations } from "./activations";
import { defineLayer, ShapeError, weight } from "./layer";
import { activation, bool, choice, constraint, initializer, int, pair, regularizer, size } from "./param";
import {
  dataFormat,
  fromChannelsLast,
  imageShape,
  layoutTraits,
  marginsFor,
  shapeOf,
  toChannelsLast,
  windowed,
  type ImageShape,
} from "./families/spatial";

export const conv2d = defineLayer({
  type: "Conv2D",
  aliases: ["Convolution2D"],
  docs: "2D convolution: slides `filters` kernels over the image and gives one channel for each.",
  params: {
    filters: size("Number of output channels."),
    kernel_size: pair("Height and width of the window."),
    strides: pair("Steps of the window along height and width.", { default: [1, 1] }),
    padding: choice(
      '`"valid"`: no padding. `"same"`: zeros around, so that the output is input ÷ strides.',
      ["valid", "same"],
      "valid",
    ),
    data_format: dataFormat(),
    dilation_rate: pair("Distance between the window's taps.", { default: [1, 1] }),
    groups: int("Splits the channels into groups that are convolved apart.", { min: 1, default: 1 }),
    activation: activation("Applied to the output; None leaves it as it is."),
    use_bias: bool("Add a learned offset for each filter.", true),
    kernel_initializer: initializer("First values of the kernel.", "glorot_uniform"),
    bias_initializer: initializer("First values of the bias.", "zeros"),
    kernel_regularizer: regularizer("Penalty on the kernel, added to the loss."),
    bias_regularizer: regularizer("Penalty on the bias, added to the loss."),
    activity_regularizer: regularizer("Penalty on the output, added to the loss."),
    kernel_constraint: constraint("Applied to the kernel after each update."),
    bias_constraint: constraint("Applied to the bias after each update."),
  },
  arity: "one",
  traits: ({ activation, data_format }) => [
    ...(activation.class_name === "linear" ? (["affine"] as const) : activationTraits(activation)),
    "mixes-channels",
    ...layoutTraits(data_format),
  ],
  shape([x], { filters, kernel_size, strides, padding, data_format, dilation_rate, groups }) {
    const image = imageShape(x, data_format);
    if (image instanceof ShapeError) return image;
    const { channels } = image;
    if (channels === null) return new ShapeError("needs to know the number of its input's channels");
    if (typeof channels === "number" && channels % groups !== 0)
      return new ShapeError(`has ${groups} groups, which do not divide the input's ${channels} channels`);
    if (typeof filters === "number" && filters % groups !== 0)
      return new ShapeError(`has ${groups} groups, which do not divide its ${filters} filters`);
    if (Math.max(...strides) > 1 && Math.max(...dilation_rate) > 1)
      return new ShapeError("cannot have both strides and dilation_rate above 1");
    const places = windowed(image, kernel_size, strides, dilation_rate, padding);
    return places instanceof ShapeError ? places : shapeOf({ ...image, ...places, channels: filters }, data_format);
  },
  weights([x], config) {
    const { channels } = imageShape(x, config.data_format) as ImageShape;
    return {
      kernel: weight(
        [...config.kernel_size, mapDim(channels, (n) => n / config.groups), config.filters],
        config.kernel_initializer,
        {
          regularizer: config.kernel_regularizer,
          constraint: config.kernel_constraint,
        },
      ),
      bias: config.use_bias
        ? weight([config.filters], config.bias_initializer, {
            regularizer: config.bias_regularizer,
            constraint: config.bias_constraint,
          })
        : undefined,
    };
  },
  multiplyAdds([x], y, { kernel_size, groups, data_format }) {
    const { channels } = imageShape(x, data_format) as ImageShape;
    return product([...y.slice(1), ...kernel_size, mapDim(channels, (n) => n / groups)]);
  },
  lower([x], { strides, padding, data_format, dilation_rate, groups, activation }, { kernel, bias }) {
    const image = toChannelsLast(x, data_format);
    const [rows, columns] = kernel.shape as [number, number];
    const pads = [
      ...marginsFor(image.shape[1]!, rows, strides[0], dilation_rate[0], padding),
      ...marginsFor(image.shape[2]!, columns, strides[1], dilation_rate[1], padding),
    ] as [number, number, number, number];
    const linear = convolve(image, kernel, { strides, dilation: dilation_rate, pads, groups });
    const y = fromChannelsLast(bias ? addBias(linear, bias) : linear, data_format);
    return activations.get(activation.class_name)!.lower(y, activation.config);
  },
});
