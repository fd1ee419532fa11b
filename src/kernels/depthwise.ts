// Convolutions in which each channel has a filter of its own: depthwise ones, alone and in separable layers.
//
// Two tables say what a window sees: for each row of the output and each row of the window the byte offset of the image's row, for columns alike, −1
// outside of the image. So strides, dilation, padding and the gradient of the image are one loop. Sums run over taps, or over pixels, in order.
// Channels are a multiple of 4; eight of them go together. Where all taps are inside, four windows do: each tap is read once for all, and of windows of three
// neighbours each pixel too. Then 0.8 of the 128-bit peak where images lie in a cache (two instructions of three multiply or add); from memory a third of
// that, bound by its 12 to 15 GB/s for what is read and written. Rows are read ahead for that reason (touch.ts).
// `npm run bench -- --workload D1` times it beside the rivals: 1.0 to 1.15 of the fastest where V8 widens it. In separable layers (S1), whose other half is
// a product (matmul.ts), it takes some 30 % of the step.

import { beginOf } from "./part";
import { zeros } from "./tile";
import { floorOf } from "./tiles/store";
import { touch } from "./touch";
import { bendBack, RELU } from "./unary";

/** Bytes that are read ahead at once: long enough for a processor to see where it goes, short enough to stay in a second cache. */
const AHEAD: i32 = 65536;

/**
 * y = bias + Σ over taps of x · w, then max(·, 0) when `relu` is 1, where w is [taps][channels]; `bias` may be 0. y is 0 where what lies in its place in
 * `mask` is not above 0, if `mask` is not 0: the gradient of a relu before. Between columns `from` and `to` every tap is
 * inside of the image, and neighbours of y look `across` bytes apart. Items are rows of all output images.
 */
export function depthwise(
  y: usize, x: usize, w: usize, bias: usize, relu: i32, mask: usize, height: i32, width: i32, channels: i32, imageBytes: usize, rowOffsets: usize, columnOffsets: usize,
  sizeY: i32, sizeX: i32, rowBytes: usize, from: i32, to: i32, across: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const aheadX = <usize>max(1, AHEAD / <i32>rowBytes) * rowBytes, aheadY = max(1, AHEAD / (width * <i32>pixel));
  let top = -1;
  for (let item = begin; item < end; item++) {
    const image = x + <usize>(item / height) * imageBytes;
    const rows = rowOffsets + <usize>((item % height) * sizeY) * 4;
    const row = <usize>item * <usize>width * pixel;
    const out = y + row;
    if (item === begin || item % height === 0) top = -1;
    for (let i = 0; i < sizeY; i++) {
      const offset = load<i32>(rows + (<usize>i << 2));
      if (offset > top) {
        const until = min(<usize>offset + aheadX, imageBytes);
        touch(image + offset, until - offset);
        top = <i32>(until - rowBytes);
      }
    }
    if ((item - begin) % aheadY === 0) touch(out, <usize>min(aheadY, end - item) * width * pixel);
    let column = 0;
    for (; column < from; column++) windowOf(out, image, w, bias, relu, rows, columnOffsets, column, sizeY, sizeX, pixel);
    for (; column < to - 3; column += 4) fourWindows(out, image, w, bias, relu, rows, columnOffsets, column, sizeY, sizeX, across, pixel);
    // the last four once more, unless there are no four
    if (column < to && to - from > 3) {
      fourWindows(out, image, w, bias, relu, rows, columnOffsets, to - 4, sizeY, sizeX, across, pixel);
      column = to;
    }
    for (; column < width; column++) windowOf(out, image, w, bias, relu, rows, columnOffsets, column, sizeY, sizeX, pixel);
    if (mask) bendBack(out, out, mask + row, RELU, 0, 0, width * channels);
  }
}

/** Four neighbouring windows: eight channels of them at a time are sums in registers. Of three taps in a row that are neighbours too each pixel is read once. */
function fourWindows(
  y: usize, image: usize, w: usize, bias: usize, relu: i32, rows: usize, columnOffsets: usize, column: i32, sizeY: i32, sizeX: i32, across: i32, pixel: usize,
): void {
  const columns = columnOffsets + (<usize>(column * sizeX) << 2);
  const floor = floorOf(relu);
  y += <usize>column * pixel;
  const first = load<i32>(columns), next = sizeX === 3 ? load<i32>(columns, 4) - first : 0;
  const eights = pixel & ~31;
  let c: usize = 0;
  if (next === across)
    for (; c < eights; c += 32) threeTaps(y + c, pixel, image + first + c, across, w + c, bias ? bias + c : zeros, floor, rows, sizeY, pixel);
  else if (sizeX === 3 && next === -across)
    // from the last window to the first, so that taps go the same way
    for (; c < eights; c += 32)
      threeTaps(y + 3 * pixel + c, -pixel, image + first + 3 * across + c, -across, w + c, bias ? bias + c : zeros, floor, rows, sizeY, pixel);
  else for (; c < eights; c += 32) anyTaps(y + c, image + c, across, w + c, bias ? bias + c : zeros, floor, rows, columns, sizeY, sizeX, pixel);
  if (c < pixel)
    for (let n = 0; n < 4; n++)
      windowOfFour(y + <usize>n * pixel + c, image + c, w + c, bias ? bias + c : zeros, floor, rows, columns + (<usize>(n * sizeX) << 2), sizeY, sizeX, pixel);
}

