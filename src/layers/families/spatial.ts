/** What the layers on images share: which axis is which, and how padding turns into margins. */
import { mapDim, type Dim, type Shape } from "../../model/shape";
import type { Value } from "../../ops/op";
import { transpose } from "../../ops/transpose";
import { ShapeError, type Trait } from "../layer";
import { choice, optional, type Param } from "../param";

export type DataFormat = "channels_last" | "channels_first";
export type Padding = "valid" | "same";

export const dataFormat = (): Param<DataFormat | null> =>
  optional(
    choice(
      'Where the channels are: `"channels_last"` for (batch, height, width, channels), `"channels_first"` for (batch, channels, height, width).',
      ["channels_last", "channels_first"],
      "channels_last",
    ),
  );

/** Where the channels are, as traits. */
export const layoutTraits = (format: DataFormat | null): readonly Trait[] =>
  format === "channels_first" ? ["channels-first"] : [];

export interface ImageShape {
  readonly batch: Dim;
  readonly height: Dim;
  readonly width: Dim;
  readonly channels: Dim;
}

/** The four axes by name, or why there are not four. */
export function imageShape(shape: Shape, format: DataFormat | null): ImageShape | ShapeError {
  const [batch, a, b, c] = shape;
  if (shape.length !== 4 || batch === undefined || a === undefined || b === undefined || c === undefined)
    return new ShapeError(`needs 4 axes (batch, height, width, channels); its input has ${shape.length}`);
  return format === "channels_first"
    ? { batch, channels: a, height: b, width: c }
    : { batch, height: a, width: b, channels: c };
}

export const shapeOf = ({ batch, height, width, channels }: ImageShape, format: DataFormat | null): Shape =>
  format === "channels_first" ? [batch, channels, height, width] : [batch, height, width, channels];

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
  return mapDim(length, (n) => (padding === "same" ? Math.ceil(n / stride) : Math.floor((n - span) / stride) + 1));
}

/** The margin that a padding puts before and after an axis; the odd one goes to the end. */
export function marginsFor(
  length: number,
  size: number,
  stride: number,
  dilation: number,
  padding: Padding,
): readonly [number, number] {
  if (padding === "valid") return [0, 0];
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + (size - 1) * dilation + 1 - length, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Sizes of the window's output, both axes. */
export function windowed(
  image: ImageShape,
  size: readonly [number, number],
  strides: readonly [number, number],
  dilation: readonly [number, number],
  padding: Padding,
): { readonly height: Dim; readonly width: Dim } | ShapeError {
  const height = windowPlaces(image.height, size[0], strides[0], dilation[0], padding);
  if (height instanceof ShapeError) return new ShapeError(`${height.message} rows`);
  const width = windowPlaces(image.width, size[1], strides[1], dilation[1], padding);
  if (width instanceof ShapeError) return new ShapeError(`${width.message} columns`);
  return { height, width };
}

/** The engine computes with channels last. */
export const toChannelsLast = (x: Value, format: DataFormat | null): Value =>
  format === "channels_first" ? transpose(x, [0, 2, 3, 1]) : x;
export const fromChannelsLast = (x: Value, format: DataFormat | null): Value =>
  format === "channels_first" ? transpose(x, [0, 3, 1, 2]) : x;
