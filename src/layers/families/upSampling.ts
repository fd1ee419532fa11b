/** What the layers share that repeat places along axes. */
import { mapDim } from "../../model/shape";
import { along, take } from "../../ops/alongAxis";
import type { Value } from "../../ops/op";
import { defineLayer, noWeights, ShapeError } from "../layer";
import { choice, tuple } from "../param";
import { interpolation, type Interpolation } from "./interpolation";
import { dataFormat, fromChannelsLast, placesOf, shapeOf, toChannelsLast, type Rank, layoutTraits } from "./spatial";

interface UpSampling {
  readonly type: string;
  readonly rank: Rank;
  readonly docs: string;
}

const kinds: readonly Interpolation[] = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"];

export const upSampling = ({ type, rank, docs }: UpSampling) =>
  defineLayer({
    type,
    docs,
    params: {
      size: tuple("How many times larger each axis becomes.", rank, { default: 2 }),
      data_format: dataFormat(rank),
      // Keras has it for images only
      interpolation: choice("What stands between the input's places.", rank === 2 ? kinds : ["nearest"], "nearest"),
    },
    arity: "one",
    traits: ({ data_format }) => [
      "rearranges",
      "keeps-channels",
      "passes-shift",
      "passes-scale",
      ...layoutTraits(data_format),
    ],
    shape([x], { size, data_format }) {
      const places = placesOf(x, rank, data_format);
      if (places instanceof ShapeError) return places;
      const sizes = places.sizes.map((length, axis) => mapDim(length, (n) => n * size[axis]!));
      return shapeOf({ ...places, sizes }, data_format);
    },
    weights: noWeights,
    lower([x], { size, data_format, interpolation: kind }) {
      const y = size.reduce((value, by, i) => enlarged(value, i + 1, by, kind), toChannelsLast(x, data_format));
      return fromChannelsLast(y, data_format);
    },
  });

function enlarged(x: Value, axis: number, by: number, kind: Interpolation): Value {
  const from = x.shape[axis]!;
  if (kind !== "nearest") return along(x, axis, interpolation(kind, from, from * by));
  return take(
    x,
    axis,
    Array.from({ length: from * by }, (_, i) => Math.floor(i / by)),
  );
}
