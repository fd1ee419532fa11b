// Winograd's F(4×4, 3×3) for images of 3 or 4 channels, which the first layer mostly sees: winograd.ts says what is done.
//
// Two tiles go through the transform of the image together, four lanes each, and through the products, so that what is loaded of filters serves both.
// Bound by the transforms of the other side, whose instructions a processor takes in as fast as it can, and by memory. Lanes beyond the channels hold
// whatever comes next in memory, and are never used.
// `npm run bench -- --kernels` (W1, W2): the products that it counts, a quarter of those of the direct way, reach 0.25 of the 128-bit peak and 0.35 where V8
// widens it: forward 1.7 and 1.2 times the speed of the direct way.

import { beginOf } from "./part";
import { placesOfFew, zeros } from "./tile";
import { placeOfFilters } from "./winograd";
import { CELL_BYTES, storeTile, touchPixels, transformGradientTile, transformTiles } from "./winogradTransforms";

const PLACES: i32 = 36;

/** A pair of tiles of 6×6 pixels. */
const PATCH_BYTES: usize = 36 * 32;

/** Copies the tile of 6×6 pixels from (top, left) on, with zeros outside of the image, into one half of a pair. */
function copyTile(to: usize, image: usize, top: i32, left: i32, height: i32, width: i32, pixelBytes: usize): void {
  const zero = f32x4.splat(0);
  const inside = left >= 0 && left + 6 <= width;
  for (let row = top; row < top + 6; row++) {
    let from = image + (<usize>row * <usize>width + <usize>left) * pixelBytes;
    if (<u32>row >= <u32>height)
      for (let column = 0; column < 6; column++) v128.store(to + <usize>column * 32, zero);
    else if (inside)
      for (let column = 0; column < 6; column++) {
        v128.store(to + <usize>column * 32, v128.load(from));
        from += pixelBytes;
      }
    else
      for (let column = left; column < left + 6; column++) {
        let pixel = zero;
        if (<u32>column < <u32>width) pixel = v128.load(from);
        v128.store(to + <usize>(column - left) * 32, pixel);
        from += pixelBytes;
      }
    to += 6 * 32;
  }
}

/** Tiles that go together: their transforms, and those of a panel of gradients, take 48 kB of a second cache. */
const TOGETHER: i32 = 16;

/** What three channels give to four filters, which x, y and z belong to. */
@inline
function sumOfThree(a: v128, b: v128, c: v128, x: v128, y: v128, z: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(a, x), f32x4.mul(b, y)), f32x4.mul(c, z));
}

/**
 * 36 rows of panels of 16 columns for each tile of a pair: m[tile][place] = v[place][tile] · u[place]. What is loaded of u serves both. The rows of v are 32
 * bytes apart.
 */
function productsOfThree(m: usize, v: usize, u: usize, panels: i32): void {
  const second = <usize>(PLACES * panels) << 6;
  for (let place = 0; place < PLACES; place++) {
    const a0 = v128.load_splat<f32>(v), a1 = v128.load_splat<f32>(v, 4), a2 = v128.load_splat<f32>(v, 8);
    const b0 = v128.load_splat<f32>(v, 16), b1 = v128.load_splat<f32>(v, 20), b2 = v128.load_splat<f32>(v, 24);
    for (let half = panels << 1; half > 0; half--) {
      const x0 = v128.load(u), x1 = v128.load(u, 16), y0 = v128.load(u, 64), y1 = v128.load(u, 80), z0 = v128.load(u, 128), z1 = v128.load(u, 144);
      v128.store(m, sumOfThree(a0, a1, a2, x1, y1, z1), 16);
      v128.store(m, sumOfThree(a0, a1, a2, x0, y0, z0));
      v128.store(m + second, sumOfThree(b0, b1, b2, x1, y1, z1), 16);
      v128.store(m + second, sumOfThree(b0, b1, b2, x0, y0, z0));
      m += 32;
      // the other half of a panel, or the next panel
      u += half & 1 ? 160 : 32;
    }
    // between two places
    u += 64;
    v += 32;
  }
}

/** The same for four channels. */
function productsOfFour(m: usize, v: usize, u: usize, panels: i32): void {
  const second = <usize>(PLACES * panels) << 6;
  for (let place = 0; place < PLACES; place++) {
    const a0 = v128.load_splat<f32>(v), a1 = v128.load_splat<f32>(v, 4), a2 = v128.load_splat<f32>(v, 8), a3 = v128.load_splat<f32>(v, 12);
    const b0 = v128.load_splat<f32>(v, 16), b1 = v128.load_splat<f32>(v, 20), b2 = v128.load_splat<f32>(v, 24), b3 = v128.load_splat<f32>(v, 28);
    for (let half = panels << 1; half > 0; half--) {
      const x0 = v128.load(u), x1 = v128.load(u, 16), y0 = v128.load(u, 64), y1 = v128.load(u, 80), z0 = v128.load(u, 128), z1 = v128.load(u, 144);
      const w0 = v128.load(u, 192), w1 = v128.load(u, 208);
      v128.store(m, f32x4.add(sumOfThree(a0, a1, a2, x1, y1, z1), f32x4.mul(a3, w1)), 16);
      v128.store(m, f32x4.add(sumOfThree(a0, a1, a2, x0, y0, z0), f32x4.mul(a3, w0)));
      v128.store(m + second, f32x4.add(sumOfThree(b0, b1, b2, x1, y1, z1), f32x4.mul(b3, w1)), 16);
      v128.store(m + second, f32x4.add(sumOfThree(b0, b1, b2, x0, y0, z0), f32x4.mul(b3, w0)));
      m += 32;
      u += half & 1 ? 224 : 32;
    }
    u += 64;
    v += 32;
  }
}

