/** What the poolings of sequences, images and volumes share: everything but what they do with a window. */
import { sizeOf, type Value } from "../../ops/op";
import type { Pool } from "../../ops/pool2d";
import { reshape } from "../../ops/reshape";
import { defineLayer, noWeights, ShapeError, type Trait } from "../layer";
import { choice, optional, tuple } from "../param";
import {
  dataFormat,
  fromChannelsLast,
  marginsFor,
  placesOf,
  shapeOf,
  toChannelsLast,
  windowed,
  type Padding,
  type Rank,
  layoutTraits,
} from "./spatial";

interface Pooling {
  readonly type: string;
  readonly aliases: readonly string[];
  readonly rank: Rank;
  readonly docs: string;
  readonly traits: readonly Trait[];
  /** Undefined where Keras wants it to be given. */
  readonly poolSize: number | readonly number[] | undefined;
  readonly pool: (x: Value, pool: Pool) => Value;
}

export const pooling = ({ type, aliases, rank, docs, traits, poolSize, pool }: Pooling) =>
  defineLayer({
    type,
    aliases,
    docs,
    params: {
      pool_size: tuple(
        "Size of the window along each axis.",
        rank,
        poolSize === undefined ? {} : { default: poolSize },
      ),
      strides: optional(tuple("Steps of the window; None means `pool_size`.", rank)),
      padding: choice(
        '`"valid"`: whole windows only. `"same"`: windows may reach over the border.',
        ["valid", "same"],
        "valid",
      ),
      data_format: dataFormat(rank),
    },
    arity: "one",
    traits: ({ data_format }) => [...traits, ...layoutTraits(data_format)],
    shape([x], { pool_size, strides, padding, data_format }) {
      const places = placesOf(x, rank, data_format);
      if (places instanceof ShapeError) return places;
      const sizes = windowed(places, pool_size, strides ?? pool_size, Array<number>(rank).fill(1), padding);
      return sizes instanceof ShapeError ? sizes : shapeOf({ ...places, sizes }, data_format);
    },
    weights: noWeights,
    lower([x], { pool_size, strides, padding, data_format }) {
      const y = poolAxes(toChannelsLast(x, data_format), pool_size, strides ?? pool_size, padding, pool);
      return fromChannelsLast(y, data_format);
    },
  });

/** Pools the last two spatial axes together, and a first one of three afterwards: means and maxima may be taken axis by axis. */
function poolAxes(
  x: Value,
  size: readonly number[],
  strides: readonly number[],
  padding: Padding,
  pool: Pooling["pool"],
): Value {
  const [batch, ...rest] = x.shape as readonly [number, ...number[]];
  const channels = rest.pop()!;
  const margins = rest.map((length, axis) => marginsFor(length, size[axis]!, strides[axis]!, 1, padding));
  /** Along two axes of x seen as [outer, rows, columns, inner]; an axis that is not there has one place. */
  const along = (seen: Value, rows: number | undefined, columns: number | undefined): Value =>
    pool(seen, {
      size: [rows === undefined ? 1 : size[rows]!, columns === undefined ? 1 : size[columns]!],
      strides: [rows === undefined ? 1 : strides[rows]!, columns === undefined ? 1 : strides[columns]!],
      pads: [
        ...(rows === undefined ? ([0, 0] as const) : margins[rows]!),
        ...(columns === undefined ? ([0, 0] as const) : margins[columns]!),
      ] as const,
    });
  if (rest.length === 1) {
    const y = along(reshape(x, [batch, 1, rest[0]!, channels]), undefined, 0);
    return reshape(y, [batch, y.shape[2]!, channels]);
  }
  if (rest.length === 2) return along(x, 0, 1);
  const planes = along(reshape(x, [batch * rest[0]!, rest[1]!, rest[2]!, channels]), 1, 2);
  const inner = planes.shape.slice(1);
  const y = along(reshape(planes, [batch, rest[0]!, inner[0]! * inner[1]!, channels]), 0, undefined);
  return reshape(y, [batch, sizeOf(y.shape) / (batch * sizeOf(inner)), ...inner]);
}
