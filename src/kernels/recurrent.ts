// One step of a recurrent layer, forward and back, without the products with its kernel: those are calls of matmul.ts before and
// after. ops/recurrent.ts says what each computes and how the trace and the gradient are laid out. Items are samples.
//
// Bound by arithmetic: up to five exponentials for each unit. `Row` is the distance in bytes from one sample to the next; a mask of 0
// means that there is none. The last one to three units of a row are computed like the others and stored one by one.
// `npm run bench -- --workload R1,R2` times them beside the rivals.

import { apply, slope } from "./unary";
import { storeUpTo } from "./updates";

/** The slope of a function at x, from x or from the function's value. */
@inline
function slopeAt(fn: i32, fromY: i32, x: v128, a: v128, b: v128): v128 {
  return slope(fn, fromY ? apply(fn, x, a, b) : x, a, b);
}

/** The same where the function's value is at hand: an exponential less. */
@inline
function slopeOf(fn: i32, fromY: i32, x: v128, y: v128, a: v128, b: v128): v128 {
  return slope(fn, fromY ? y : x, a, b);
}

@inline
function isSkipped(mask: usize, maskRow: usize, sample: i32): bool {
  return mask !== 0 && load<f32>(mask + <usize>sample * maskRow) === 0;
}

/** trace z | h: h = bend(x + product). */
export function simpleStep(
  trace: usize, x: usize, xRow: usize, product: usize, h: usize, hRow: usize, mask: usize, maskRow: usize, units: i32,
  fn: i32, a: f32, b: f32, begin: i32, end: i32,
): void {
  const as = f32x4.splat(a), bs = f32x4.splat(b);
  const part = <usize>units << 2;
  for (let sample = begin; sample < end; sample++) {
    const row = trace + <usize>sample * 2 * part;
    const given = x + <usize>sample * xRow;
    const state = h + <usize>sample * hRow;
    const skipped = isSkipped(mask, maskRow, sample);
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2;
      const z = f32x4.add(v128.load(given + at), v128.load(product + <usize>sample * part + at));
      storeUpTo(row + at, z, units - u);
      storeUpTo(row + part + at, skipped ? v128.load(state + at) : apply(fn, z, as, bs), units - u);
    }
  }
}

/** dz | = dh · bend'(z); what skips the step goes to `direct`. dh is what the trace is wanted to change by, plus direct and back. */
export function simpleStepGradient(
  out: usize, dTrace: usize, trace: usize, direct: usize, back: usize, mask: usize, maskRow: usize, units: i32,
  fn: i32, fromY: i32, a: f32, b: f32, begin: i32, end: i32,
): void {
  const as = f32x4.splat(a), bs = f32x4.splat(b), zero = f32x4.splat(0);
  const part = <usize>units << 2;
  for (let sample = begin; sample < end; sample++) {
    const own = <usize>sample * part;
    const row = trace + 2 * own;
    const wanted = dTrace + 2 * own + part;
    const skipped = isSkipped(mask, maskRow, sample);
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2;
      const count = units - u;
      const dh = f32x4.add(f32x4.add(v128.load(wanted + at), v128.load(direct + own + at)), v128.load(back + own + at));
      storeUpTo(direct + own + at, skipped ? dh : zero, count);
      storeUpTo(out + own + at, skipped ? zero : f32x4.mul(dh, slopeAt(fn, fromY, v128.load(row + at), as, bs)), count);
    }
  }
}

