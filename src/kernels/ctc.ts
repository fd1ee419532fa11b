// Connectionist temporal classification (ops/ctc.ts) and its gradient: one sample after the other, frame by frame.
//
// Bound by the exponentials and logarithms of about three sums for each frame and label. Logarithms of probabilities grow with the
// frames, so they are kept in 64 bits, and only differences go through functions of 32. Items are samples; a thread's scratch holds
// one trellis.

import { exp4, log1p4 } from "./math";

const FORBIDDEN: f64 = -1e5;

@inline
function exponential(x: f64): f64 {
  return <f64>f32x4.extract_lane(exp4(f32x4.splat(<f32>x)), 0);
}

/** log(eᵃ + eᵇ) */
@inline
function either(a: f64, b: f64): f64 {
  const less = exp4(f32x4.splat(<f32>-abs(a - b)));
  return max(a, b) + <f64>f32x4.extract_lane(log1p4(less), 0);
}

@inline
function cell(row: usize, n: i32): f64 {
  return load<f64>(row + (<usize>n << 3));
}

@inline
function put(row: usize, n: i32, value: f64): void {
  store<f64>(row + (<usize>n << 3), value);
}

@inline
function raise(row: usize, n: i32, value: f64): void {
  put(row, n, cell(row, n) + value);
}

@inline
function labelAt(labels: usize, n: i32): i32 {
  return <i32>load<f32>(labels + (<usize>n << 2));
}

/** How many labels a list has; −1 where one is none of the classes. */
function countOf(labels: usize, longest: i32, classes: i32): i32 {
  let count = 0;
  for (let n = 0; n < longest; n++) {
    const label = labelAt(labels, n);
    if (label < 0 || label >= classes) return -1;
    if (label !== 0) count++;
  }
  return count;
}

/** What label n costs that may go on only where it does not come again at once, or only where it does. */
@inline
function cost(labels: usize, n: i32, longest: i32, onlyAgain: bool): f64 {
  const again = n + 1 < longest && labelAt(labels, n) === labelAt(labels, n + 1);
  return again === onlyAgain ? 0 : FORBIDDEN;
}

/** The row of blanks after so many frames; that of labels lies behind it. */
@inline
function blanksAfter(table: usize, frame: i32, count: i32): usize {
  return table + (<usize>(frame * (2 * count + 1)) << 3);
}

/** How probable it is to have read n labels and to be free for the next, for each n. */
function readiness(ready: usize, blank: usize, emit: usize, labels: usize, count: i32, longest: i32): void {
  put(ready, 0, cell(blank, 0));
  for (let n = 1; n <= count; n++)
    put(ready, n, either(cell(blank, n), cell(emit, n - 1) + cost(labels, n - 1, longest, false)));
}

/** Fills the table of a sample, frames + 1 rows; gives the loss. */
function walk(table: usize, ready: usize, x: usize, labels: usize, frames: i32, classes: i32, count: i32, longest: i32): f64 {
  const start = <usize>(count + 1) << 3;
  for (let n = 0; n < 2 * count + 1; n++) put(table, n, n === 0 ? 0 : FORBIDDEN);
  for (let t = 0; t < frames; t++) {
    const blank = blanksAfter(table, t, count), emit = blank + start;
    const nextBlank = blanksAfter(table, t + 1, count), nextEmit = nextBlank + start;
    const row = x + (<usize>(t * classes) << 2);
    readiness(ready, blank, emit, labels, count, longest);
    for (let n = 0; n < count; n++)
      put(nextEmit, n, either(cell(ready, n), cell(emit, n)) + <f64>load<f32>(row + (<usize>labelAt(labels, n) << 2)));
    const stay = <f64>load<f32>(row);
    put(nextBlank, 0, cell(ready, 0) + stay);
    for (let n = 1; n <= count; n++)
      put(nextBlank, n, either(cell(ready, n), cell(emit, n - 1) + cost(labels, n - 1, longest, true)) + stay);
  }
  const last = blanksAfter(table, frames, count);
  return count === 0 ? -cell(last, 0) : -either(cell(last, count), cell(last + start, count - 1));
}

