// BatchNormalization before max pooling over windows that lie side by side: statistics and winners in one pass over the image, and the
// gradient in one pass back.
//
// Bound by memory: the image is read once forward, and read and written once backward. Work goes by bands, one for each row of windows
// and one for the rows below the last; a part is a fixed share of all bands, whatever the number of threads. Channels are a multiple of 8.
// `npm run bench -- --kernels`, of the speed at which one thread copies memory: 0.7 to 0.75 forward and 0.6 to 0.75 backward (W1b8, W2, W3), 0.4 to 0.7 where
// V8 does not widen it.
import { dropEights } from "./dropout";
import { beginOf } from "./part";
import { areHalves } from "./tile";

/** Columns of windows in a piece of a band, so that its numbers, which are read twice, stay in the first cache. */
@inline
function pieceColumns(sizeY: i32, sizeX: i32, channels: i32): i32 {
  return max(1, 6144 / (sizeY * sizeX * channels));
}

/** sums[c] += Σ over a rectangle of pixels. */
function sumOfPixels(sums: usize, x: usize, rows: i32, columns: i32, rowBytes: usize, pixel: usize): void {
  for (let row = 0; row < rows; row++) {
    let at = x + <usize>row * rowBytes;
    for (let column = 0; column < columns; column++) {
      for (let c: usize = 0; c < pixel; c += 32) {
        const a = f32x4.add(v128.load(sums + c), v128.load(at + c)), b = f32x4.add(v128.load(sums + c, 16), v128.load(at + c, 16));
        v128.store(sums + c, b, 16);
        v128.store(sums + c, a);
      }
      at += pixel;
    }
  }
}

/** squares[c] += Σ of squared distances from means[c], two pixels at a time. */
function squaresOfPixels(squares: usize, x: usize, rows: i32, columns: i32, rowBytes: usize, pixel: usize, means: usize): void {
  for (let row = 0; row < rows; row++) {
    let at = x + <usize>row * rowBytes;
    for (let column = 0; column < columns; column += 2) {
      // the last of an odd number stands for itself and for a pixel that is all mean
      const single = column + 1 === columns;
      const next = single ? means : at + pixel;
      for (let c: usize = 0; c < pixel; c += 32) {
        const m = v128.load(means + c), n = v128.load(means + c, 16);
        const d = f32x4.sub(v128.load(at + c), m), e = f32x4.sub(v128.load(at + c, 16), n);
        const f = f32x4.sub(v128.load(next + c), m), g = f32x4.sub(v128.load(next + c, 16), n);
        const a = f32x4.add(v128.load(squares + c), f32x4.add(f32x4.mul(d, d), f32x4.mul(f, f)));
        const b = f32x4.add(v128.load(squares + c, 16), f32x4.add(f32x4.mul(e, e), f32x4.mul(g, g)));
        v128.store(squares + c, b, 16);
        v128.store(squares + c, a);
      }
      at += 2 * pixel;
    }
  }
}

/**
 * The winners of `count` windows side by side: the largest, or the smallest where `signs` has the sign bit; sums[c] += Σ of all. (What is not
 * a number never wins, but makes the moments not numbers either.)
 */
function winnersAndSums(y: usize, sums: usize, x: usize, count: i32, sizeY: i32, sizeX: i32, rowBytes: usize, pixel: usize, signs: usize): void {
  for (let window = 0; window < count; window++) {
    for (let c: usize = 0; c < pixel; c += 32) {
      const s = v128.load(signs + c), t = v128.load(signs + c, 16);
      let best = f32x4.splat(f32.NEGATIVE_INFINITY), other = best;
      let sum = v128.load(sums + c), more = v128.load(sums + c, 16);
      let rowAt = x + c;
      for (let i = 0; i < sizeY; i++) {
        let at = rowAt;
        for (let j = 0; j < sizeX; j++) {
          const v = v128.load(at), w = v128.load(at, 16);
          best = f32x4.pmax(best, v128.xor(v, s));
          other = f32x4.pmax(other, v128.xor(w, t));
          sum = f32x4.add(sum, v);
          more = f32x4.add(more, w);
          at += pixel;
        }
        rowAt += rowBytes;
      }
      v128.store(y + c, v128.xor(other, t), 16);
      v128.store(y + c, v128.xor(best, s));
      v128.store(sums + c, more, 16);
      v128.store(sums + c, sum);
    }
    x += <usize>sizeX * pixel;
    y += pixel;
  }
}