/** trace zi | zf | zg | zo | c | h. */
export function lstmStep(
  trace: usize, x: usize, xRow: usize, product: usize, h: usize, hRow: usize, c: usize, cRow: usize, mask: usize, maskRow: usize,
  units: i32, fn: i32, a: f32, b: f32, gateFn: i32, gateA: f32, gateB: f32, begin: i32, end: i32,
): void {
  const as = f32x4.splat(a), bs = f32x4.splat(b), ga = f32x4.splat(gateA), gb = f32x4.splat(gateB);
  const part = <usize>units << 2;
  for (let sample = begin; sample < end; sample++) {
    const row = trace + <usize>sample * 6 * part;
    const given = x + <usize>sample * xRow;
    const own = product + <usize>sample * 4 * part;
    const skipped = isSkipped(mask, maskRow, sample);
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2;
      const count = units - u;
      const zi = f32x4.add(v128.load(given + at), v128.load(own + at));
      const zf = f32x4.add(v128.load(given + part + at), v128.load(own + part + at));
      const zg = f32x4.add(v128.load(given + 2 * part + at), v128.load(own + 2 * part + at));
      const zo = f32x4.add(v128.load(given + 3 * part + at), v128.load(own + 3 * part + at));
      const cBefore = v128.load(c + <usize>sample * cRow + at);
      const hBefore = v128.load(h + <usize>sample * hRow + at);
      const kept = f32x4.mul(apply(gateFn, zf, ga, gb), cBefore);
      const cell = f32x4.add(kept, f32x4.mul(apply(gateFn, zi, ga, gb), apply(fn, zg, as, bs)));
      const state = f32x4.mul(apply(gateFn, zo, ga, gb), apply(fn, cell, as, bs));
      storeUpTo(row + at, zi, count);
      storeUpTo(row + part + at, zf, count);
      storeUpTo(row + 2 * part + at, zg, count);
      storeUpTo(row + 3 * part + at, zo, count);
      storeUpTo(row + 4 * part + at, skipped ? cBefore : cell, count);
      storeUpTo(row + 5 * part + at, skipped ? hBefore : state, count);
    }
  }
}

/** dzi | dzf | dzg | dzo; `dc` is carried from step to step. */
export function lstmStepGradient(
  out: usize, dTrace: usize, trace: usize, c: usize, cRow: usize, direct: usize, back: usize, dc: usize, mask: usize, maskRow: usize,
  units: i32, fn: i32, fromY: i32, a: f32, b: f32, gateFn: i32, gateFromY: i32, gateA: f32, gateB: f32, begin: i32, end: i32,
): void {
  const as = f32x4.splat(a), bs = f32x4.splat(b), ga = f32x4.splat(gateA), gb = f32x4.splat(gateB), zero = f32x4.splat(0);
  const part = <usize>units << 2;
  for (let sample = begin; sample < end; sample++) {
    const own = <usize>sample * part;
    const row = trace + 6 * own;
    const wanted = dTrace + 6 * own;
    const to = out + 4 * own;
    const skipped = isSkipped(mask, maskRow, sample);
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2;
      const count = units - u;
      const dh = f32x4.add(f32x4.add(v128.load(wanted + 5 * part + at), v128.load(direct + own + at)), v128.load(back + own + at));
      const dCell = f32x4.add(v128.load(wanted + 4 * part + at), v128.load(dc + own + at));
      if (skipped) {
        storeUpTo(direct + own + at, dh, count);
        storeUpTo(dc + own + at, dCell, count);
        for (let g: usize = 0; g < 4; g++) storeUpTo(to + g * part + at, zero, count);
        continue;
      }
      const zi = v128.load(row + at), zf = v128.load(row + part + at), zg = v128.load(row + 2 * part + at), zo = v128.load(row + 3 * part + at);
      const cell = v128.load(row + 4 * part + at);
      const i = apply(gateFn, zi, ga, gb), f = apply(gateFn, zf, ga, gb), g = apply(fn, zg, as, bs), o = apply(gateFn, zo, ga, gb);
      const bent = apply(fn, cell, as, bs);
      const total = f32x4.add(dCell, f32x4.mul(f32x4.mul(dh, o), slopeOf(fn, fromY, cell, bent, as, bs)));
      const cBefore = v128.load(c + <usize>sample * cRow + at);
      storeUpTo(to + at, f32x4.mul(f32x4.mul(total, g), slopeOf(gateFn, gateFromY, zi, i, ga, gb)), count);
      storeUpTo(to + part + at, f32x4.mul(f32x4.mul(total, cBefore), slopeOf(gateFn, gateFromY, zf, f, ga, gb)), count);
      storeUpTo(to + 2 * part + at, f32x4.mul(f32x4.mul(total, i), slopeOf(fn, fromY, zg, g, as, bs)), count);
      storeUpTo(to + 3 * part + at, f32x4.mul(f32x4.mul(dh, bent), slopeOf(gateFn, gateFromY, zo, o, ga, gb)), count);
      storeUpTo(direct + own + at, zero, count);
      storeUpTo(dc + own + at, f32x4.mul(total, f), count);
    }
  }
}