/** y [batch] from log-probabilities x [batch, frames, classes] and labels [batch, longest]. */
export function ctc(
  y: usize, x: usize, labels: usize, frames: i32, classes: i32, longest: i32, scratch: usize, begin: i32, end: i32,
): void {
  for (let item = begin; item < end; item++) {
    const own = labels + (<usize>(item * longest) << 2);
    const count = countOf(own, longest, classes);
    if (count < 0) {
      store<f32>(y + (<usize>item << 2), f32.NaN);
      continue;
    }
    const table = scratch + (<usize>(longest + 1) << 3);
    const loss = walk(table, scratch, x + (<usize>(item * frames * classes) << 2), own, frames, classes, count, longest);
    store<f32>(y + (<usize>item << 2), <f32>loss);
  }
}

/** dx [batch, frames, classes] from dy [batch]. */
export function ctcGradient(
  dx: usize, dy: usize, x: usize, labels: usize, frames: i32, classes: i32, longest: i32, scratch: usize, begin: i32, end: i32,
): void {
  const wide = <usize>(longest + 1) << 3;
  for (let item = begin; item < end; item++) {
    const own = labels + (<usize>(item * longest) << 2);
    const count = countOf(own, longest, classes);
    const into = dx + (<usize>(item * frames * classes) << 2);
    if (count < 0) {
      for (let i = 0; i < frames * classes; i++) store<f32>(into + (<usize>i << 2), f32.NaN);
      continue;
    }
    const start = <usize>(count + 1) << 3;
    const ready = scratch, dReady = scratch + wide;
    let dBlank = scratch + 2 * wide, dEmit = scratch + 3 * wide;
    let freeBlank = scratch + 4 * wide, freeEmit = scratch + 5 * wide;
    const table = scratch + 6 * wide;
    const loss = walk(table, ready, x + (<usize>(item * frames * classes) << 2), own, frames, classes, count, longest);
    const weight = <f64>load<f32>(dy + (<usize>item << 2));
    memory.fill(into, 0, <usize>(frames * classes) << 2);
    memory.fill(dBlank, 0, 2 * wide);
    const last = blanksAfter(table, frames, count);
    put(dBlank, count, -weight * exponential(cell(last, count) + loss));
    if (count > 0) put(dEmit, count - 1, -weight * exponential(cell(last + start, count - 1) + loss));
    for (let t = frames - 1; t >= 0; t--) {
      const blank = blanksAfter(table, t, count), emit = blank + start;
      const row = into + (<usize>(t * classes) << 2);
      readiness(ready, blank, emit, own, count, longest);
      memory.fill(dReady, 0, wide);
      memory.fill(freeBlank, 0, wide);
      memory.fill(freeEmit, 0, wide);
      for (let n = 0; n < count; n++) {
        const amount = cell(dEmit, n);
        const at = row + (<usize>labelAt(own, n) << 2);
        store<f32>(at, load<f32>(at) + <f32>amount);
        const whole = either(cell(ready, n), cell(emit, n));
        raise(dReady, n, amount * exponential(cell(ready, n) - whole));
        raise(freeEmit, n, amount * exponential(cell(emit, n) - whole));
      }
      let stays: f64 = cell(dBlank, 0);
      raise(dReady, 0, stays);
      for (let n = 1; n <= count; n++) {
        const amount = cell(dBlank, n);
        stays += amount;
        const other = cell(emit, n - 1) + cost(own, n - 1, longest, true);
        const whole = either(cell(ready, n), other);
        raise(dReady, n, amount * exponential(cell(ready, n) - whole));
        raise(freeEmit, n - 1, amount * exponential(other - whole));
      }
      store<f32>(row, load<f32>(row) + <f32>stays);
      raise(freeBlank, 0, cell(dReady, 0));
      for (let n = 1; n <= count; n++) {
        const amount = cell(dReady, n);
        const other = cell(emit, n - 1) + cost(own, n - 1, longest, false);
        raise(freeBlank, n, amount * exponential(cell(blank, n) - cell(ready, n)));
        raise(freeEmit, n - 1, amount * exponential(other - cell(ready, n)));
      }
      const heldBlank = dBlank, heldEmit = dEmit;
      dBlank = freeBlank;
      dEmit = freeEmit;
      freeBlank = heldBlank;
      freeEmit = heldEmit;
    }
  }
}