@inline
function threeTaps(y: usize, yStep: usize, x: usize, step: usize, w: usize, start: usize, floor: v128, rows: usize, sizeY: i32, pixel: usize): void {
  let a = v128.load(start), e = v128.load(start, 16), b = a, f = e, c = a, g = e, d = a, h = e;
  for (let i = 0; i < sizeY; i++) {
    const row = load<i32>(rows + (<usize>i << 2));
    if (row >= 0) {
      let from = x + row;
      const u = v128.load(w), U = v128.load(w, 16);
      const v = v128.load(w + pixel), V = v128.load(w + pixel, 16);
      const t = v128.load(w + 2 * pixel), T = v128.load(w + 2 * pixel, 16);
      let p = v128.load(from), q = v128.load(from, 16);
      a = f32x4.add(a, f32x4.mul(p, u)), e = f32x4.add(e, f32x4.mul(q, U));
      from += step;
      p = v128.load(from), q = v128.load(from, 16);
      a = f32x4.add(a, f32x4.mul(p, v)), e = f32x4.add(e, f32x4.mul(q, V));
      b = f32x4.add(b, f32x4.mul(p, u)), f = f32x4.add(f, f32x4.mul(q, U));
      from += step;
      p = v128.load(from), q = v128.load(from, 16);
      a = f32x4.add(a, f32x4.mul(p, t)), e = f32x4.add(e, f32x4.mul(q, T));
      b = f32x4.add(b, f32x4.mul(p, v)), f = f32x4.add(f, f32x4.mul(q, V));
      c = f32x4.add(c, f32x4.mul(p, u)), g = f32x4.add(g, f32x4.mul(q, U));
      from += step;
      p = v128.load(from), q = v128.load(from, 16);
      b = f32x4.add(b, f32x4.mul(p, t)), f = f32x4.add(f, f32x4.mul(q, T));
      c = f32x4.add(c, f32x4.mul(p, v)), g = f32x4.add(g, f32x4.mul(q, V));
      d = f32x4.add(d, f32x4.mul(p, u)), h = f32x4.add(h, f32x4.mul(q, U));
      from += step;
      p = v128.load(from), q = v128.load(from, 16);
      c = f32x4.add(c, f32x4.mul(p, t)), g = f32x4.add(g, f32x4.mul(q, T));
      d = f32x4.add(d, f32x4.mul(p, v)), h = f32x4.add(h, f32x4.mul(q, V));
      from += step;
      p = v128.load(from), q = v128.load(from, 16);
      d = f32x4.add(d, f32x4.mul(p, t)), h = f32x4.add(h, f32x4.mul(q, T));
    }
    w += 3 * pixel;
  }
  storePair(y, a, e, floor);
  storePair(y + yStep, b, f, floor);
  storePair(y + 2 * yStep, c, g, floor);
  storePair(y + 3 * yStep, d, h, floor);
}

@inline
function anyTaps(y: usize, image: usize, across: i32, w: usize, start: usize, floor: v128, rows: usize, columns: usize, sizeY: i32, sizeX: i32, pixel: usize): void {
  let a = v128.load(start), e = v128.load(start, 16), b = a, f = e, c = a, g = e, d = a, h = e;
  for (let i = 0; i < sizeY; i++) {
    const row = load<i32>(rows + (<usize>i << 2));
    if (row >= 0)
      for (let j = 0; j < sizeX; j++) {
        const tap = w + <usize>j * pixel;
        const u = v128.load(tap), U = v128.load(tap, 16);
        let from = image + row + load<i32>(columns + (<usize>j << 2));
        a = f32x4.add(a, f32x4.mul(v128.load(from), u)), e = f32x4.add(e, f32x4.mul(v128.load(from, 16), U));
        from += across;
        b = f32x4.add(b, f32x4.mul(v128.load(from), u)), f = f32x4.add(f, f32x4.mul(v128.load(from, 16), U));
        from += across;
        c = f32x4.add(c, f32x4.mul(v128.load(from), u)), g = f32x4.add(g, f32x4.mul(v128.load(from, 16), U));
        from += across;
        d = f32x4.add(d, f32x4.mul(v128.load(from), u)), h = f32x4.add(h, f32x4.mul(v128.load(from, 16), U));
      }
    w += <usize>sizeX * pixel;
  }
  storePair(y, a, e, floor);
  storePair(y + pixel, b, f, floor);
  storePair(y + 2 * pixel, c, g, floor);
  storePair(y + 3 * pixel, d, h, floor);
}

