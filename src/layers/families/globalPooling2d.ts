/** What the two global poolings share. */
import type { Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { defineLayer, noWeights, ShapeError, type Trait } from "../layer";
import { bool } from "../param";
import { dataFormat, imageShape, layoutTraits, shapeOf, toChannelsLast } from "./spatial";

export const globalPooling2d = (
  type: string,
  alias: string,
  docs: string,
  traits: readonly Trait[],
  pool: (x: Value) => Value,
) =>
  defineLayer({
    type,
    aliases: [alias],
    docs,
    params: {
      data_format: dataFormat(),
      keepdims: bool("Keep the pooled axes with size 1.", false),
    },
    arity: "one",
    traits: ({ data_format, keepdims }) => [...traits, ...(keepdims ? layoutTraits(data_format) : [])],
    shape([x], { data_format, keepdims }) {
      const image = imageShape(x, data_format);
      if (image instanceof ShapeError) return image;
      return keepdims ? shapeOf({ ...image, height: 1, width: 1 }, data_format) : [image.batch, image.channels];
    },
    weights: noWeights,
    lower([x], { data_format, keepdims }) {
      const [batch, height, width, channels] = toChannelsLast(x, data_format).shape as [number, number, number, number];
      const y = pool(reshape(toChannelsLast(x, data_format), [batch, height * width, channels]));
      if (!keepdims) return y;
      return reshape(y, data_format === "channels_first" ? [batch, channels, 1, 1] : [batch, 1, 1, channels]);
    },
  });
