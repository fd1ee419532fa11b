// Images seen through an affine map of their own (ops/warp.ts) or at places of any kind (ops/sample.ts), and the gradients.
//
// Bound by the latency of reading scattered pixels; the four of a pixel lie in two rows, so images of a batch stay in the cache.
// Numbers far outside are brought to ±2²⁴, so that they stay whole.

const FAR: f32 = 16777216;

/** The pixel that stands for one outside; −1 for the filling. */
function inside(place: i32, size: i32, mode: i32): i32 {
  if (place >= 0 && place < size) return place;
  switch (mode) {
    case 0: // constant
      return -1;
    case 1: // nearest
      return place < 0 ? 0 : size - 1;
    case 2: // wrap
      return ((place % size) + size) % size;
    case 3: { // reflect
      const folded = ((place % (2 * size)) + 2 * size) % (2 * size);
      return folded < size ? folded : 2 * size - 1 - folded;
    }
    default: { // mirror
      if (size === 1) return 0;
      const turn = 2 * size - 2;
      const folded = ((place % turn) + turn) % turn;
      return folded < size ? folded : turn - folded;
    }
  }
}

@inline
function bounded(place: f32): f32 {
  return min(max(place, -FAR), FAR);
}

/** Halves go away from 0. */
@inline
function nearest(place: f32): i32 {
  return <i32>(place < 0 ? -floor(0.5 - place) : floor(place + 0.5));
}

/** Where a pixel begins, or 0 for the filling. */
@inline
function pixel(image: usize, row: i32, column: i32, rows: i32, columns: i32, channels: i32, mode: i32): usize {
  const r = inside(row, rows, mode), c = inside(column, columns, mode);
  return r < 0 || c < 0 ? 0 : image + (<usize>((r * columns + c) * channels) << 2);
}

@inline
function blend(to: usize, from: usize, weight: f32, fill: f32, channels: i32): void {
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    store<f32>(to + at, load<f32>(to + at) + weight * (from ? load<f32>(from + at) : fill));
  }
}

@inline
function giveBack(to: usize, from: usize, weight: f32, channels: i32): void {
  if (!from) return;
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    store<f32>(from + at, load<f32>(from + at) + weight * load<f32>(to + at));
  }
}

/** The image at (down, across), into a pixel. */
@inline
function see(
  to: usize, image: usize, down: f32, across: f32, rows: i32, columns: i32, channels: i32, mode: i32, fill: f32, smooth: i32,
): void {
  memory.fill(to, 0, <usize>channels << 2);
  if (!smooth) {
    blend(to, pixel(image, nearest(down), nearest(across), rows, columns, channels, mode), 1, fill, channels);
    return;
  }
  const left = floor(across), top = floor(down);
  const right = across - left, below = down - top;
  const l = <i32>left, t = <i32>top;
  blend(to, pixel(image, t, l, rows, columns, channels, mode), (1 - below) * (1 - right), fill, channels);
  blend(to, pixel(image, t, l + 1, rows, columns, channels, mode), (1 - below) * right, fill, channels);
  blend(to, pixel(image, t + 1, l, rows, columns, channels, mode), below * (1 - right), fill, channels);
  blend(to, pixel(image, t + 1, l + 1, rows, columns, channels, mode), below * right, fill, channels);
}

/** A pixel's gradient, to what was seen at (down, across). */
@inline
function unsee(
  to: usize, image: usize, down: f32, across: f32, rows: i32, columns: i32, channels: i32, mode: i32, smooth: i32,
): void {
  if (!smooth) {
    giveBack(to, pixel(image, nearest(down), nearest(across), rows, columns, channels, mode), 1, channels);
    return;
  }
  const left = floor(across), top = floor(down);
  const right = across - left, below = down - top;
  const l = <i32>left, t = <i32>top;
  giveBack(to, pixel(image, t, l, rows, columns, channels, mode), (1 - below) * (1 - right), channels);
  giveBack(to, pixel(image, t, l + 1, rows, columns, channels, mode), (1 - below) * right, channels);
  giveBack(to, pixel(image, t + 1, l, rows, columns, channels, mode), below * (1 - right), channels);
  giveBack(to, pixel(image, t + 1, l + 1, rows, columns, channels, mode), below * right, channels);
}

