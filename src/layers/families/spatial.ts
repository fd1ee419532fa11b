/** What the layers on sequences, images and volumes share: which axis is which, and how padding turns into margins. */
import type { Literal } from "../../model/literal";
import { mapDim, type Dim, type Shape } from "../../model/shape";
import type { Value } from "../../ops/op";
import { transpose } from "../../ops/transpose";
import { ShapeError, type Trait } from "../layer";
import { choice, optional, type Param } from "../param";

export type DataFormat = "channels_last" | "channels_first";
export type Padding = "valid" | "same" | "causal";
/** Number of axes between batch and channels. */
export type Rank = 1 | 2 | 3;

/** What places along each axis are called, in the plural and as the name of the axis. */
const axisNames: Readonly<Record<Rank, readonly { readonly places: string; readonly axis: string }[]>> = {
  1: [{ places: "steps", axis: "steps" }],
  2: [
    { places: "rows", axis: "height" },
    { places: "columns", axis: "width" },
  ],
  3: [
    { places: "planes", axis: "depth" },
    { places: "rows", axis: "height" },
    { places: "columns", axis: "width" },
  ],
};
const listed = (rank: Rank): string => axisNames[rank].map(({ axis }) => axis).join(", ");

export const dataFormat = (rank: Rank = 2): Param<DataFormat | null> =>
  optional(
    choice(
      `Where the channels are: \`"channels_last"\` for (batch, ${listed(rank)}, channels), \`"channels_first"\` for (batch, channels, ${listed(rank)}).`,
      ["channels_last", "channels_first"],
      "channels_last",
    ),
  );

/** Where the channels are, as traits. */
export const layoutTraits = (format: DataFormat | null): readonly Trait[] =>
  format === "channels_first" ? ["channels-first"] : [];

/** A tensor's axes by what they mean. */
export interface Places {
  readonly batch: Dim;
  /** Sizes of the axes between batch and channels. */
  readonly sizes: readonly Dim[];
  readonly channels: Dim;
}

/** The axes by name, or why there are not as many as needed. */
export function placesOf(shape: Shape, rank: Rank, format: DataFormat | null): Places | ShapeError {
  if (shape.length !== rank + 2)
    return new ShapeError(`needs ${rank + 2} axes (batch, ${listed(rank)}, channels); its input has ${shape.length}`);
  const [batch, ...rest] = shape as readonly [Dim, ...Dim[]];
  return format === "channels_first"
    ? { batch, channels: rest[0]!, sizes: rest.slice(1) }
    : { batch, channels: rest[rank]!, sizes: rest.slice(0, rank) };
}

export const shapeOf = ({ batch, sizes, channels }: Places, format: DataFormat | null): Shape =>
  format === "channels_first" ? [batch, channels, ...sizes] : [batch, ...sizes, channels];

/** Places of a window along one axis; an error when it fits nowhere. */
export function windowPlaces(
  length: Dim,
  size: number,
  stride: number,
  dilation: number,
  padding: Padding,
): Dim | ShapeError {
  const span = (size - 1) * dilation + 1;
  if (padding === "valid" && typeof length === "number" && length < span)
    return new ShapeError(`its window spans ${span} but the input has only ${length}`);
  return mapDim(length, (n) => (padding === "valid" ? Math.floor((n - span) / stride) + 1 : Math.ceil(n / stride)));
}

/** The default of strides and dilations. */
export const ones = (rank: Rank): Literal => (rank === 1 ? 1 : Array<number>(rank).fill(1));

/** The margin that a padding puts before and after an axis; the odd one goes to the end. */
export function marginsFor(
  length: number,
  size: number,
  stride: number,
  dilation: number,
  padding: Padding,
): readonly [number, number] {
  if (padding === "valid") return [0, 0];
  if (padding === "causal") return [(size - 1) * dilation, 0];
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + (size - 1) * dilation + 1 - length, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Sizes of the window's output, along every axis. */
export function windowed(
  { sizes }: Places,
  size: readonly number[],
  strides: readonly number[],
  dilation: readonly number[],
  padding: Padding,
): readonly Dim[] | ShapeError {
  const names = axisNames[sizes.length as Rank];
  const found: Dim[] = [];
  for (const [axis, length] of sizes.entries()) {
    const places = windowPlaces(length, size[axis]!, strides[axis]!, dilation[axis]!, padding);
    if (places instanceof ShapeError) return new ShapeError(`${places.message} ${names[axis]!.places}`);
    found.push(places);
  }
  return found;
}

/** The engine computes with channels last. */
export const toChannelsLast = (x: Value, format: DataFormat | null): Value =>
  format === "channels_first" ? transpose(x, [0, ...x.shape.slice(2).map((_, i) => i + 2), 1]) : x;
export const fromChannelsLast = (x: Value, format: DataFormat | null): Value =>
  format === "channels_first" ? transpose(x, [0, x.shape.length - 1, ...x.shape.slice(2).map((_, i) => i + 1)]) : x;