/** As `winogradConvolve`; filters are a multiple of 8. Scratch: 2304 · (2 · panels of 16 filters + 1) + 3648 bytes. */
export function winogradConvolveFew(
  y: usize, x: usize, u: usize, bias: usize, relu: i32, images: i32, height: i32, width: i32, channels: i32, yHeight: i32, yWidth: i32, filters: i32,
  padTop: i32, padLeft: i32, blockTiles: i32, scratch: usize, begin: i32, end: i32,
): void {
  const tilesX = (yWidth + 3) >> 2;
  const tilesOfImage = ((yHeight + 3) >> 2) * tilesX;
  const xPixel = <usize>channels << 2, yPixel = <usize>filters << 2;
  const xImage = <usize>height * <usize>width * xPixel, yRow = <usize>yWidth * yPixel;
  const panels = (filters + 15) >> 4;
  const mPlace = <usize>panels << 6;
  const v = scratch;
  const patch = v + PATCH_BYTES;
  const m = patch + PATCH_BYTES;
  const cell = m + 72 * mPlace;
  const last = min(end * blockTiles, images * tilesOfImage);
  for (let tile = begin * blockTiles; tile < last; tile += 2) {
    const count = min(2, last - tile);
    for (let i = 0; i < count; i++) {
      const place = (tile + i) % tilesOfImage;
      const image = x + <usize>((tile + i) / tilesOfImage) * xImage;
      copyTile(patch + <usize>i * 16, image, (place / tilesX) * 4 - padTop, (place % tilesX) * 4 - padLeft, height, width, xPixel);
    }
    transformTiles(v, 32, 32, 64, 1, patch, 0, 0, 6, 6, 32, patch, cell);
    if (channels === 4) productsOfFour(m, v, u, panels);
    else productsOfThree(m, v, u, panels);
    for (let i = 0; i < count; i++) {
      const place = (tile + i) % tilesOfImage;
      const top = (place / tilesX) * 4, left = (place % tilesX) * 4;
      const to = y + (<usize>((tile + i) / tilesOfImage) * <usize>yHeight + <usize>top) * yRow + <usize>left * yPixel;
      storeTile(to, yRow, yPixel, min(4, yHeight - top), min(4, yWidth - left), m + <usize>i * 36 * mPlace, mPlace, bias, relu, cell);
    }
  }
}

/**
 * As `winogradKernelGradient`; filters are a multiple of 8. Scratch: 36·(80·TOGETHER + 128) + 16·filters + 4800 bytes. Items are parts of all blocks of
 * `blockTiles`.
 */
export function winogradKernelGradientFew(
  d: usize, x: usize, dy: usize, parts: i32, images: i32, height: i32, width: i32, channels: i32, yHeight: i32, yWidth: i32, filters: i32,
  padTop: i32, padLeft: i32, blockTiles: i32, scratch: usize, begin: i32, end: i32,
): void {
  const tilesX = (yWidth + 3) >> 2;
  const tilesOfImage = ((yHeight + 3) >> 2) * tilesX;
  const all = images * tilesOfImage;
  const blocks = (all + blockTiles - 1) / blockTiles;
  const xPixel = <usize>channels << 2, yPixel = <usize>filters << 2;
  const xImage = <usize>height * <usize>width * xPixel, yImage = <usize>yHeight * <usize>yWidth * yPixel;
  const vPlace = (<usize>TOGETHER << 4) + 64, zPlace = (<usize>TOGETHER << 6) + 64;
  const v = scratch;
  const z = v + 36 * vPlace;
  const patch = z + 36 * zPlace;
  const cell = patch + PATCH_BYTES;
  const blank = cell + CELL_BYTES;
  const dPlace = placeOfFilters((filters + 15) >> 4, channels);
  memory.fill(blank, 0, 4 * yPixel);
  for (let part = begin; part < end; part++) {
    const sums = d + <usize>part * 36 * dPlace;
    const from = beginOf(part, parts, blocks) * blockTiles;
    const to = min(beginOf(part + 1, parts, blocks) * blockTiles, all);
    for (let first = from; first < to; first += TOGETHER) {
      const count = min(TOGETHER, to - first);
      for (let t = 0; t < count; t++) {
        const image = x + <usize>((first + t) / tilesOfImage) * xImage;
        const place = (first + t) % tilesOfImage;
        copyTile(patch + <usize>(t & 1) * 16, image, (place / tilesX) * 4 - padTop, (place % tilesX) * 4 - padLeft, height, width, xPixel);
        if (t & 1 || t + 1 === count) transformTiles(v + <usize>(t & ~1) * 16, vPlace, 32, 64, 1, patch, 0, 0, 6, 6, 32, patch, cell);
        const top = (place / tilesX) * 4, left = (place % tilesX) * 4;
        touchPixels(dy + <usize>((first + t) / tilesOfImage) * yImage, top, left, 4, 4, yHeight, yWidth, yPixel, cell);
      }
      const fresh = first === from ? zeros : 0;
      for (let column = 0; column < filters; column += 16) {
        const width = min(16, filters - column);
        for (let t = 0; t < count; t++) {
          const image = dy + <usize>((first + t) / tilesOfImage) * yImage + (<usize>column << 2);
          const place = (first + t) % tilesOfImage;
          transformGradientTile(
            z + (<usize>t << 6), zPlace, 0, <usize>width << 2, image, (place / tilesX) * 4, (place % tilesX) * 4, yHeight, yWidth, yPixel, blank, cell,
          );
        }
        placesOfFew(PLACES, channels, width, fresh, sums + (<usize>(column * channels) << 2), dPlace, v, vPlace, z, zPlace, count);
      }
    }
  }
}
