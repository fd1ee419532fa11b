import { isDepthwise, type Window } from "../../ops/conv2d";
import { sizeOf, type Sizes } from "../../ops/op";
import { at, type Ref } from "../call";
import * as kernels from "../kernels.generated";
import { NUMBERS, type Emission, type Emitter } from "./emitter";
import { convolutionOf, type Convolution } from "./convolution";
import * as depthwise from "./depthwise";
import { product, productOfColumns } from "./product";
import * as winograd from "./winograd";

/** Scratch that a thread's share of padded rows may take: most of a second cache. */
const SCRATCH_BYTES = 256 * 1024;
/** Output pixels of a share, so that the rows a window shares with its neighbours are not copied too often. */
const SHARE_PIXELS = 512;
const PARTS = 16;
/** Output pixels that the gradient of a kernel takes at a time: 16 columns of them fill half of a first cache. */
const GRADIENT_PIXELS = 256;

/** One set of taps of a window, with its rows on the image: what `convolve` needs to know. */
interface Taps {
  /** Byte offsets of the runs from the window's first number, and where each run begins in the kernel. */
  readonly runs: readonly number[];
  readonly sources: readonly number[];
  /** Numbers in a run. */
  readonly length: number;
}

/** How the rows lie that a window is read from: on the image itself, or copied with zeros around. */
interface Rows {
  readonly padded: boolean;
  readonly span: number;
  readonly rowBytes: number;
  readonly blockRows: number;
  readonly scratchBytes: number;
}

function rowsFor(
  height: number,
  width: number,
  pixelBytes: number,
  places: readonly [number, number],
  strides: readonly [number, number],
  spans: readonly [number, number],
  pads: readonly [number, number],
): Rows {
  const [yHeight, yWidth] = places;
  const needsRows = (yHeight - 1) * strides[0] + spans[0];
  const needsColumns = (yWidth - 1) * strides[1] + spans[1];
  const padded = pads[0] !== 0 || pads[1] !== 0 || needsRows > height || needsColumns > width;
  const rowBytes = (padded ? needsColumns : width) * pixelBytes;
  const byScratch = padded ? Math.floor((SCRATCH_BYTES / rowBytes - spans[0]) / strides[0]) + 1 : yHeight;
  const blockRows = Math.max(1, Math.min(yHeight, Math.ceil(SHARE_PIXELS / yWidth), byScratch));
  return {
    padded,
    span: spans[0],
    rowBytes,
    blockRows,
    scratchBytes: padded ? ((blockRows - 1) * strides[0] + spans[0]) * rowBytes + 64 : 0,
  };
}

/** Whether a convolution is a product of each place's channels with the kernel. */
const isPointwise = ([rows, columns]: Sizes, { strides, pads, groups }: Window): boolean =>
  rows === 1 && columns === 1 && groups === 1 && strides.every((step) => step === 1) && pads.every((pad) => pad === 0);

/** y = convolution of x, group by group. */
function convolve(convolution: Convolution, emission: Emission): void {
  const { y, x, kernel, bias, relu, window } = convolution;
  const wide = winograd.suits(x.shape, kernel.shape, y.shape, window);
  if (wide || winograd.suitsFew(x.shape, kernel.shape, y.shape, window)) {
    winograd.forward(convolution, emission);
    return;
  }
  if (isDepthwise(x.shape, y.shape, window)) {
    depthwise.forward(convolution, emission);
    return;
  }
  if (isPointwise(kernel.shape, window)) {
    product(y, x, kernel, false, bias, relu === true, emission);
    return;
  }
  const { of, temporary, table, call } = emission;
  const [images, height, width, channels] = x.shape as [number, number, number, number];
  const [, yHeight, yWidth, filters] = y.shape as [number, number, number, number];
  const [sizeY, sizeX, depth] = kernel.shape as [number, number, number];
  const { strides, dilation, pads, groups } = window;
  const pixelBytes = channels * 4;
  const spans = [(sizeY - 1) * dilation[0] + 1, (sizeX - 1) * dilation[1] + 1] as const;
  const rows = rowsFor(height, width, pixelBytes, [yHeight, yWidth], strides, spans, [pads[0], pads[2]]);
  const whole = groups === 1 && dilation[1] === 1;
  const columns = filters / groups;
  const taps = tapsOf(
    sizeY,
    sizeX,
    depth,
    filters,
    whole,
    (i, j) => i * dilation[0] * rows.rowBytes + j * dilation[1] * pixelBytes,
  );
  for (let group = 0; group < groups; group++) {
    const packed = temporary("packed filters", Math.ceil(columns / 16) * taps.runs.length * taps.length * 64);
    const panels = Math.ceil(columns / 16);
    call(
      kernels.packFilters(
        packed,
        at(of(kernel), group * columns * 4),
        table(taps.sources),
        taps.runs.length,
        taps.length,
        filters * 4,
        4,
        columns,
      ),
      panels,
      Math.max(1, Math.floor(4096 / (taps.runs.length * taps.length))),
    );
    call(
      kernels.convolve(
        at(of(y), group * columns * 4),
        yHeight * yWidth * filters * 4,
        yWidth * filters * 4,
        filters * 4,
        yHeight,
        yWidth,
        columns,
        at(of(x), group * depth * 4),
        height,
        width,
        pixelBytes,
        strides[0],
        strides[1],
        pads[0],
        pads[2],
        rows.padded ? 1 : 0,
        rows.span,
        rows.rowBytes,
        packed,
        table(taps.runs),
        taps.runs.length,
        taps.length,
        bias ? at(of(bias), group * columns * 4) : 0,
        relu ? 1 : 0,
        rows.blockRows,
      ),
      images * Math.ceil(yHeight / rows.blockRows),
      1,
      rows.scratchBytes,
      images,
    );
  }
}