/**
 * For each part: means of the channels, then sums of squared distances from them, [parts][2][channels], to be joined by
 * `momentsOfBands`. y [images, yHeight, yWidth, channels] = the winner of each window: its largest number, or its smallest where gamma is
 * negative. Scratch: three rows of channels. Items are parts.
 */
export function momentsAndWinners(
  partials: usize, y: usize, x: usize, gamma: usize, images: i32, height: i32, width: i32, channels: i32, yHeight: i32, yWidth: i32, sizeY: i32, sizeX: i32, parts: i32,
  scratch: usize, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  const bands = yHeight + (height > yHeight * sizeY ? 1 : 0);
  const units = images * bands;
  const columns = pieceColumns(sizeY, sizeX, channels) * sizeX;
  const signs = scratch, mean = signs + pixel, square = mean + pixel;
  for (let c: usize = 0; c < pixel; c += 16)
    v128.store(signs + c, v128.and(f32x4.lt(v128.load(gamma + c), f32x4.splat(0)), i32x4.splat(0x80000000)));
  for (let part = begin; part < end; part++) {
    const means = partials + <usize>part * (pixel << 1);
    const squares = means + pixel;
    memory.fill(means, 0, pixel << 1);
    let before = 0;
    const from = beginOf(part, parts, units);
    const to = beginOf(part + 1, parts, units);
    for (let unit = from; unit < to; unit++) {
      const band = unit % bands;
      const rows = band < yHeight ? sizeY : height - yHeight * sizeY;
      const image = x + <usize>(unit / bands) * <usize>height * rowBytes + <usize>(band * sizeY) * rowBytes;
      const out = y + (<usize>(unit / bands) * <usize>yHeight + <usize>band) * <usize>yWidth * pixel;
      for (let left = 0; left < width; left += columns) {
        const across = min(columns, width - left);
        const windows = band < yHeight ? max(0, min(across / sizeX, yWidth - left / sizeX)) : 0;
        const count = rows * across;
        const corner = image + <usize>left * pixel;
        memory.fill(mean, 0, pixel << 1);
        winnersAndSums(out + <usize>(left / sizeX) * pixel, mean, corner, windows, sizeY, sizeX, rowBytes, pixel, signs);
        sumOfPixels(mean, corner + <usize>(windows * sizeX) * pixel, rows, across - windows * sizeX, rowBytes, pixel);
        const inverse = f32x4.splat(1 / <f32>count);
        for (let c: usize = 0; c < pixel; c += 16) v128.store(mean + c, f32x4.mul(v128.load(mean + c), inverse));
        squaresOfPixels(square, corner, rows, across, rowBytes, pixel, mean);
        const share = f32x4.splat(<f32>count / <f32>(before + count));
        const weight = f32x4.splat((<f32>before * <f32>count) / <f32>(before + count));
        for (let c: usize = 0; c < pixel; c += 16) join(means + c, squares + c, mean + c, square + c, share, weight);
        before += count;
      }
    }
  }
}

/** Joins the moments of a piece to those before it (Chan, Golub & LeVeque 1979). */
@inline
function join(means: usize, squares: usize, mean: usize, square: usize, share: v128, weight: v128): void {
  const old = v128.load(means);
  const delta = f32x4.sub(v128.load(mean), old);
  v128.store(means, f32x4.add(old, f32x4.mul(delta, share)));
  const joined = f32x4.mul(f32x4.mul(delta, delta), weight);
  v128.store(squares, f32x4.add(v128.load(squares), f32x4.add(v128.load(square), joined)));
}

