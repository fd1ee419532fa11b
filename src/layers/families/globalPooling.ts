/** What the global poolings share. */
import { sizeOf, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { defineLayer, noWeights, ShapeError, type Trait } from "../layer";
import { bool } from "../param";
import { dataFormat, fromChannelsLast, placesOf, shapeOf, toChannelsLast, type Rank, layoutTraits } from "./spatial";

interface GlobalPooling {
  readonly type: string;
  readonly alias: string;
  readonly rank: Rank;
  readonly docs: string;
  readonly traits: readonly Trait[];
  readonly pool: (x: Value) => Value;
  /** The same of the steps that count. */
  readonly poolMasked?: (x: Value, mask: Value) => Value;
}

export const globalPooling = ({ type, alias, rank, docs, traits, pool, poolMasked }: GlobalPooling) =>
  defineLayer({
    type,
    aliases: [alias],
    docs,
    params: {
      data_format: dataFormat(rank),
      keepdims: bool("Keep the pooled axes with size 1.", false),
    },
    arity: "one",
    traits: ({ data_format, keepdims }) => [...traits, ...(keepdims ? layoutTraits(data_format) : [])],
    shape([x], { data_format, keepdims }) {
      const places = placesOf(x, rank, data_format);
      if (places instanceof ShapeError) return places;
      if (!keepdims) return [places.batch, places.channels];
      return shapeOf({ ...places, sizes: places.sizes.map(() => 1) }, data_format);
    },
    weights: noWeights,
    lower([x], { data_format, keepdims }, _, step) {
      const last = toChannelsLast(x, data_format);
      const [batch, channels] = [last.shape[0]!, last.shape.at(-1)!];
      const rows = reshape(last, [batch, sizeOf(last.shape.slice(1, -1)), channels]);
      const [mask] = step.masks;
      const y = mask && poolMasked ? poolMasked(rows, mask) : pool(rows);
      if (!keepdims) return y;
      return fromChannelsLast(reshape(y, [batch, ...last.shape.slice(1, -1).map(() => 1), channels]), data_format);
    },
  });