/** The taps of a window: a whole row of it in one run where the numbers lie together, else a run for each tap. */
function tapsOf(
  sizeY: number,
  sizeX: number,
  depth: number,
  filters: number,
  whole: boolean,
  offset: (i: number, j: number) => number,
): Taps {
  const runs: number[] = [];
  const sources: number[] = [];
  for (let i = 0; i < sizeY; i++)
    for (let j = 0; j < (whole ? 1 : sizeX); j++) {
      runs.push(offset(i, j));
      sources.push((i * sizeX + j) * depth * filters * 4);
    }
  return { runs, sources, length: whole ? sizeX * depth : depth };
}

/**
 * dx is a convolution of dy with the kernel turned round. With strides, the pixels of dx fall into strideY × strideX phases; each sees only every
 * stride-th tap, and is a convolution of its own with stride 1.
 */
export const conv2dInputGradient: Emitter = (dx, emission) => {
  const { of, temporary, table, call } = emission;
  const dy = dx.inputs["dy"]!;
  const kernel = dx.inputs["kernel"]!;
  const window = dx.attrs as unknown as Window;
  if (winograd.suits(dx.shape, kernel.shape, dy.shape, window)) {
    winograd.inputGradient(dx, dy, kernel, window, emission);
    return;
  }
  if (isDepthwise(dx.shape, dy.shape, window)) {
    depthwise.inputGradient(dx, dy, kernel, undefined, window, emission);
    return;
  }
  if (isPointwise(kernel.shape, window)) {
    product(dx, dy, kernel, true, undefined, false, emission);
    return;
  }
  const { strides, dilation, pads, groups } = window;
  const [images, height, width, channels] = dx.shape as [number, number, number, number];
  const [, yHeight, yWidth, filters] = dy.shape as [number, number, number, number];
  const [sizeY, sizeX, depth] = kernel.shape as [number, number, number, number];
  const columns = filters / groups;
  const pixelBytes = filters * 4;
  // a phase that no tap reaches stays 0
  const reached = (size: number, axis: 0 | 1): boolean =>
    Array.from({ length: strides[axis] }, (_, phase) =>
      phaseTaps(size, strides[axis], dilation[axis], pads[2 * axis]!, phase),
    ).every((taps) => taps.length > 0);
  if (!reached(sizeY, 0) || !reached(sizeX, 1)) call(kernels.clear(of(dx)), sizeOf(dx.shape), NUMBERS);
  for (let phaseY = 0; phaseY < strides[0]; phaseY++)
    for (let phaseX = 0; phaseX < strides[1]; phaseX++) {
      // pixel (phaseY + m·stride) gets dy[r] through tap i where r·stride + i·dilation − pad = phaseY + m·stride
      const tapsY = phaseTaps(sizeY, strides[0], dilation[0], pads[0], phaseY);
      const tapsX = phaseTaps(sizeX, strides[1], dilation[1], pads[2], phaseX);
      const places = [Math.ceil((height - phaseY) / strides[0]), Math.ceil((width - phaseX) / strides[1])] as const;
      if (places[0] <= 0 || places[1] <= 0 || tapsY.length === 0 || tapsX.length === 0) continue;
      const firstY = Math.min(...tapsY.map(({ row }) => row));
      const firstX = Math.min(...tapsX.map(({ row }) => row));
      const spans = [
        Math.max(...tapsY.map(({ row }) => row)) - firstY + 1,
        Math.max(...tapsX.map(({ row }) => row)) - firstX + 1,
      ] as const;
      const rows = rowsFor(yHeight, yWidth, pixelBytes, places, [1, 1], spans, [-firstY, -firstX]);
      const runs: number[] = [];
      const sources: number[] = [];
      for (const { tap: i, row: r } of tapsY)
        for (const { tap: j, row: c } of tapsX) {
          runs.push((r - firstY) * rows.rowBytes + (c - firstX) * pixelBytes);
          sources.push((i * sizeX + j) * depth * filters * 4);
        }
      for (let group = 0; group < groups; group++) {
        const packed = temporary("packed filters", Math.ceil(depth / 16) * runs.length * columns * 64);
        call(
          kernels.packFilters(
            packed,
            at(of(kernel), group * columns * 4),
            table(sources),
            runs.length,
            columns,
            4,
            filters * 4,
            depth,
          ),
          Math.ceil(depth / 16),
          Math.max(1, Math.floor(4096 / (runs.length * columns))),
        );
        call(
          kernels.convolve(
            at(of(dx), ((phaseY * width + phaseX) * channels + group * depth) * 4),
            height * width * channels * 4,
            strides[0] * width * channels * 4,
            strides[1] * channels * 4,
            places[0],
            places[1],
            depth,
            at(of(dy), group * columns * 4),
            yHeight,
            yWidth,
            pixelBytes,
            1,
            1,
            -firstY,
            -firstX,
            rows.padded ? 1 : 0,
            rows.span,
            rows.rowBytes,
            packed,
            table(runs),
            runs.length,
            columns,
            0,
            0,
            rows.blockRows,
          ),
          images * Math.ceil(places[0] / rows.blockRows),
          1,
          rows.scratchBytes,
          images,
        );
      }
    }
};