/** Two vectors of sums, as they are. */
@inline
function storeSums(to: usize, a: v128, b: v128): void {
  v128.store(to, b, 16);
  v128.store(to, a);
}

@inline
function storePair(y: usize, a: v128, b: v128, floor: v128): void {
  v128.store(y, f32x4.pmax(b, floor), 16);
  v128.store(y, f32x4.pmax(a, floor));
}

/** One window, some of whose taps may be outside. */
function windowOf(
  y: usize, image: usize, w: usize, bias: usize, relu: i32, rows: usize, columnOffsets: usize, column: i32, sizeY: i32, sizeX: i32, pixel: usize,
): void {
  const columns = columnOffsets + (<usize>(column * sizeX) << 2);
  const floor = floorOf(relu);
  y += <usize>column * pixel;
  let c: usize = 0;
  for (; c + 63 < pixel; c += 64) windowOfSixteen(y + c, image + c, w + c, bias ? bias + c : zeros, floor, rows, columns, sizeY, sizeX, pixel);
  for (; c < pixel; c += 16) windowOfFour(y + c, image + c, w + c, bias ? bias + c : zeros, floor, rows, columns, sizeY, sizeX, pixel);
}

@inline
function windowOfSixteen(
  y: usize, image: usize, w: usize, start: usize, floor: v128, rows: usize, columns: usize, sizeY: i32, sizeX: i32, pixel: usize,
): void {
  let a = v128.load(start), b = v128.load(start, 16), c = v128.load(start, 32), d = v128.load(start, 48);
  for (let i = 0; i < sizeY; i++) {
    const row = load<i32>(rows + (<usize>i << 2));
    if (row >= 0)
      for (let j = 0; j < sizeX; j++) {
        const column = load<i32>(columns + (<usize>j << 2));
        if (column < 0) continue;
        const from = image + row + column, tap = w + <usize>j * pixel;
        a = f32x4.add(a, f32x4.mul(v128.load(from), v128.load(tap)));
        b = f32x4.add(b, f32x4.mul(v128.load(from, 16), v128.load(tap, 16)));
        c = f32x4.add(c, f32x4.mul(v128.load(from, 32), v128.load(tap, 32)));
        d = f32x4.add(d, f32x4.mul(v128.load(from, 48), v128.load(tap, 48)));
      }
    w += <usize>sizeX * pixel;
  }
  storePair(y, a, b, floor);
  storePair(y + 32, c, d, floor);
}

@inline
function windowOfFour(
  y: usize, image: usize, w: usize, start: usize, floor: v128, rows: usize, columns: usize, sizeY: i32, sizeX: i32, pixel: usize,
): void {
  let sum = v128.load(start);
  for (let i = 0; i < sizeY; i++) {
    const row = load<i32>(rows + (<usize>i << 2));
    if (row >= 0)
      for (let j = 0; j < sizeX; j++) {
        const column = load<i32>(columns + (<usize>j << 2));
        if (column >= 0) sum = f32x4.add(sum, f32x4.mul(v128.load(image + row + column), v128.load(w + <usize>j * pixel)));
      }
    w += <usize>sizeX * pixel;
  }
  v128.store(y, f32x4.pmax(sum, floor));
}

/**
 * Gradient of the filters, [parts][taps][channels]: partial sums over equal shares of all (image, block of `blockRows` output rows), to be added up by
 * `sumParts`. Items are parts.
 */
