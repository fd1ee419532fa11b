/** What zero padding and cropping share: they add to the ends of axes, or take from them. */
import type { Literal } from "../../model/literal";
import { mapDim, showShape, type Shape } from "../../model/shape";
import { pad } from "../../ops/alongAxis";
import type { Value } from "../../ops/op";
import { pad2d } from "../../ops/pad2d";
import { defineLayer, noWeights, ShapeError } from "../layer";
import { margins, type Margins } from "../param";
import {
  dataFormat,
  fromChannelsLast,
  placesOf,
  shapeOf,
  toChannelsLast,
  type DataFormat,
  type Rank,
  layoutTraits,
} from "./spatial";

interface Margin {
  readonly type: string;
  readonly rank: Rank;
  readonly docs: string;
  readonly preset: Literal;
}

const meaning = (rank: Rank): string =>
  rank === 1
    ? "One number for both ends, or (before, after)."
    : `One number for all sides, ${rank === 2 ? "(rows, columns)" : "(planes, rows, columns)"}, or (before, after) for each axis.`;

/** The shape with `sign` times the margins added. */
function resized(x: Shape, rank: Rank, format: DataFormat | null, sides: Margins, sign: 1 | -1): Shape | ShapeError {
  const places = placesOf(x, rank, format);
  if (places instanceof ShapeError) return places;
  const sizes = places.sizes.map((size, axis) => mapDim(size, (n) => n + sign * (sides[axis]![0] + sides[axis]![1])));
  if (sizes.some((size) => typeof size === "number" && size <= 0))
    return new ShapeError(`takes more off its input than there is: it has ${showShape(x)}`);
  return shapeOf({ ...places, sizes }, format);
}

export const zeroPadding = ({ type, rank, docs, preset }: Margin) =>
  defineLayer({
    type,
    docs,
    params: { padding: margins(meaning(rank), rank, preset), data_format: dataFormat(rank) },
    arity: "one",
    traits: ({ data_format }) => ["rearranges", "keeps-channels", "passes-scale", ...layoutTraits(data_format)],
    shape: ([x], { padding, data_format }) => resized(x, rank, data_format, padding, 1),
    weights: noWeights,
    lower([x], { padding, data_format }) {
      const last = toChannelsLast(x, data_format);
      const [rows, columns] = padding;
      const y = rank === 2 ? pad2d(last, [...rows!, ...columns!] as const) : padded(last, padding, 1);
      return fromChannelsLast(y, data_format);
    },
  });

export const cropping = ({ type, rank, docs, preset }: Margin) =>
  defineLayer({
    type,
    docs,
    // Keras has no data_format for sequences
    params: { cropping: margins(meaning(rank), rank, preset), data_format: dataFormat(rank) },
    arity: "one",
    traits: ({ data_format }) => [
      "rearranges",
      "keeps-channels",
      "passes-shift",
      "passes-scale",
      ...layoutTraits(data_format),
    ],
    shape: ([x], { cropping, data_format }) => resized(x, rank, data_format, cropping, -1),
    weights: noWeights,
    lower: ([x], { cropping, data_format }) =>
      fromChannelsLast(padded(toChannelsLast(x, data_format), cropping, -1), data_format),
  });

/** x with margins added to its axes after the batch, or taken off. */
const padded = (x: Value, sides: Margins, sign: 1 | -1): Value =>
  sides.reduce((value, [before, after], axis) => pad(value, axis + 1, sign * before, sign * after), x);
