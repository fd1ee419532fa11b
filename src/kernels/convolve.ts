// Convolutions without an im2col in memory: the tile reads windows of the image where they lie, by a table of runs.
//
// x [images, height, width, channels]; a run is a stretch of numbers that lie together in the image and in the kernel: a whole row of the
// window (columns × channels) when it is not dilated, else one tap. Where the window reaches over the border, the rows it
// needs are first copied into scratch with zeros around them (they come from memory anyway, and stay in the second cache).
// Bound by arithmetic; a panel of 16 filters is read once for every 4 pixels, from the first or second cache.
// `npm run bench -- --kernels`: 0.6 to 0.7 of the 128-bit peak, 1.0 to 1.2 where V8 widens it (W6).

import { beginOf } from "./part";
import { packPanel, tileAnywhere, tilesAcross, tilesAlong, zeros } from "./tile";

/** Copies input rows from `top` on (which may be negative or beyond) with `left` zero pixels before and zeros behind each. */
function copyPadded(
  to: usize, rows: i32, rowBytes: usize, image: usize, top: i32, left: i32, height: i32, width: i32, pixelBytes: usize,
): void {
  const before = <usize>max(left, 0) * pixelBytes;
  const skipped = <usize>max(-left, 0) * pixelBytes;
  const inside = min(<usize>width * pixelBytes - skipped, rowBytes - before);
  for (let i = 0; i < rows; i++) {
    const row = top + i;
    if (row < 0 || row >= height) memory.fill(to, 0, rowBytes);
    else {
      memory.fill(to, 0, before);
      memory.copy(to + before, image + <usize>row * <usize>width * pixelBytes + skipped, inside);
      memory.fill(to + before + inside, 0, rowBytes - before - inside);
    }
    to += rowBytes;
  }
}

/**
 * y = convolution of x with packed filters (`packFilters`), + bias (or 0), then max(·, 0) when `relu` is 1.
 *
 * Output pixel (r, c) of an image goes to y + image·yImage + r·yRow + c·yPixel; its window begins at input row r·strideY − padTop, column
 * c·strideX − padLeft. `runs` holds byte offsets from the window's begin, in rows of `rowBytes`. With `padded` 1 the rows are copied to scratch first;
 * each needs `span` rows of `rowBytes`. Scratch: ((blockRows − 1)·strideY + span)·rowBytes + 64. Items are images × blocks of `blockRows` output rows.
 */
export function convolve(
  y: usize, yImage: usize, yRow: usize, yPixel: usize, yHeight: i32, yWidth: i32, columns: i32,
  x: usize, height: i32, width: i32, pixelBytes: usize, strideY: i32, strideX: i32, padTop: i32, padLeft: i32, padded: i32, span: i32, rowBytes: usize,
  packed: usize, runs: usize, runCount: i32, length: i32, bias: usize, relu: i32, blockRows: i32, scratch: usize, begin: i32, end: i32,
): void {
  const blocks = (yHeight + blockRows - 1) / blockRows;
  const panelBytes = <usize>runCount * <usize>length * 64;
  const aRow = <usize>strideY * rowBytes;
  const aPixel = <usize>strideX * pixelBytes;
  for (let item = begin; item < end; item++) {
    const image = x + <usize>(item / blocks) * <usize>height * <usize>width * pixelBytes;
    const first = (item % blocks) * blockRows;
    const count = min(blockRows, yHeight - first);
    const out = y + <usize>(item / blocks) * yImage + <usize>first * yRow;
    let source = image + <usize>(first * strideY) * rowBytes;
    if (padded) {
      copyPadded(scratch, (count - 1) * strideY + span, rowBytes, image, first * strideY - padTop, padLeft, height, width, pixelBytes);
      source = scratch;
    }
    const pixels = count * yWidth;
    for (let column = 0; column < columns; column += 16) {
      const b = packed + <usize>(column >> 4) * panelBytes;
      const start = bias ? bias + (<usize>column << 2) : zeros;
      const panelWidth = min(16, columns - column);
      // fours inside a row go together; a four that reaches into later rows goes alone
      for (let pixel = 0; pixel < pixels; ) {
        const row = pixel / yWidth, inRow = pixel % yWidth;
        const a = source + <usize>row * aRow + <usize>inRow * aPixel;
        const c = out + <usize>row * yRow + <usize>inRow * yPixel + (<usize>column << 2);
        const whole = (yWidth - inRow) & ~3;
        if (whole > 0) {
          tilesAlong(whole, panelWidth, relu, c, yPixel, start, 0, a, aPixel, runs, b, <usize>length << 6, runCount, length);
          pixel += whole;
        } else {
          tileAnywhere(
            min(4, pixels - pixel), panelWidth, relu,
            c, distance(inRow, 1, yWidth, yPixel, yRow), distance(inRow, 2, yWidth, yPixel, yRow), distance(inRow, 3, yWidth, yPixel, yRow), start, 0, 0, 0,
            a, distance(inRow, 1, yWidth, aPixel, aRow), distance(inRow, 2, yWidth, aPixel, aRow), distance(inRow, 3, yWidth, aPixel, aRow), 4,
            runs, b, 64, <usize>length << 6, runCount, length,
          );
          pixel += 4;
        }
      }
    }
  }
}

