/** What MaxPooling2D and AveragePooling2D share: everything but what they do with a window. */
import type { Value } from "../../ops/op";
import type { Pool } from "../../ops/pool2d";
import { defineLayer, noWeights, ShapeError, type Trait } from "../layer";
import { choice, optional, pair } from "../param";
import {
  dataFormat,
  fromChannelsLast,
  imageShape,
  layoutTraits,
  marginsFor,
  shapeOf,
  toChannelsLast,
  windowed,
} from "./spatial";

interface Pooling {
  readonly type: string;
  readonly aliases: readonly string[];
  readonly docs: string;
  readonly traits: readonly Trait[];
  readonly poolSize: readonly [number, number] | undefined;
  readonly pool: (x: Value, pool: Pool) => Value;
}

export const pooling2d = ({ type, aliases, docs, traits, poolSize, pool }: Pooling) =>
  defineLayer({
    type,
    aliases,
    docs,
    params: {
      pool_size: pair("Height and width of the window.", poolSize ? { default: poolSize } : {}),
      strides: optional(pair("Steps of the window; None means `pool_size`.")),
      padding: choice(
        '`"valid"`: whole windows only. `"same"`: windows may reach over the border.',
        ["valid", "same"],
        "valid",
      ),
      data_format: dataFormat(),
    },
    arity: "one",
    traits: ({ data_format }) => [...traits, ...layoutTraits(data_format)],
    shape([x], { pool_size, strides, padding, data_format }) {
      const image = imageShape(x, data_format);
      if (image instanceof ShapeError) return image;
      const places = windowed(image, pool_size, strides ?? pool_size, [1, 1], padding);
      return places instanceof ShapeError ? places : shapeOf({ ...image, ...places }, data_format);
    },
    weights: noWeights,
    lower([x], { pool_size, strides, padding, data_format }) {
      const image = toChannelsLast(x, data_format);
      const steps = strides ?? pool_size;
      const pads = [
        ...marginsFor(image.shape[1]!, pool_size[0], steps[0], 1, padding),
        ...marginsFor(image.shape[2]!, pool_size[1], steps[1], 1, padding),
      ] as [number, number, number, number];
      return fromChannelsLast(pool(image, { size: pool_size, strides: steps, pads }), data_format);
    },
  });
