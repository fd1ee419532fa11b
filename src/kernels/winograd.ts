// Convolutions of 3×3 windows with stride 1 by Winograd's F(4×4, 3×3): 36 products of matrices for 16 outputs of 9 taps each, a
// quarter of the multiplications (Lavin & Gray 2016). All three passes have the form: transform both sides in tiles of 6×6, multiply
// place by place over channels, transform back.
//
// Bound by arithmetic in the products, by the second cache in the transforms: tiles go in blocks whose transforms stay there. A
// transform adds a few units of the last place to the error, near 1e-5 of the largest output in all; images that fill less than
// half of their tiles and channels that are no multiple of 8 are convolved directly instead, 3 and 4 channels as in winogradFew.ts.
// Two vectors of channels go side by side, so that V8 can widen them.
// `npm run bench -- --kernels`: 0.7 to 0.8 of the 128-bit peak, 1.2 to 1.35 where V8 widens it, at 64 channels (W1, W2); 0.6 and 0.9 in W6 from 16 on. The
// products alone reach 0.9 to 0.97. At 16 channels half of the time goes to transforms, half of theirs to memory; in a step that goes image by image
// (engine/together.ts) it is a third, at 64 channels a seventh.

import { beginOf } from "./part";
import { placesAcross, placesAlong, zeros } from "./tile";
import { CELL_BYTES, storeTile, stripOf, touchPixels, transformGradientTile, transformTapGradients, transformTaps, transformTiles } from "./winogradTransforms";

/** Places of a transformed tile. */
const PLACES: i32 = 36;

/** From one place of transformed filters to the next: 64 bytes more than they take, so that not all places fall into one set of a cache. */
@inline
export function placeOfFilters(panels: i32, depth: i32): usize {
  return (<usize>panels * <usize>depth + 1) << 6;
}

/**
 * Filters in their 36 places: [36][panels of 16][depth][16], 64 bytes between places, zeros beyond the last column. Element (tap, k, n) comes from
 * w + tap·tapStep + k·rowStep + n·columnStep; with `flip` the taps are turned round. Columns are a multiple of 4. Items are rows k of all panels.
 */
export function winogradFilters(
  u: usize, w: usize, tapStep: usize, rowStep: usize, columnStep: usize, flip: i32, depth: i32, columns: i32, scratch: usize, begin: i32, end: i32,
): void {
  const placeBytes = placeOfFilters((columns + 15) >> 4, depth);
  const half = scratch, taps = scratch + 18 * 16;
  const nextTap = flip ? 0 - tapStep : tapStep;
  const first = flip ? w + 8 * tapStep : w;
  for (let item = begin; item < end; item++) {
    const panel = item / depth;
    const k = item % depth;
    for (let n = 0; n < 16; n += 4) {
      const column = (panel << 4) + n;
      let from = first + <usize>k * rowStep + <usize>column * columnStep;
      let step = nextTap;
      if (column >= columns) {
        from = zeros;
        step = 0;
      } else if (columnStep !== 4) {
        for (let tap: usize = 0; tap < 9; tap++) {
          v128.store(taps + (tap << 4), gathered(from, columnStep));
          from += nextTap;
        }
        from = taps;
        step = 16;
      }
      for (let column: usize = 0; column < 3; column++) transformTaps(from + column * step, 3 * step, half + (column << 4), 48);
      const to = u + (<usize>panel * <usize>depth + <usize>k) * 64 + (<usize>n << 2);
      for (let row: usize = 0; row < 6; row++) transformTaps(half + row * 48, 16, to + row * 6 * placeBytes, placeBytes);
    }
  }
}

/** Four numbers `step` bytes apart. */
@inline
function gathered(from: usize, step: usize): v128 {
  let four = v128.load_zero<u32>(from);
  four = v128.load_lane<u32>(from + step, four, 1);
  four = v128.load_lane<u32>(from + 2 * step, four, 2);
  return v128.load_lane<u32>(from + 3 * step, four, 3);
}

/**
 * y = convolution of x with transformed filters, + bias (or 0), then max(·, 0) when `relu` is 1. Output pixel (r, c) has its window at
 * (r − padTop, c − padLeft). Items are blocks of `blockTiles` (a multiple of 4) tiles of 4×4 outputs, over all images. Scratch: 36·(blockTiles·(channels +
 * filters)·4 + 128) + 72·channels + 3648 bytes.
 */