/** moments [2, channels] of all pixels from those of parts, whose pixels are counted as in `momentsAndWinners`. Items are channels. */
export function momentsOfBands(
  moments: usize, partials: usize, images: i32, height: i32, width: i32, channels: i32, yHeight: i32, sizeY: i32, parts: i32, begin: i32, end: i32,
): void {
  const rest = height - yHeight * sizeY;
  const bands = yHeight + (rest > 0 ? 1 : 0);
  const units = images * bands;
  for (let c = begin; c < end; c++) {
    let mean: f64 = 0, square: f64 = 0, before: f64 = 0;
    for (let part = 0; part < parts; part++) {
      const count = <f64>(rowsBefore(beginOf(part + 1, parts, units), bands, height, sizeY) - rowsBefore(beginOf(part, parts, units), bands, height, sizeY)) * <f64>width;
      const at = partials + ((<usize>part * 2 * <usize>channels + <usize>c) << 2);
      const delta = <f64>load<f32>(at) - mean;
      mean += (delta * count) / (before + count);
      square += <f64>load<f32>(at + (<usize>channels << 2)) + (delta * delta * before * count) / (before + count);
      before += count;
    }
    store<f32>(moments + (<usize>c << 2), <f32>mean);
    store<f32>(moments + (<usize>(channels + c) << 2), <f32>(square / before));
  }
}

/** Rows of pixels in the first so many bands. */
function rowsBefore(units: i32, bands: i32, height: i32, sizeY: i32): i32 {
  return (units / bands) * height + (units % bands) * sizeY;
}

/**
 * dx = dy at the winner of its window · f₀[c] + (x − mean[c]) · f₁[c] + f₂[c], and 0 where `relu` is 1 and x is not positive. Partials
 * [parts][channels] get the sums of dx; those of a band are added up first, which keeps rounding small. Where a `mask` is given, a dropout follows the
 * pooling. Scratch: a row of channels, and with a mask another. Items are parts.
 */
export function normalizePooledGradient(
  dx: usize, partials: usize, dy: usize, x: usize, y: usize, mean: usize, factors: usize, beta: usize, images: i32, height: i32, width: i32, channels: i32, yHeight: i32, yWidth: i32, sizeY: i32, sizeX: i32, relu: i32, mask: usize, scale: f32, parts: i32,
  scratch: usize, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  const bands = yHeight + (height > yHeight * sizeY ? 1 : 0);
  const units = images * bands;
  const always = i32x4.splat(relu ? 0 : -1);
  const halves = areHalves();
  for (let part = begin; part < end; part++) {
    const sums = partials + <usize>part * pixel;
    memory.fill(sums, 0, pixel);
    const from = beginOf(part, parts, units);
    const to = beginOf(part + 1, parts, units);
    for (let unit = from; unit < to; unit++) {
      const band = unit % bands;
      const rows = band < yHeight ? sizeY : height - yHeight * sizeY;
      const windows = band < yHeight ? yWidth : 0;
      const corner = (<usize>(unit / bands) * <usize>height + <usize>(band * sizeY)) * rowBytes;
      const pooled = (<usize>(unit / bands) * <usize>yHeight + <usize>band) * <usize>yWidth * pixel;
      memory.fill(scratch, 0, pixel);
      for (let window = 0; window < windows; window++) {
        const at = corner + <usize>(window * sizeX) * pixel;
        const from = pooled + <usize>window * pixel;
        let gradient = dy + from;
        if (mask) {
          gradient = scratch + pixel;
          dropEights(gradient, dy + from, mask, scale, <i32>(from >> 5), channels >> 3);
        }
        const to = dx + at, image = x + at, winners = y + from;
        if (halves) gradientOfWindow(to, scratch, gradient, image, winners, mean, factors, beta, false, pixel, sizeY, sizeX, rowBytes, always);
        else gradientOfWindow(to, scratch, gradient, image, winners, mean, factors, beta, true, pixel, sizeY, sizeX, rowBytes, always);
      }
      if (windows * sizeX < width) {
        const at = corner + <usize>(windows * sizeX) * pixel;
        for (let c: usize = 0; c < pixel; c += 16)
          gradientOutside(dx + at + c, scratch + c, x + at + c, mean + c, factors + c + pixel, pixel, rows, width - windows * sizeX, rowBytes, always);
      }
      for (let c: usize = 0; c < pixel; c += 16) v128.store(sums + c, f32x4.add(v128.load(sums + c), v128.load(scratch + c)));
    }
  }
}

