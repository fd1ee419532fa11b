/** When and how a convolution goes by Winograd's way. */
import type { Window } from "../../ops/conv2d";
import type { Value } from "../../ops/op";
import * as kernels from "../kernels.generated";
import type { Convolution } from "./convolution";
import { NUMBERS, type Emission } from "./emitter";

/**
 * Numbers in one place of a block's transforms: in all 36 they fill half of a second cache. A kernel's gradient rereads its sums for every block, and takes
 * more tiles at a time.
 */
const FORWARD_NUMBERS = 3072;
const FORWARD_TILES = 16;
const GRADIENT_NUMBERS = 4096;
const GRADIENT_TILES = 96;
/** Tiles of a block of an image with few channels: an even number. */
const FEW_TILES = 32;
/** So many blocks at least, for threads to share, where the images are large enough. */
const BLOCKS = 16;
/** Into so many pieces the gradient of a kernel is summed, whatever the number of threads. */
const PARTS = 8;

/** Sizes of both sides, as the kernels take them. */
type Sides = readonly [number, number, number, number, number, number, number];

function sidesOf(x: Value["shape"], y: Value["shape"]): Sides {
  const [images, height, width, channels] = x as [number, number, number, number];
  const [, yHeight, yWidth, filters] = y as [number, number, number, number];
  return [images, height, width, channels, yHeight, yWidth, filters];
}

/** How much of the tiles must lie inside the image: a tile of 4×4 costs what 4 pixels cost directly, and its transforms again as much. */
const INSIDE = 0.5;

/** 3×3 windows that move one by one, over images whose tiles are mostly inside. */
function fits(kernel: Value["shape"], y: Value["shape"], { strides, dilation, groups }: Window): boolean {
  const [, yHeight, yWidth] = y as [number, number, number];
  return (
    kernel[0] === 3 &&
    kernel[1] === 3 &&
    groups === 1 &&
    [...strides, ...dilation].every((one) => one === 1) &&
    inside(yHeight) * inside(yWidth) >= INSIDE
  );
}

/** Over enough channels that the products outweigh the transforms. */
export function suits(x: Value["shape"], kernel: Value["shape"], y: Value["shape"], window: Window): boolean {
  const [channels, filters] = [x[3]!, y[3]!];
  return fits(kernel, y, window) && channels % 8 === 0 && filters % 8 === 0 && Math.min(channels, filters) >= 16;
}

/** The kernels for images of 3 or 4 channels: forward, and for the gradient of the kernel. */
export function suitsFew(x: Value["shape"], kernel: Value["shape"], y: Value["shape"], window: Window): boolean {
  const [channels, filters] = [x[3]!, y[3]!];
  return fits(kernel, y, window) && (channels === 3 || channels === 4) && filters % 8 === 0;
}

const inside = (size: number): number => size / (4 * Math.ceil(size / 4));

const tilesOf = ([images, , , , yHeight, yWidth]: Sides): number =>
  images * Math.ceil(yHeight / 4) * Math.ceil(yWidth / 4);

/** Tiles of a block, by what the images hold: never by the number of threads, because sums depend on it. */
function blockTilesOf(sides: Sides, numbers: number, tiles: number): number {
  const [, , , channels, , , filters] = sides;
  const shared = Math.max(8, Math.floor(tilesOf(sides) / BLOCKS));
  return Math.max(1, Math.min(Math.floor(numbers / (channels + filters)), shared, tiles));
}

/** The products of a convolution take four tiles at a time. Blocks end where an image does, where that leaves them half as large at least. */
function forwardTilesOf(sides: Sides): number {
  const most = 4 * Math.ceil(blockTilesOf(sides, FORWARD_NUMBERS, FORWARD_TILES) / 4);
  const ofImage = tilesOf(sides) / sides[0];
  for (let tiles = most; tiles >= most / 2; tiles -= 4) if (ofImage % tiles === 0) return tiles;
  return most;
}

/** Of the larger kernel, for images of few channels. */
const scratchOfFew = ([, , , , , , filters]: Sides): number =>
  Math.max(4608 * (Math.ceil(filters / 16) + 1), 50_688 + 16 * filters) + 4800;