/**
 * trace zz | zr | zh | slot | h. With `after` 1 the product has three parts and all is done; else it has two, and what is done are
 * the gates and slot = reset · h, for another product and `gruCandidate`.
 */
export function gruStep(
  trace: usize, x: usize, xRow: usize, product: usize, h: usize, hRow: usize, mask: usize, maskRow: usize, units: i32, after: i32,
  fn: i32, a: f32, b: f32, gateFn: i32, gateA: f32, gateB: f32, begin: i32, end: i32,
): void {
  const as = f32x4.splat(a), bs = f32x4.splat(b), ga = f32x4.splat(gateA), gb = f32x4.splat(gateB), one = f32x4.splat(1);
  const part = <usize>units << 2;
  for (let sample = begin; sample < end; sample++) {
    const row = trace + <usize>sample * 5 * part;
    const given = x + <usize>sample * xRow;
    const own = product + <usize>sample * (after ? 3 : 2) * part;
    const skipped = isSkipped(mask, maskRow, sample);
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2;
      const count = units - u;
      const zz = f32x4.add(v128.load(given + at), v128.load(own + at));
      const zr = f32x4.add(v128.load(given + part + at), v128.load(own + part + at));
      const hBefore = v128.load(h + <usize>sample * hRow + at);
      const reset = apply(gateFn, zr, ga, gb);
      storeUpTo(row + at, zz, count);
      storeUpTo(row + part + at, zr, count);
      if (!after) {
        storeUpTo(row + 3 * part + at, f32x4.mul(reset, hBefore), count);
        continue;
      }
      const slot = v128.load(own + 2 * part + at);
      const zh = f32x4.add(v128.load(given + 2 * part + at), f32x4.mul(reset, slot));
      const keep = apply(gateFn, zz, ga, gb);
      const state = f32x4.add(f32x4.mul(keep, hBefore), f32x4.mul(f32x4.sub(one, keep), apply(fn, zh, as, bs)));
      storeUpTo(row + 2 * part + at, zh, count);
      storeUpTo(row + 3 * part + at, slot, count);
      storeUpTo(row + 4 * part + at, skipped ? hBefore : state, count);
    }
  }
}

/** The rest of a step whose reset gate came before the product. */
export function gruCandidate(
  trace: usize, x: usize, xRow: usize, product: usize, h: usize, hRow: usize, mask: usize, maskRow: usize, units: i32,
  fn: i32, a: f32, b: f32, gateFn: i32, gateA: f32, gateB: f32, begin: i32, end: i32,
): void {
  const as = f32x4.splat(a), bs = f32x4.splat(b), ga = f32x4.splat(gateA), gb = f32x4.splat(gateB), one = f32x4.splat(1);
  const part = <usize>units << 2;
  for (let sample = begin; sample < end; sample++) {
    const row = trace + <usize>sample * 5 * part;
    const given = x + <usize>sample * xRow + 2 * part;
    const skipped = isSkipped(mask, maskRow, sample);
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2;
      const count = units - u;
      const zh = f32x4.add(v128.load(given + at), v128.load(product + <usize>sample * part + at));
      const keep = apply(gateFn, v128.load(row + at), ga, gb);
      const hBefore = v128.load(h + <usize>sample * hRow + at);
      const state = f32x4.add(f32x4.mul(keep, hBefore), f32x4.mul(f32x4.sub(one, keep), apply(fn, zh, as, bs)));
      storeUpTo(row + 2 * part + at, zh, count);
      storeUpTo(row + 4 * part + at, skipped ? hBefore : state, count);
    }
  }
}

/**
 * With `after` 1: dzz | dzr | dslot | dzh. Else dzz | dzr | dzh, of which dzr waits for the product of dzh with the kernel and
 * `gruResetGradient`.
 */