/** Lanes where relu lets the gradient through: x is positive, or there is no relu. */
@inline
function passes(x: v128, always: v128): v128 {
  return v128.or(f32x4.gt(x, f32x4.splat(0)), always);
}

/** Lanes whose number, e from the mean, is the winner when normalized. */
@inline
function wins(e: v128, factor: v128, shift: v128, winner: v128): v128 {
  return f32x4.eq(f32x4.add(f32x4.mul(e, factor), shift), winner);
}

/** What a number v, e from the mean, gets. */
@inline
function share(v: v128, e: v128, f1: v128, f2: v128, given: v128, always: v128): v128 {
  return v128.and(f32x4.add(f32x4.add(f32x4.mul(e, f1), f2), given), passes(v, always));
}

/**
 * One window, 8 channels after another, or 4 when there are no registers for a `pair` of vectors. The gradient goes to the first place, row by row, that
 * is the largest when normalized: numbers that rounding makes equal there are equal, as they are for a pooling that comes after.
 */
@inline
function gradientOfWindow(
  dx: usize, sums: usize, dy: usize, x: usize, y: usize, mean: usize, factors: usize, beta: usize, pair: boolean, pixel: usize, sizeY: i32, sizeX: i32, rowBytes: usize, always: v128,
): void {
  const zero = f32x4.splat(0);
  for (const end = mean + pixel; mean < end; ) {
    const m = v128.load(mean), m2 = pair ? v128.load(mean, 16) : zero;
    const f = v128.load(factors), f02 = pair ? v128.load(factors, 16) : zero;
    const shift = v128.load(beta), shift2 = pair ? v128.load(beta, 16) : zero;
    const winner = f32x4.add(f32x4.mul(f32x4.sub(v128.load(y), m), f), shift);
    const winner2 = pair ? f32x4.add(f32x4.mul(f32x4.sub(v128.load(y, 16), m2), f02), shift2) : zero;
    // what is still to be given away: nothing in lanes that have found their place
    let open = f32x4.mul(v128.load(dy), f), open2 = pair ? f32x4.mul(v128.load(dy, 16), f02) : zero;
    const f1 = v128.load(factors + pixel), f12 = pair ? v128.load(factors + pixel, 16) : zero;
    const f2 = v128.load(factors + 2 * pixel), f22 = pair ? v128.load(factors + 2 * pixel, 16) : zero;
    let sum = v128.load(sums), sum2 = pair ? v128.load(sums, 16) : zero;
    if (sizeY === 2 && sizeX === 2) {
      // as nearly all windows are: without the loops' own work it takes a quarter less time where vectors are not widened
      const right = pixel, below = rowBytes, last = rowBytes + pixel;
      const a = v128.load(x), a2 = pair ? v128.load(x, 16) : zero;
      const b = v128.load(x + right), b2 = pair ? v128.load(x + right, 16) : zero;
      const c = v128.load(x + below), c2 = pair ? v128.load(x + below, 16) : zero;
      const d = v128.load(x + last), d2 = pair ? v128.load(x + last, 16) : zero;
      const ae = f32x4.sub(a, m), ae2 = pair ? f32x4.sub(a2, m2) : zero;
      const aw = wins(ae, f, shift, winner), aw2 = pair ? wins(ae2, f02, shift2, winner2) : zero;
      const ad = share(a, ae, f1, f2, v128.and(open, aw), always), ad2 = pair ? share(a2, ae2, f12, f22, v128.and(open2, aw2), always) : zero;
      open = v128.andnot(open, aw);
      if (pair) open2 = v128.andnot(open2, aw2);
      if (pair) v128.store(dx, ad2, 16);
      v128.store(dx, ad);
      sum = f32x4.add(sum, ad);
      if (pair) sum2 = f32x4.add(sum2, ad2);
      const be = f32x4.sub(b, m), be2 = pair ? f32x4.sub(b2, m2) : zero;
      const bw = wins(be, f, shift, winner), bw2 = pair ? wins(be2, f02, shift2, winner2) : zero;
      const bd = share(b, be, f1, f2, v128.and(open, bw), always), bd2 = pair ? share(b2, be2, f12, f22, v128.and(open2, bw2), always) : zero;
      open = v128.andnot(open, bw);
      if (pair) open2 = v128.andnot(open2, bw2);
      if (pair) v128.store(dx + right, bd2, 16);
      v128.store(dx + right, bd);
      sum = f32x4.add(sum, bd);
      if (pair) sum2 = f32x4.add(sum2, bd2);
      const ce = f32x4.sub(c, m), ce2 = pair ? f32x4.sub(c2, m2) : zero;
      const cw = wins(ce, f, shift, winner), cw2 = pair ? wins(ce2, f02, shift2, winner2) : zero;
      const cd = share(c, ce, f1, f2, v128.and(open, cw), always), cd2 = pair ? share(c2, ce2, f12, f22, v128.and(open2, cw2), always) : zero;
      open = v128.andnot(open, cw);
      if (pair) open2 = v128.andnot(open2, cw2);
      if (pair) v128.store(dx + below, cd2, 16);
      v128.store(dx + below, cd);
      sum = f32x4.add(sum, cd);
      if (pair) sum2 = f32x4.add(sum2, cd2);
      const de = f32x4.sub(d, m), de2 = pair ? f32x4.sub(d2, m2) : zero;
      const dw = wins(de, f, shift, winner), dw2 = pair ? wins(de2, f02, shift2, winner2) : zero;
      const dd = share(d, de, f1, f2, v128.and(open, dw), always), dd2 = pair ? share(d2, de2, f12, f22, v128.and(open2, dw2), always) : zero;
      open = v128.andnot(open, dw);
      if (pair) open2 = v128.andnot(open2, dw2);
      if (pair) v128.store(dx + last, dd2, 16);
      v128.store(dx + last, dd);
      sum = f32x4.add(sum, dd);
      if (pair) sum2 = f32x4.add(sum2, dd2);
    } else
      for (let i = 0, row: usize = 0; i < sizeY; i++, row += rowBytes)
        for (let j = 0, at = row; j < sizeX; j++, at += pixel) {
          const v = v128.load(x + at), v2 = pair ? v128.load(x + at, 16) : zero;
          const e = f32x4.sub(v, m), e2 = pair ? f32x4.sub(v2, m2) : zero;
          const found = wins(e, f, shift, winner);
          const found2 = pair ? wins(e2, f02, shift2, winner2) : zero;
          const d = share(v, e, f1, f2, v128.and(open, found), always);
          const d2 = pair ? share(v2, e2, f12, f22, v128.and(open2, found2), always) : zero;
          open = v128.andnot(open, found);
          if (pair) open2 = v128.andnot(open2, found2);
          if (pair) v128.store(dx + at, d2, 16);
          v128.store(dx + at, d);
          sum = f32x4.add(sum, d);
          if (pair) sum2 = f32x4.add(sum2, d2);
        }
    if (pair) v128.store(sums, sum2, 16);
    v128.store(sums, sum);
    const step: usize = pair ? 32 : 16;
    dx += step;
    sums += step;
    dy += step;
    x += step;
    y += step;
    mean += step;
    factors += step;
    beta += step;
  }
}

/** Pixels that no window has, 4 channels; `factors` are f₁ and, a row of channels later, f₂. */
@inline
function gradientOutside(
  dx: usize, sums: usize, x: usize, mean: usize, factors: usize, pixel: usize, rows: i32, columns: i32, rowBytes: usize, always: v128,
): void {
  const m = v128.load(mean);
  const f1 = v128.load(factors), f2 = v128.load(factors + pixel);
  let sum = v128.load(sums);
  for (let i = 0; i < rows; i++) {
    let at = <usize>i * rowBytes;
    for (let j = 0; j < columns; j++) {
      const v = v128.load(x + at);
      const d = v128.and(f32x4.add(f32x4.mul(f32x4.sub(v, m), f1), f2), passes(v, always));
      v128.store(dx + at, d);
      sum = f32x4.add(sum, d);
      at += pixel;
    }
  }
  v128.store(sums, sum);
}
