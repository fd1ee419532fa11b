/** What the poolings to an output of a given size share. */
import { along, mapOf, take } from "../../ops/alongAxis";
import { maximum } from "../../ops/binary";
import type { Value } from "../../ops/op";
import { defineLayer, noWeights, ShapeError } from "../layer";
import { tuple } from "../param";
import { dataFormat, fromChannelsLast, placesOf, shapeOf, toChannelsLast, type Rank, layoutTraits } from "./spatial";

interface AdaptivePooling {
  readonly type: string;
  readonly rank: Rank;
  readonly docs: string;
  readonly kind: "max" | "average";
}

export const adaptivePooling = ({ type, rank, docs, kind }: AdaptivePooling) =>
  defineLayer({
    type,
    docs,
    params: { output_size: tuple("Size of the output along each axis.", rank), data_format: dataFormat(rank) },
    arity: "one",
    traits: ({ data_format }) => [
      "pools",
      "keeps-channels",
      "passes-shift",
      "passes-scale",
      ...(kind === "max" ? (["nonlinear"] as const) : []),
      ...layoutTraits(data_format),
    ],
    shape([x], { output_size, data_format }) {
      const places = placesOf(x, rank, data_format);
      return places instanceof ShapeError ? places : shapeOf({ ...places, sizes: output_size }, data_format);
    },
    weights: noWeights,
    lower([x], { output_size, data_format }) {
      const pool = kind === "max" ? largestAlong : meanAlong;
      const y = output_size.reduce((value, to, i) => pool(value, i + 1, to), toChannelsLast(x, data_format));
      return fromChannelsLast(y, data_format);
    },
  });

/** The windows: from ⌊i · from / to⌋ to ⌈(i + 1) · from / to⌉. */
const windowsOf = (from: number, to: number): readonly (readonly number[])[] =>
  Array.from({ length: to }, (_, i) => {
    const first = Math.floor((i * from) / to);
    return Array.from({ length: Math.ceil(((i + 1) * from) / to) - first }, (_, k) => first + k);
  });

const meanAlong = (x: Value, axis: number, to: number): Value =>
  along(
    x,
    axis,
    mapOf(windowsOf(x.shape[axis]!, to).map((window) => window.map((place) => [place, 1 / window.length]))),
  );

/** The maximum over the windows' first places, second places and so on; a shorter window repeats its last. */
function largestAlong(x: Value, axis: number, to: number): Value {
  const windows = windowsOf(x.shape[axis]!, to);
  const longest = Math.max(...windows.map((window) => window.length));
  const parts = Array.from({ length: longest }, (_, k) =>
    take(
      x,
      axis,
      windows.map((window) => window[Math.min(k, window.length - 1)]!),
    ),
  );
  return parts.reduce((a, b) => maximum(a, b));
}