export function gruStepGradient(
  out: usize, dTrace: usize, trace: usize, h: usize, hRow: usize, direct: usize, back: usize, mask: usize, maskRow: usize, units: i32,
  after: i32, fn: i32, fromY: i32, a: f32, b: f32, gateFn: i32, gateFromY: i32, gateA: f32, gateB: f32, begin: i32, end: i32,
): void {
  const as = f32x4.splat(a), bs = f32x4.splat(b), ga = f32x4.splat(gateA), gb = f32x4.splat(gateB);
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  const part = <usize>units << 2;
  const parts: usize = after ? 4 : 3;
  for (let sample = begin; sample < end; sample++) {
    const own = <usize>sample * part;
    const row = trace + 5 * own;
    const wanted = dTrace + 5 * own + 4 * part;
    const to = out + parts * own;
    const skipped = isSkipped(mask, maskRow, sample);
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2;
      const count = units - u;
      const dh = f32x4.add(f32x4.add(v128.load(wanted + at), v128.load(direct + own + at)), v128.load(back + own + at));
      if (skipped) {
        storeUpTo(direct + own + at, dh, count);
        for (let g: usize = 0; g < parts; g++) storeUpTo(to + g * part + at, zero, count);
        continue;
      }
      const zz = v128.load(row + at), zr = v128.load(row + part + at), zh = v128.load(row + 2 * part + at);
      const keep = apply(gateFn, zz, ga, gb), candidate = apply(fn, zh, as, bs);
      const hBefore = v128.load(h + <usize>sample * hRow + at);
      const dzz = f32x4.mul(f32x4.mul(dh, f32x4.sub(hBefore, candidate)), slopeOf(gateFn, gateFromY, zz, keep, ga, gb));
      const dzh = f32x4.mul(f32x4.mul(dh, f32x4.sub(one, keep)), slopeOf(fn, fromY, zh, candidate, as, bs));
      storeUpTo(direct + own + at, f32x4.mul(dh, keep), count);
      storeUpTo(to + at, dzz, count);
      if (after) {
        const slot = v128.load(row + 3 * part + at);
        const reset = apply(gateFn, zr, ga, gb);
        storeUpTo(to + part + at, f32x4.mul(f32x4.mul(dzh, slot), slopeOf(gateFn, gateFromY, zr, reset, ga, gb)), count);
        storeUpTo(to + 2 * part + at, f32x4.mul(dzh, reset), count);
        storeUpTo(to + 3 * part + at, dzh, count);
      } else storeUpTo(to + 2 * part + at, dzh, count);
    }
  }
}

/** dzr from the product of dzh with the kernel, and what of it goes on to the state before. */
export function gruResetGradient(
  out: usize, trace: usize, h: usize, hRow: usize, direct: usize, product: usize, mask: usize, maskRow: usize, units: i32,
  gateFn: i32, gateFromY: i32, gateA: f32, gateB: f32, begin: i32, end: i32,
): void {
  const ga = f32x4.splat(gateA), gb = f32x4.splat(gateB);
  const part = <usize>units << 2;
  for (let sample = begin; sample < end; sample++) {
    if (isSkipped(mask, maskRow, sample)) continue;
    const own = <usize>sample * part;
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2;
      const count = units - u;
      const zr = v128.load(trace + 5 * own + part + at);
      const d = v128.load(product + own + at);
      const hBefore = v128.load(h + <usize>sample * hRow + at);
      const reset = apply(gateFn, zr, ga, gb);
      storeUpTo(out + 3 * own + part + at, f32x4.mul(f32x4.mul(d, hBefore), slopeOf(gateFn, gateFromY, zr, reset, ga, gb)), count);
      const more = f32x4.mul(d, reset);
      storeUpTo(direct + own + at, f32x4.add(v128.load(direct + own + at), more), count);
    }
  }
}

/** The gradients of the first states, at the beginning of rows of `parts` · units: direct + back, and dc where it is not 0. */
export function firstStateGradient(
  out: usize, direct: usize, back: usize, dc: usize, units: i32, parts: i32, begin: i32, end: i32,
): void {
  const part = <usize>units << 2;
  for (let sample = begin; sample < end; sample++) {
    const own = <usize>sample * part;
    const to = out + <usize>parts * own;
    memory.fill(to, 0, <usize>parts * part);
    for (let u = 0; u < units; u++) {
      const at = own + (<usize>u << 2);
      store<f32>(to + (<usize>u << 2), load<f32>(direct + at) + load<f32>(back + at));
      if (dc) store<f32>(to + part + (<usize>u << 2), load<f32>(dc + at));
    }
  }
}