export function winogradConvolve(
  y: usize, x: usize, u: usize, bias: usize, relu: i32, images: i32, height: i32, width: i32, channels: i32, yHeight: i32, yWidth: i32, filters: i32,
  padTop: i32, padLeft: i32, blockTiles: i32, scratch: usize, begin: i32, end: i32,
): void {
  const tilesX = (yWidth + 3) >> 2;
  const tilesOfImage = ((yHeight + 3) >> 2) * tilesX;
  const all = images * tilesOfImage;
  const xPixel = <usize>channels << 2, yPixel = <usize>filters << 2;
  const xImage = <usize>height * <usize>width * xPixel;
  const vPlace = <usize>blockTiles * xPixel + 64, mPlace = <usize>blockTiles * yPixel + 64;
  const v = scratch;
  const m = v + 36 * vPlace;
  const cell = m + 36 * mPlace;
  const blank = cell + CELL_BYTES;
  const uPlace = placeOfFilters((filters + 15) >> 4, channels);
  memory.fill(blank, 0, 18 * xPixel);
  for (let item = begin; item < end; item++) {
    const first = item * blockTiles;
    const count = min(blockTiles, all - first);
    for (let t = 0; t < count; ) {
      const place = (first + t) % tilesOfImage;
      const strip = stripOf(place, count - t, tilesX);
      const image = x + <usize>((first + t) / tilesOfImage) * xImage;
      transformTiles(v + <usize>t * xPixel, vPlace, xPixel, 64, strip, image, (place / tilesX) * 4 - padTop, (place % tilesX) * 4 - padLeft, height, width, xPixel, blank, cell);
      t += strip;
    }
    placesAlong(PLACES, count, filters, m, mPlace, v, vPlace, u, uPlace, channels);
    for (let t = 0; t < count; t++) {
      const image = (first + t) / tilesOfImage;
      const place = (first + t) % tilesOfImage;
      const top = (place / tilesX) * 4, left = (place % tilesX) * 4;
      const to = y + ((<usize>image * <usize>yHeight + <usize>top) * <usize>yWidth + <usize>left) * yPixel;
      storeTile(to, <usize>yWidth * yPixel, yPixel, min(4, yHeight - top), min(4, yWidth - left), m + <usize>t * yPixel, mPlace, bias, relu, cell);
    }
  }
}

/**
 * Gradient of the kernel in its 36 places, [36][panels of 16][channels][16], 64 bytes between places, one for each of `parts` equal shares of all blocks of tiles; the rest
 * as for `winogradConvolve`, and the same scratch with 16 · filters bytes more. Items are parts.
 */
export function winogradKernelGradient(
  d: usize, x: usize, dy: usize, parts: i32, images: i32, height: i32, width: i32, channels: i32, yHeight: i32, yWidth: i32, filters: i32,
  padTop: i32, padLeft: i32, blockTiles: i32, scratch: usize, begin: i32, end: i32,
): void {
  const tilesX = (yWidth + 3) >> 2;
  const tilesOfImage = ((yHeight + 3) >> 2) * tilesX;
  const all = images * tilesOfImage;
  const blocks = (all + blockTiles - 1) / blockTiles;
  const xPixel = <usize>channels << 2, yPixel = <usize>filters << 2;
  const xImage = <usize>height * <usize>width * xPixel, yImage = <usize>yHeight * <usize>yWidth * yPixel;
  // panels of 16 numbers of all tiles of a block
  const panel = <usize>blockTiles << 6;
  const vPlace = <usize>((channels + 15) >> 4) * panel + 64, zPlace = <usize>((filters + 15) >> 4) * panel + 64;
  const v = scratch;
  const z = v + 36 * vPlace;
  const cell = z + 36 * zPlace;
  const blank = cell + CELL_BYTES;
  const dPlace = placeOfFilters((filters + 15) >> 4, channels);
  memory.fill(blank, 0, 18 * xPixel + 4 * yPixel);
  for (let part = begin; part < end; part++) {
    const sums = d + <usize>part * 36 * dPlace;
    const from = beginOf(part, parts, blocks);
    const to = beginOf(part + 1, parts, blocks);
    for (let block = from; block < to; block++) {
      const first = block * blockTiles;
      const count = min(blockTiles, all - first);
      for (let t = 0; t < count; ) {
        const place = (first + t) % tilesOfImage;
        const strip = stripOf(place, count - t, tilesX);
        const image = <usize>((first + t) / tilesOfImage);
        const top = (place / tilesX) * 4, left = (place % tilesX) * 4;
        touchPixels(x + image * xImage, top - padTop + 2, left - padLeft, 4, 4 * strip + 2, height, width, xPixel, cell);
        touchPixels(dy + image * yImage, top, left, 4, 4 * strip, yHeight, yWidth, yPixel, cell);
        transformTiles(v + (<usize>t << 6), vPlace, 64, panel, strip, x + image * xImage, top - padTop, left - padLeft, height, width, xPixel, blank, cell);
        for (let i = 0; i < strip; i++)
          transformGradientTile(z + (<usize>(t + i) << 6), zPlace, panel, yPixel, dy + image * yImage, top, left + 4 * i, yHeight, yWidth, yPixel, blank, cell);
        t += strip;
      }
      const fresh = block === from ? zeros : 0;
      placesAcross(PLACES, channels, filters, fresh, sums, dPlace, v, vPlace, panel, z, zPlace, panel, count);
    }
  }
}

/** dw [3, 3, channels, filters] from its 36 places. Items are channels. */
export function winogradKernelGradientOut(dw: usize, d: usize, channels: i32, filters: i32, scratch: usize, begin: i32, end: i32): void {
  const row = <usize>filters << 2;
  const place = placeOfFilters((filters + 15) >> 4, channels);
  const tap = <usize>channels * row;
  for (let channel = begin; channel < end; channel++)
    for (let n: usize = 0; n < row; n += 16) {
      const from = d + (((n >> 6) * <usize>channels + <usize>channel) << 6) + (n & 63);
      for (let column: usize = 0; column < 6; column++) transformTapGradients(from + column * place, 6 * place, scratch + (column << 4), 96);
      const to = dw + <usize>channel * row + n;
      for (let i: usize = 0; i < 3; i++) transformTapGradients(scratch + i * 96, 16, to + 3 * i * tap, tap);
    }
}
