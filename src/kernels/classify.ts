// What the end of a classifier needs, row by row: softmax, cross-entropies from logits, class numbers.
//
// Small beside the rest of a step; written so that no logit overflows. Items are rows, except where said.

import { exp4, log4, log1p4 } from "./math";
import { sumOf } from "./rows";

@inline
function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

function largestOf(x: usize, count: i32): f32 {
  let best: f32 = f32.NEGATIVE_INFINITY;
  for (let c = 0; c < count; c++) best = max<f32>(best, load<f32>(x + (<usize>c << 2)));
  return best;
}

/** to[c] = e^(x[c] − largest); gives their sum. */
function exponentials(to: usize, x: usize, count: i32, largest: f32): f32 {
  const shift = f32x4.splat(largest);
  let c = 0;
  for (; c < count - 3; c += 4)
    v128.store(to + (<usize>c << 2), exp4(f32x4.sub(v128.load(x + (<usize>c << 2)), shift)));
  for (; c < count; c++) store<f32>(to + (<usize>c << 2), exp1(load<f32>(x + (<usize>c << 2)) - largest));
  return sumOf(to, count);
}

/** y = e^(x − largest) / Σ of the row. */
export function softmax(y: usize, x: usize, classes: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>classes << 2;
  for (let row = begin; row < end; row++) {
    const from = x + <usize>row * rowBytes;
    const to = y + <usize>row * rowBytes;
    const share = <f32>1 / exponentials(to, from, classes, largestOf(from, classes));
    for (let c = 0; c < classes; c++) store<f32>(to + (<usize>c << 2), load<f32>(to + (<usize>c << 2)) * share);
  }
}

/** dx = y · (dy − Σ dy·y). */
export function softmaxGradient(dx: usize, dy: usize, y: usize, classes: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>classes << 2;
  for (let row = begin; row < end; row++) {
    const at = <usize>row * rowBytes;
    let dot: f32 = 0;
    for (let c = 0; c < classes; c++) {
      const i = at + (<usize>c << 2);
      dot += load<f32>(dy + i) * load<f32>(y + i);
    }
    for (let c = 0; c < classes; c++) {
      const i = at + (<usize>c << 2);
      store<f32>(dx + i, load<f32>(y + i) * (load<f32>(dy + i) - dot));
    }
  }
}

/** y[row] = Σ label · (log Σ eˣ − x). Scratch: one row. */
export function softmaxCrossEntropy(y: usize, x: usize, label: usize, classes: i32, scratch: usize, begin: i32, end: i32): void {
  const rowBytes = <usize>classes << 2;
  for (let row = begin; row < end; row++) {
    const from = x + <usize>row * rowBytes;
    const labels = label + <usize>row * rowBytes;
    const largest = largestOf(from, classes);
    const sum = exponentials(scratch, from, classes, largest);
    const logSum = f32x4.extract_lane(log4(f32x4.splat(sum)), 0);
    let loss: f32 = 0;
    // (x − largest) − log Σ keeps the digits of a small loss
    for (let c = 0; c < classes; c++) {
      const i = <usize>c << 2;
      loss -= load<f32>(labels + i) * (load<f32>(from + i) - largest - logSum);
    }
    store<f32>(y + (<usize>row << 2), loss);
  }
}

/** y = max(x, 0) − x·label + log(1 + e^−|x|). Items are numbers. */
export function sigmoidCrossEntropy(y: usize, x: usize, label: usize, begin: i32, end: i32): void {
  let i = begin;
  for (; i < end - 3; i += 4) {
    const at = <usize>i << 2;
    v128.store(y + at, binaryLoss(v128.load(x + at), v128.load(label + at)));
  }
  for (; i < end; i++) {
    const at = <usize>i << 2;
    const loss = binaryLoss(f32x4.splat(load<f32>(x + at)), f32x4.splat(load<f32>(label + at)));
    store<f32>(y + at, f32x4.extract_lane(loss, 0));
  }
}

function binaryLoss(x: v128, label: v128): v128 {
  const linear = f32x4.sub(f32x4.max(x, f32x4.splat(0)), f32x4.mul(x, label));
  return f32x4.add(linear, log1p4(exp4(f32x4.neg(f32x4.abs(x)))));
}

/** y[row][c] = 1 where c is the class number x[row], else 0. */
export function oneHot(y: usize, x: usize, classes: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>classes << 2;
  for (let row = begin; row < end; row++) {
    const to = y + <usize>row * rowBytes;
    memory.fill(to, 0, rowBytes);
    const label = load<f32>(x + (<usize>row << 2));
    if (label >= 0 && label < <f32>classes) store<f32>(to + (<usize>(<i32>label) << 2), 1);
  }
}

/** y[row] = the column of the largest x; the first of equals. */
export function argmax(y: usize, x: usize, classes: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>classes << 2;
  for (let row = begin; row < end; row++) {
    const from = x + <usize>row * rowBytes;
    let best = 0;
    for (let c = 1; c < classes; c++)
      if (load<f32>(from + (<usize>c << 2)) > load<f32>(from + (<usize>best << 2))) best = c;
    store<f32>(y + (<usize>row << 2), <f32>best);
  }
}