/** y [batch, height, width, channels], x [batch, rows, columns, channels], m [batch, 6]. Items are rows of y. */
export function warp(
  y: usize, x: usize, m: usize, height: i32, width: i32, rows: i32, columns: i32, channels: i32, mode: i32, fill: f32, smooth: i32,
  begin: i32, end: i32,
): void {
  for (let item = begin; item < end; item++) {
    const image = x + (<usize>(item / height) * <usize>(rows * columns * channels) << 2);
    const map = m + <usize>(item / height) * 24;
    const row = <f32>(item % height);
    let to = y + (<usize>item * <usize>(width * channels) << 2);
    for (let i = 0; i < width; i++) {
      const across = bounded(load<f32>(map) * <f32>i + load<f32>(map, 4) * row + load<f32>(map, 8));
      const down = bounded(load<f32>(map, 12) * <f32>i + load<f32>(map, 16) * row + load<f32>(map, 20));
      see(to, image, down, across, rows, columns, channels, mode, fill, smooth);
      to += <usize>channels << 2;
    }
  }
}

/** dx [batch, rows, columns, channels] from dy [batch, height, width, channels]. Items are images: their pixels meet. */
export function warpGradient(
  dx: usize, dy: usize, m: usize, height: i32, width: i32, rows: i32, columns: i32, channels: i32, mode: i32, smooth: i32,
  begin: i32, end: i32,
): void {
  for (let item = begin; item < end; item++) {
    const size = <usize>(rows * columns * channels) << 2;
    const image = dx + <usize>item * size;
    const map = m + <usize>item * 24;
    memory.fill(image, 0, size);
    let to = dy + (<usize>item * <usize>(height * width * channels) << 2);
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++) {
        const across = bounded(load<f32>(map) * <f32>i + load<f32>(map, 4) * <f32>j + load<f32>(map, 8));
        const down = bounded(load<f32>(map, 12) * <f32>i + load<f32>(map, 16) * <f32>j + load<f32>(map, 20));
        unsee(to, image, down, across, rows, columns, channels, mode, smooth);
        to += <usize>channels << 2;
      }
  }
}

/** y [batch, pixels, channels] = x [batch, rows, columns, channels] at (down, across) [batch, pixels]. Items are pixels of all images. */
export function sample(
  y: usize, x: usize, down: usize, across: usize, pixels: i32, rows: i32, columns: i32, channels: i32, mode: i32, fill: f32,
  smooth: i32, begin: i32, end: i32,
): void {
  for (let item = begin; item < end; item++) {
    const image = x + (<usize>(item / pixels) * <usize>(rows * columns * channels) << 2);
    const to = y + (<usize>item * <usize>channels << 2);
    const row = bounded(load<f32>(down + (<usize>item << 2)));
    const column = bounded(load<f32>(across + (<usize>item << 2)));
    see(to, image, row, column, rows, columns, channels, mode, fill, smooth);
  }
}

/** dx [batch, rows, columns, channels] from dy [batch, pixels, channels]. Items are images: their pixels meet. */
export function sampleGradient(
  dx: usize, dy: usize, down: usize, across: usize, pixels: i32, rows: i32, columns: i32, channels: i32, mode: i32, smooth: i32,
  begin: i32, end: i32,
): void {
  for (let item = begin; item < end; item++) {
    const size = <usize>(rows * columns * channels) << 2;
    const image = dx + <usize>item * size;
    memory.fill(image, 0, size);
    for (let i = 0; i < pixels; i++) {
      const at = <usize>(item * pixels + i);
      const to = dy + (at * <usize>channels << 2);
      const row = bounded(load<f32>(down + (at << 2)));
      const column = bounded(load<f32>(across + (at << 2)));
      unsee(to, image, row, column, rows, columns, channels, mode, smooth);
    }
  }
}
