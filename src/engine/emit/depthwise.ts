/** Convolutions with a filter for each channel: when, and what their windows see. */
import type { Window } from "../../ops/conv2d";
import { sizeOf, type Value } from "../../ops/op";
import type { Ref } from "../call";
import * as kernels from "../kernels.generated";
import { NUMBERS, rowsOf, type Emission } from "./emitter";

/** One filter for each channel; and channels that fill vectors. */
export const suits = (x: Value["shape"], y: Value["shape"], { groups }: Window): boolean =>
  groups === x[3] && y[3] === x[3] && groups % 4 === 0;

const OUTSIDE = -1;

/** Of an axis: for each place of the output and each tap, how many bytes from the image's beginning the tap reads. */
function offsets(
  places: number,
  taps: number,
  size: number,
  bytes: number,
  seen: (place: number, tap: number) => number,
): readonly number[] {
  return Array.from({ length: places * taps }, (_, i) => {
    const at = seen(Math.floor(i / taps), i % taps);
    return Number.isInteger(at) && at >= 0 && at < size ? at * bytes : OUTSIDE;
  });
}

interface Axis {
  readonly stride: number;
  readonly dilation: number;
  readonly pad: number;
}

const axesOf = ({ strides, dilation, pads }: Window): readonly [Axis, Axis] => [
  { stride: strides[0], dilation: dilation[0], pad: pads[0] },
  { stride: strides[1], dilation: dilation[1], pad: pads[2] },
];

/** Where output place `place` looks for tap `tap`. */
const forwards =
  ({ stride, dilation, pad }: Axis) =>
  (place: number, tap: number): number =>
    place * stride - pad + tap * dilation;

/** The output place that looks at `place` with tap `tap`: no whole number where none does. */
const backwards =
  ({ stride, dilation, pad }: Axis) =>
  (place: number, tap: number): number =>
    (place + pad - tap * dilation) / stride;

/** The tables of rows and of columns, for windows of `kernel` over x. */
function tables(
  x: Value["shape"],
  kernel: Value["shape"],
  y: Value["shape"],
  window: Window,
  way: typeof forwards,
  { table }: Emission,
): readonly [Ref, Ref] {
  const [, height, width, channels] = x as [number, number, number, number];
  const [down, across] = axesOf(window);
  const pixel = 4 * channels;
  return [
    table(offsets(y[1]!, kernel[0]!, height, width * pixel, way(down))),
    table(offsets(y[2]!, kernel[1]!, width, pixel, way(across))),
  ];
}

/** `y` of windows over `x`, or with `backwards` the gradient of the image from that of the output. */
function convolve(y: Value, x: Value, kernel: Value, window: Window, way: typeof forwards, emission: Emission): void {
  const { of, call } = emission;
  const [images, height, width, channels] = y.shape as [number, number, number, number];
  call(
    kernels.depthwise(
      of(y),
      of(x),
      of(kernel),
      height,
      width,
      channels,
      4 * sizeOf(x.shape.slice(1)),
      ...tables(x.shape, kernel.shape, y.shape, window, way, emission),
      kernel.shape[0]!,
      kernel.shape[1]!,
    ),
    images * height,
    rowsOf(width * channels),
  );
}

export const forward = (y: Value, x: Value, kernel: Value, window: Window, emission: Emission): void =>
  convolve(y, x, kernel, window, forwards, emission);

export const inputGradient = (dx: Value, dy: Value, kernel: Value, window: Window, emission: Emission): void =>
  convolve(dx, dy, kernel, window, backwards, emission);

/** In `parts` shares of blocks of `blockRows` rows: sums depend on both. */
export function kernelGradient(
  dKernel: Value,
  x: Value,
  dy: Value,
  window: Window,
  parts: number,
  blockRows: number,
  emission: Emission,
): void {
  const { of, temporary, call } = emission;
  const [images, height, width, channels] = dy.shape as [number, number, number, number];
  const count = sizeOf(dKernel.shape);
  const sums = parts === 1 ? of(dKernel) : temporary("parts of a kernel's gradient", parts * count * 4);
  call(
    kernels.depthwiseKernelGradient(
      sums,
      of(x),
      of(dy),
      parts,
      images,
      height,
      width,
      channels,
      4 * sizeOf(x.shape.slice(1)),
      ...tables(x.shape, dKernel.shape, dy.shape, window, forwards, emission),
      dKernel.shape[0]!,
      dKernel.shape[1]!,
      blockRows,
    ),
    parts,
    1,
  );
  if (parts > 1) call(kernels.sumParts(of(dKernel), sums, parts, count), count, NUMBERS);
}
