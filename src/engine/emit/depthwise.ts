/** Convolutions with a filter for each channel: when, and what their windows see. */
import type { Window } from "../../ops/conv2d";
import { sizeOf, type Value } from "../../ops/op";
import * as kernels from "../kernels.generated";
import type { Convolution } from "./convolution";
import { NUMBERS, rowsOf, type Emission } from "./emitter";

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
function tablesOf(
  x: Value["shape"],
  kernel: Value["shape"],
  y: Value["shape"],
  window: Window,
  way: typeof forwards,
): readonly [readonly number[], readonly number[]] {
  const [, height, width, channels] = x as [number, number, number, number];
  const [down, across] = axesOf(window);
  const pixel = 4 * channels;
  return [
    offsets(y[1]!, kernel[0]!, height, width * pixel, way(down)),
    offsets(y[2]!, kernel[1]!, width, pixel, way(across)),
  ];
}

/** From which place to before which all taps are inside, and how far apart neighbours look: the same for all between. */
function inside(columns: readonly number[], taps: number): readonly [from: number, to: number, across: number] {
  const places = columns.length / taps;
  const isWhole = (place: number): boolean => !columns.slice(place * taps, (place + 1) * taps).includes(OUTSIDE);
  let from = 0;
  while (from < places && !isWhole(from)) from++;
  let to = from;
  while (to < places && isWhole(to)) to++;
  return [from, to, to - from > 1 ? columns[(from + 1) * taps]! - columns[from * taps]! : 0];
}

interface Ends {
  readonly bias?: Value | undefined;
  readonly relu?: boolean;
  /** y is 0 where this is not positive. */
  readonly mask?: Value | undefined;
}

/** `y` of windows over `x`, or with `backwards` the gradient of the image from that of the output. */
function convolve(
  y: Value,
  x: Value,
  kernel: Value,
  { bias, relu, mask }: Ends,
  window: Window,
  way: typeof forwards,
  { of, table, call }: Emission,
): void {
  const [images, height, width, channels] = y.shape as [number, number, number, number];
  const [sizeY, sizeX] = kernel.shape as [number, number];
  const [rows, columns] = tablesOf(x.shape, kernel.shape, y.shape, window, way);
  call(
    kernels.depthwise(
      of(y),
      of(x),
      of(kernel),
      bias ? of(bias) : 0,
      relu ? 1 : 0,
      mask ? of(mask) : 0,
      height,
      width,
      channels,
      4 * sizeOf(x.shape.slice(1)),
      table(rows),
      table(columns),
      sizeY,
      sizeX,
      4 * sizeOf(x.shape.slice(2)),
      ...inside(columns, sizeX),
    ),
    images * height,
    rowsOf(width * channels),
  );
}

export const forward = ({ y, x, kernel, bias, relu = false, window }: Convolution, emission: Emission): void =>
  convolve(y, x, kernel, { bias, relu }, window, forwards, emission);

export const inputGradient = (
  dx: Value,
  dy: Value,
  kernel: Value,
  mask: Value | undefined,
  window: Window,
  emission: Emission,
): void => convolve(dx, dy, kernel, { mask }, window, backwards, emission);

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
  const { of, table, temporary, call } = emission;
  const [images, height, width, channels] = dy.shape as [number, number, number, number];
  const count = sizeOf(dKernel.shape);
  const [rows, columns] = tablesOf(x.shape, dKernel.shape, dy.shape, window, forwards);
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
      table(rows),
      table(columns),
      dKernel.shape[0]!,
      dKernel.shape[1]!,
      blockRows,
      4 * sizeOf(x.shape.slice(2)),
      ...inside(columns, dKernel.shape[1]!),
    ),
    parts,
    1,
  );
  if (parts > 1) call(kernels.sumParts(of(dKernel), sums, parts, count), count, NUMBERS);
}