/** Taps that reach a phase, each with the row of dy that it takes for the phase's first pixel. */
function phaseTaps(
  size: number,
  stride: number,
  dilation: number,
  pad: number,
  phase: number,
): { readonly tap: number; readonly row: number }[] {
  const taps = [];
  for (let tap = 0; tap < size; tap++) {
    const reach = phase + pad - tap * dilation;
    if (reach % stride === 0) taps.push({ tap, row: reach / stride });
  }
  return taps;
}

/** Sums over all windows, in parts that do not depend on the number of threads. */
export const conv2dKernelGradient: Emitter = (dKernel, emission) => {
  const { of, temporary, table, call } = emission;
  const x = dKernel.inputs["x"]!;
  const dy = dKernel.inputs["dy"]!;
  const window = dKernel.attrs as unknown as Window;
  const wide = winograd.suits(x.shape, dKernel.shape, dy.shape, window);
  if (wide || winograd.suitsFew(x.shape, dKernel.shape, dy.shape, window)) {
    winograd.kernelGradient(dKernel, x, dy, window, emission);
    return;
  }
  if (!isDepthwise(x.shape, dy.shape, window) && isPointwise(dKernel.shape, window)) {
    productOfColumns(dKernel, x, dy, emission);
    return;
  }
  const { strides, dilation, pads, groups } = window;
  const [images, height, width, channels] = x.shape as [number, number, number, number];
  const [, yHeight, yWidth, filters] = dy.shape as [number, number, number, number];
  const [sizeY, sizeX, depth] = dKernel.shape as [number, number, number, number];
  const pixelBytes = channels * 4;
  const spans = [(sizeY - 1) * dilation[0] + 1, (sizeX - 1) * dilation[1] + 1] as const;
  const rows = rowsFor(height, width, pixelBytes, [yHeight, yWidth], strides, spans, [pads[0], pads[2]]);
  const taps: number[] = [];
  for (let i = 0; i < sizeY; i++)
    for (let j = 0; j < sizeX; j++)
      for (let d = 0; d < depth; d++) taps.push(i * dilation[0] * rows.rowBytes + j * dilation[1] * pixelBytes + d * 4);
  const columns = filters / groups;
  const count = sizeOf(dKernel.shape);
  const parts = Math.min(PARTS, images * Math.ceil(yHeight / rows.blockRows));
  if (isDepthwise(x.shape, dy.shape, window)) {
    depthwise.kernelGradient(dKernel, x, dy, window, parts, rows.blockRows, emission);
    return;
  }
  const sums: Ref = parts === 1 ? of(dKernel) : temporary("parts of a kernel's gradient", parts * count * 4);
  // four entries beyond the last, because the tile reads them before it knows how many rows it has
  const tapTable = table([...taps, 0, 0, 0, 0]);
  const together = Math.max(1, Math.min(rows.blockRows, Math.floor(GRADIENT_PIXELS / yWidth)));
  const rowRuns = table(Array.from({ length: together }, (_, row) => row * strides[0] * rows.rowBytes));
  for (let group = 0; group < groups; group++)
    call(
      kernels.convolveKernelGradient(
        at(sums, group * columns * 4),
        filters * 4,
        count * 4,
        parts,
        tapTable,
        taps.length,
        columns,
        at(of(dy), group * columns * 4),
        filters * 4,
        images,
        yHeight,
        yWidth,
        together,
        rowRuns,
        at(of(x), group * depth * 4),
        height,
        width,
        pixelBytes,
        strides[0],
        strides[1],
        pads[0],
        pads[2],
        rows.padded ? 1 : 0,
        rows.span,
        rows.rowBytes,
        rows.blockRows,
      ),
      parts,
      1,
      rows.scratchBytes,
    );
  if (parts > 1) call(kernels.sumParts(of(dKernel), sums, parts, count), count, NUMBERS);
};

export const conv2dInputGradientRelu: Emitter = (dx, emission) => {
  const { dy, kernel, v } = dx.inputs;
  depthwise.inputGradient(dx, dy!, kernel!, v, dx.attrs as unknown as Window, emission);
};

export const conv2d: Emitter = (y, emission) => convolve(convolutionOf(y), emission);
export const conv2dBias: Emitter = (y, emission) => convolve(convolutionOf(y), emission);