export function depthwiseKernelGradient(
  dw: usize, x: usize, dy: usize, parts: i32, images: i32, height: i32, width: i32, channels: i32, imageBytes: usize,
  rowOffsets: usize, columnOffsets: usize, sizeY: i32, sizeX: i32, blockRows: i32, rowBytes: usize, from: i32, to: i32, across: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const blocks = (height + blockRows - 1) / blockRows;
  const units = images * blocks;
  let top = -1;
  const sumsBytes = <usize>(sizeY * sizeX) * pixel;
  for (let part = begin; part < end; part++) {
    const sums = dw + <usize>part * sumsBytes;
    memory.fill(sums, 0, sumsBytes);
    const last = beginOf(part + 1, parts, units);
    for (let unit = beginOf(part, parts, units); unit < last; unit++) {
      const image = x + <usize>(unit / blocks) * imageBytes;
      const first = (unit % blocks) * blockRows;
      for (let row = first; row < min(first + blockRows, height); row++) {
        const gradient = dy + <usize>((unit / blocks) * height + row) * <usize>width * pixel;
        touch(gradient, <usize>width * pixel);
        if (row === first) top = -1;
        for (let i = 0; i < sizeY; i++) {
          const offset = load<i32>(rowOffsets + (<usize>(row * sizeY + i) << 2));
          if (offset > top) {
            touch(image + offset, rowBytes);
            top = offset;
          }
        }
        const rows = rowOffsets + (<usize>(row * sizeY) << 2);
        if (sizeY === 3 && sizeX === 3 && to - from > 0 && load<i32>(rows) >= 0 && load<i32>(rows, 8) >= 0) {
          threeByThree(sums, image, gradient, rows, columnOffsets, from, to, across, width, pixel);
          continue;
        }
        for (let i = 0; i < sizeY; i++) {
          const offset = load<i32>(rowOffsets + (<usize>(row * sizeY + i) << 2));
          if (offset < 0) continue;
          for (let j = 0; j < sizeX; j++) {
            const tap = sums + <usize>(i * sizeX + j) * pixel;
            const columns = columnOffsets + (<usize>j << 2);
            let c: usize = 0;
            for (; c + 63 < pixel; c += 64) addSixteen(tap + c, image + offset + c, gradient + c, columns, sizeX, width, pixel);
            for (; c < pixel; c += 16) addFour(tap + c, image + offset + c, gradient + c, columns, sizeX, width, pixel);
          }
        }
      }
    }
  }
}

/** All nine taps of a row of the output: eight channels at a time, whose sums stay in registers between the columns where every tap is inside. */
function threeByThree(
  sums: usize, image: usize, dy: usize, rows: usize, columnOffsets: usize, from: i32, to: i32, across: i32, width: i32, pixel: usize,
): void {
  const r0 = image + load<i32>(rows), r1 = image + load<i32>(rows, 4), r2 = image + load<i32>(rows, 8);
  for (let column = 0; column < from; column++) addColumn(sums, r0, r1, r2, dy + <usize>column * pixel, columnOffsets + <usize>column * 12, pixel);
  const inside = columnOffsets + <usize>from * 12;
  const first = load<i32>(inside), o1 = load<i32>(inside, 4) - first, o2 = load<i32>(inside, 8) - first;
  const eights = pixel & ~31;
  for (let c: usize = 0; c < eights; c += 32)
    addInside(sums + c, r0 + first + c, r1 + first + c, r2 + first + c, o1, o2, dy + <usize>from * pixel + c, to - from, across, pixel);
  if (eights < pixel)
    for (let column = from; column < to; column++) {
      const offsets = columnOffsets + <usize>column * 12, d = dy + <usize>column * pixel + eights;
      for (let j = 0; j < 3; j++) {
        const x = load<i32>(offsets + (<usize>j << 2)) + eights, tap = sums + <usize>j * pixel + eights;
        addTap(tap, r0 + x, d);
        addTap(tap + 3 * pixel, r1 + x, d);
        addTap(tap + 6 * pixel, r2 + x, d);
      }
    }
  for (let column = to; column < width; column++) addColumn(sums, r0, r1, r2, dy + <usize>column * pixel, columnOffsets + <usize>column * 12, pixel);
}

@inline
function addTap(sums: usize, x: usize, dy: usize): void {
  v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(v128.load(x), v128.load(dy))));
}

/** One column, some of whose taps may be outside. */
function addColumn(sums: usize, r0: usize, r1: usize, r2: usize, dy: usize, offsets: usize, pixel: usize): void {
  for (let j = 0; j < 3; j++) {
    const x = load<i32>(offsets + (<usize>j << 2));
    if (x >= 0)
      for (let c: usize = 0; c < pixel; c += 16) {
        const tap = sums + <usize>j * pixel + c;
        addTap(tap, r0 + x + c, dy + c);
        addTap(tap + 3 * pixel, r1 + x + c, dy + c);
        addTap(tap + 6 * pixel, r2 + x + c, dy + c);
      }
  }
}