/** Bytes from the pixel in column `from` to the one that comes `steps` after it. */
@inline
function distance(from: i32, steps: i32, width: i32, pixelBytes: usize, rowBytes: usize): usize {
  const to = from + steps;
  return <usize>(to / width) * rowBytes + <usize>(to % width - from) * pixelBytes;
}

/**
 * Filters as `convolve` reads them: for every panel of 16 columns, runs × length rows of 16. Element (run r, place k, column n) comes from
 * w + sources[r] + k·rowStep + n·columnStep. Items are panels.
 */
export function packFilters(
  packed: usize, w: usize, sources: usize, runCount: i32, length: i32, rowStep: usize, columnStep: usize, columns: i32, begin: i32, end: i32,
): void {
  for (let panel = begin; panel < end; panel++) {
    let to = packed + <usize>panel * <usize>runCount * <usize>length * 64;
    const from = w + (<usize>panel << 4) * columnStep;
    const width = min(16, columns - (panel << 4));
    for (let r = 0; r < runCount; r++) {
      packPanel(to, from + load<usize>(sources + (<usize>r << 2)), rowStep, columnStep, length, width);
      to += <usize>length << 6;
    }
  }
}

/**
 * Gradient of the kernel: partial sums over `parts` equal shares of all (image, block of output rows), to be added up by `sumParts`.
 *
 * Row t of the gradient (a tap and a channel) belongs to the number at byte taps[t] of every window; rows are cRow bytes apart, from
 * `dw` on; a partial is `partBytes`. dy [images, yHeight, yWidth, …] has pixels of dyPixel bytes. Output rows are taken `together` at a time, so
 * that their 16 columns stay in the first cache for all taps; `rowRuns` holds the byte offsets of their windows. The rest as for `convolve`.
 * Items are parts.
 */
export function convolveKernelGradient(
  dw: usize, cRow: usize, partBytes: usize, parts: i32, taps: usize, tapCount: i32, columns: i32,
  dy: usize, dyPixel: usize, images: i32, yHeight: i32, yWidth: i32, together: i32, rowRuns: usize,
  x: usize, height: i32, width: i32, pixelBytes: usize, strideY: i32, strideX: i32, padTop: i32, padLeft: i32, padded: i32, span: i32, rowBytes: usize,
  blockRows: i32, scratch: usize, begin: i32, end: i32,
): void {
  const blocks = (yHeight + blockRows - 1) / blockRows;
  const units = images * blocks;
  const dyRow = <usize>yWidth * dyPixel;
  const aPixel = <usize>strideX * pixelBytes;
  for (let part = begin; part < end; part++) {
    const from = beginOf(part, parts, units);
    const to = beginOf(part + 1, parts, units);
    const sums = dw + <usize>part * partBytes;
    for (let unit = from; unit < to; unit++) {
      const index = unit / blocks;
      const image = x + <usize>index * <usize>height * <usize>width * pixelBytes;
      const first = (unit % blocks) * blockRows;
      const count = min(blockRows, yHeight - first);
      let source = image + <usize>(first * strideY) * rowBytes;
      if (padded) {
        copyPadded(scratch, (count - 1) * strideY + span, rowBytes, image, first * strideY - padTop, padLeft, height, width, pixelBytes);
        source = scratch;
      }
      const gradient = dy + <usize>index * <usize>yHeight * dyRow + <usize>first * dyRow;
      for (let row = 0; row < count; row += together) {
        const a0 = source + <usize>(row * strideY) * rowBytes;
        const b0 = gradient + <usize>row * dyRow;
        const runCount = min(together, count - row);
        const fresh = unit === from && row === 0;
        for (let column = 0; column < columns; column += 16)
          for (let t = 0; t < tapCount; t += 4) {
            const tap = taps + (<usize>t << 2);
            const tap0 = load<usize>(tap);
            const o1 = load<usize>(tap, 4) - tap0;
            const o2 = load<usize>(tap, 8) - tap0;
            const o3 = load<usize>(tap, 12) - tap0;
            const c = sums + <usize>t * cRow + (<usize>column << 2);
            const start = fresh ? zeros : c;
            const s: usize = fresh ? 0 : cRow;
            const rows = min(4, tapCount - t), width = min(16, columns - column);
            const b = b0 + (<usize>column << 2);
            if (o1 === 4 && o2 === 8 && o3 === 12)
              tilesAcross(rows, width, 0, c, cRow, start, s, a0 + tap0, aPixel, rowRuns, b, dyPixel, dyRow, runCount, yWidth);
            else
              tileAnywhere(
                rows, width, 0, c, cRow, 2 * cRow, 3 * cRow, start, s, 2 * s, 3 * s, a0 + tap0, o1, o2, o3, aPixel, rowRuns, b, dyPixel, dyRow, runCount, yWidth,
              );
          }
      }
    }
  }
}