function scratchOf([, , , channels, , , filters]: Sides, blockTiles: number): number {
  const panels = Math.ceil(channels / 16) + Math.ceil(filters / 16);
  return 36 * (blockTiles * panels * 64 + 128) + 72 * channels + 16 * filters + 4096;
}

/** Numbers of a kernel in its 36 places, which are 16 more than a place holds apart. */
const numbersOfPlaces = (channels: number, filters: number): number =>
  36 * (channels * Math.ceil(filters / 16) + 1) * 16;

const isFew = ([, , , channels]: Sides): boolean => channels < 8;

/** Distances between taps, rows and columns of the kernel as a matrix product sees it. */
interface KernelSteps {
  readonly tap: number;
  readonly row: number;
  readonly column: number;
  readonly flip: boolean;
}

function convolve(
  { y, x, kernel, bias, relu }: Omit<Convolution, "window">,
  pads: readonly [number, number],
  steps: KernelSteps,
  emission: Emission,
): void {
  const { of, temporary, call } = emission;
  const sides = sidesOf(x.shape, y.shape);
  const [, , , channels, , , filters] = sides;
  const few = isFew(sides);
  const blockTiles = few ? FEW_TILES : forwardTilesOf(sides);
  const panels = Math.ceil(filters / 16);
  const u = temporary("transformed filters", numbersOfPlaces(channels, filters) * 4);
  call(
    kernels.winogradFilters(u, of(kernel), steps.tap, steps.row, steps.column, steps.flip ? 1 : 0, channels, filters),
    panels * channels,
    32,
    512,
  );
  call(
    (few ? kernels.winogradConvolveFew : kernels.winogradConvolve)(
      of(y),
      of(x),
      u,
      bias ? of(bias) : 0,
      relu ? 1 : 0,
      ...sides,
      pads[0],
      pads[1],
      blockTiles,
    ),
    Math.ceil(tilesOf(sides) / blockTiles),
    1,
    few ? scratchOfFew(sides) : scratchOf(sides, blockTiles),
    // blocks that end where an image does, as many in each
    tilesOf(sides) % blockTiles === 0 ? sides[0] : 0,
  );
}

export function forward({ window: { pads }, ...convolution }: Convolution, emission: Emission): void {
  const [, , channels, filters] = convolution.kernel.shape as [number, number, number, number];
  const steps = { tap: channels * filters * 4, row: filters * 4, column: 4, flip: false };
  convolve(convolution, [pads[0], pads[2]], steps, emission);
}

/** dx is a convolution of dy with the kernel turned round and its channels exchanged. */
export function inputGradient(dx: Value, dy: Value, kernel: Value, { pads }: Window, emission: Emission): void {
  const [, , channels, filters] = kernel.shape as [number, number, number, number];
  const steps = { tap: channels * filters * 4, row: 4, column: filters * 4, flip: true };
  convolve({ y: dx, x: dy, kernel }, [2 - pads[0], 2 - pads[2]], steps, emission);
}

export function kernelGradient(
  dKernel: Value,
  x: Value,
  dy: Value,
  { pads }: Window,
  { of, temporary, call }: Emission,
): void {
  const sides = sidesOf(x.shape, dy.shape);
  const [, , , channels, , , filters] = sides;
  const few = isFew(sides);
  const blockTiles = few ? FEW_TILES : blockTilesOf(sides, GRADIENT_NUMBERS, GRADIENT_TILES);
  const kernelOf = few ? kernels.winogradKernelGradientFew : kernels.winogradKernelGradient;
  const blocks = Math.ceil(tilesOf(sides) / blockTiles);
  const parts = Math.min(PARTS, blocks);
  const count = numbersOfPlaces(channels, filters);
  const partials = temporary("parts of a kernel's gradient", parts * count * 4);
  call(
    kernelOf(partials, of(x), of(dy), parts, ...sides, pads[0], pads[2], blockTiles),
    parts,
    1,
    few ? scratchOfFew(sides) : scratchOf(sides, blockTiles),
  );
  const sums = parts === 1 ? partials : temporary("a kernel's gradient in its places", count * 4);
  if (parts > 1) call(kernels.sumParts(sums, partials, parts, count), count, NUMBERS);
  call(kernels.winogradKernelGradientOut(of(dKernel), sums, channels, filters), channels, 4, 512);
}