@inline
function addInside(
  sums: usize, r0: usize, r1: usize, r2: usize, o1: i32, o2: i32, dy: usize, count: i32, across: i32, pixel: usize,
): void {
  const t3 = sums + 3 * pixel, t6 = sums + 6 * pixel;
  let a = v128.load(sums), A = v128.load(sums, 16);
  let b = v128.load(sums + pixel), B = v128.load(sums + pixel, 16);
  let c = v128.load(sums + 2 * pixel), C = v128.load(sums + 2 * pixel, 16);
  let d = v128.load(t3), D = v128.load(t3, 16);
  let e = v128.load(t3 + pixel), E = v128.load(t3 + pixel, 16);
  let f = v128.load(t3 + 2 * pixel), F = v128.load(t3 + 2 * pixel, 16);
  let g = v128.load(t6), G = v128.load(t6, 16);
  let h = v128.load(t6 + pixel), H = v128.load(t6 + pixel, 16);
  let i = v128.load(t6 + 2 * pixel), I = v128.load(t6 + 2 * pixel, 16);
  for (let n = 0; n < count; n++) {
    const p = v128.load(dy), P = v128.load(dy, 16);
    a = f32x4.add(a, f32x4.mul(v128.load(r0), p)), A = f32x4.add(A, f32x4.mul(v128.load(r0, 16), P));
    b = f32x4.add(b, f32x4.mul(v128.load(r0 + o1), p)), B = f32x4.add(B, f32x4.mul(v128.load(r0 + o1, 16), P));
    c = f32x4.add(c, f32x4.mul(v128.load(r0 + o2), p)), C = f32x4.add(C, f32x4.mul(v128.load(r0 + o2, 16), P));
    d = f32x4.add(d, f32x4.mul(v128.load(r1), p)), D = f32x4.add(D, f32x4.mul(v128.load(r1, 16), P));
    e = f32x4.add(e, f32x4.mul(v128.load(r1 + o1), p)), E = f32x4.add(E, f32x4.mul(v128.load(r1 + o1, 16), P));
    f = f32x4.add(f, f32x4.mul(v128.load(r1 + o2), p)), F = f32x4.add(F, f32x4.mul(v128.load(r1 + o2, 16), P));
    g = f32x4.add(g, f32x4.mul(v128.load(r2), p)), G = f32x4.add(G, f32x4.mul(v128.load(r2, 16), P));
    h = f32x4.add(h, f32x4.mul(v128.load(r2 + o1), p)), H = f32x4.add(H, f32x4.mul(v128.load(r2 + o1, 16), P));
    i = f32x4.add(i, f32x4.mul(v128.load(r2 + o2), p)), I = f32x4.add(I, f32x4.mul(v128.load(r2 + o2, 16), P));
    r0 += across;
    r1 += across;
    r2 += across;
    dy += pixel;
  }
  storeSums(sums, a, A);
  storeSums(sums + pixel, b, B);
  storeSums(sums + 2 * pixel, c, C);
  storeSums(t3, d, D);
  storeSums(t3 + pixel, e, E);
  storeSums(t3 + 2 * pixel, f, F);
  storeSums(t6, g, G);
  storeSums(t6 + pixel, h, H);
  storeSums(t6 + 2 * pixel, i, I);
}

@inline
function addSixteen(sums: usize, row: usize, dy: usize, columns: usize, sizeX: i32, width: i32, pixel: usize): void {
  let a = v128.load(sums), b = v128.load(sums, 16), c = v128.load(sums, 32), d = v128.load(sums, 48);
  for (let n = 0; n < width; n++) {
    const column = load<i32>(columns);
    if (column >= 0) {
      const from = row + column;
      a = f32x4.add(a, f32x4.mul(v128.load(from), v128.load(dy)));
      b = f32x4.add(b, f32x4.mul(v128.load(from, 16), v128.load(dy, 16)));
      c = f32x4.add(c, f32x4.mul(v128.load(from, 32), v128.load(dy, 32)));
      d = f32x4.add(d, f32x4.mul(v128.load(from, 48), v128.load(dy, 48)));
    }
    columns += <usize>sizeX << 2;
    dy += pixel;
  }
  v128.store(sums, b, 16);
  v128.store(sums, a);
  v128.store(sums, d, 48);
  v128.store(sums, c, 32);
}

@inline
function addFour(sums: usize, row: usize, dy: usize, columns: usize, sizeX: i32, width: i32, pixel: usize): void {
  let sum = v128.load(sums);
  for (let n = 0; n < width; n++) {
    const column = load<i32>(columns);
    if (column >= 0) sum = f32x4.add(sum, f32x4.mul(v128.load(row + column), v128.load(dy)));
    columns += <usize>sizeX << 2;
    dy += pixel;
  }
  v128.store(sums, sum);
}
