// GRU along a whole sequence, forward and back: see recurrent.ts, of which this is a part.
//
// With `after` 1 the reset gate comes after the product with the kernel of the state, which then has a bias; else before it, so that the candidate's product
// waits for the gates. The kernel's panels come in two parts: those of the gates, and those of the candidate.

import { mixture, product, productOfDifference, productOfRest, productPlus, sum } from "./numbers";
import { isSkipped, ROWS, times, wantedAt } from "./recurrent";
import { zeros } from "./tile";
import { bend, bendBack } from "./unary";

/** trace h | z, r, g, slot. Scratch: 3 · units numbers. */
export function gru(
  trace: usize, x: usize, h: usize, mask: usize, gatePanels: usize, candidatePanels: usize, bias: usize, steps: i32, batch: i32, units: i32,
  after: i32, fn: i32, fromY: i32, a: f32, b: f32, gateFn: i32, gateFromY: i32, gateA: f32, gateB: f32, scratch: usize, begin: i32, end: i32,
): void {
  const part = <usize>units << 2, plane = <usize>batch * part;
  const kept = trace + <usize>(steps + 1) * plane;
  for (let first = begin; first < end; first += ROWS) {
    const rows = min(ROWS, end - first);
    const block = <usize>first * part;
    memory.copy(trace + block, h + block, <usize>rows * part);
    for (let step = 0; step < steps; step++) {
      const at = <usize>step * plane + block;
      const given = x + 3 * at, z = kept + 4 * at, before = trace + at;
      times(z, 4 * part, given, 3 * part, before, part, gatePanels, rows, 2 * units, units);
      if (after) times(z + 3 * part, 4 * part, bias + 2 * part, 0, before, part, candidatePanels, rows, units, units);
      for (let row = 0; row < rows; row++) {
        const own = z + 4 * <usize>row * part;
        const gates = gateFromY ? own : scratch;
        if (after) sum(own, own, bias, 2 * units);
        bend(gates, own, gateFn, gateA, gateB, 2 * units);
        if (after) productPlus(own + 2 * part, gates + part, own + 3 * part, given + (3 * <usize>row + 2) * part, units);
        else product(own + 3 * part, gates + part, before + <usize>row * part, units);
      }
      if (!after) times(z + 2 * part, 4 * part, given + 2 * part, 3 * part, z + 3 * part, 4 * part, candidatePanels, rows, units, units);
      for (let row = 0; row < rows; row++) {
        const own = z + 4 * <usize>row * part;
        const state = before + plane + <usize>row * part;
        if (isSkipped(mask, steps, first + row, step)) {
          memory.copy(state, state - plane, part);
          continue;
        }
        const gates = gateFromY ? own : scratch, candidate = (fromY ? own : scratch) + 2 * part;
        if (!gateFromY) bend(gates, own, gateFn, gateA, gateB, units);
        bend(candidate, own + 2 * part, fn, a, b, units);
        mixture(state, gates, state - plane, candidate, units);
      }
    }
  }
}

/**
 * dz | dr | dg, step by step, then with `after` dz | dr | dslot once more for all steps, and behind that the gradient of the first state. Scratch: twice
 * 64 samples, 4 · units numbers.
 */
export function gruGradient(
  out: usize, dStates: usize, ofLast: i32, trace: usize, mask: usize, gatePanels: usize, candidatePanels: usize, steps: i32, batch: i32, units: i32,
  after: i32, fn: i32, fromY: i32, a: f32, b: f32, gateFn: i32, gateFromY: i32, gateA: f32, gateB: f32, scratch: usize, begin: i32, end: i32,
): void {
  const part = <usize>units << 2, plane = <usize>batch * part;
  const kept = trace + <usize>(steps + 1) * plane;
  const again = out + (after ? 3 * <usize>steps * plane : 0);
  const through = scratch + <usize>ROWS * part, values = through + <usize>ROWS * part, nothing = values + 3 * part;
  memory.fill(nothing, 0, part);
  for (let first = begin; first < end; first += ROWS) {
    const rows = min(ROWS, end - first);
    const block = <usize>first * part;
    memory.fill(scratch, 0, <usize>rows * part);
    for (let step = steps - 1; step >= 0; step--) {
      const at = <usize>step * plane + block;
      for (let row = 0; row < rows; row++) {
        const own = at + <usize>row * part;
        const dh = scratch + <usize>row * part;
        const to = out + 3 * own, too = again + 3 * own;
        sum(dh, dh, wantedAt(dStates, ofLast, nothing, step + 1, steps, plane, block + <usize>row * part), units);
        if (isSkipped(mask, steps, first + row, step)) {
          memory.fill(to, 0, 3 * part);
          memory.fill(too, 0, 3 * part);
          continue;
        }
        const z = kept + 4 * own;
        const gates = gateFromY ? z : values, candidate = (fromY ? z : values) + 2 * part;
        if (!gateFromY) bend(gates, z, gateFn, gateA, gateB, 2 * units);
        if (!fromY) bend(candidate, z + 2 * part, fn, a, b, units);
        productOfDifference(too, dh, trace + own, candidate, units);
        productOfRest(to + 2 * part, dh, gates, units);
        bendBack(to + 2 * part, to + 2 * part, z + 2 * part, fn, a, b, units);
        product(dh, dh, gates, units);
        if (after) {
          product(too + part, to + 2 * part, z + 3 * part, units);
          product(too + 2 * part, to + 2 * part, gates + part, units);
          bendBack(too, too, z, gateFn, gateA, gateB, 2 * units);
          memory.copy(to, too, 2 * part);
        } else bendBack(too, too, z, gateFn, gateA, gateB, units);
      }
      if (after) times(scratch, part, scratch, part, again + 3 * at, 3 * part, gatePanels, rows, units, 3 * units);
      else {
        times(through, part, zeros, 0, out + 3 * at + 2 * part, 3 * part, candidatePanels, rows, units, units);
        for (let row = 0; row < rows; row++) {
          if (isSkipped(mask, steps, first + row, step)) continue;
          const own = at + <usize>row * part;
          const dh = scratch + <usize>row * part, d = through + <usize>row * part;
          const reset = kept + 4 * own + part, to = out + 3 * own + part;
          product(to, d, trace + own, units);
          bendBack(to, to, reset, gateFn, gateA, gateB, units);
          if (!gateFromY) bend(values, reset, gateFn, gateA, gateB, units);
          productPlus(dh, d, gateFromY ? reset : values, dh, units);
        }
        times(scratch, part, scratch, part, out + 3 * at, 3 * part, gatePanels, rows, units, 2 * units);
      }
    }
    for (let row = 0; row < rows; row++) {
      const own = block + <usize>row * part;
      const to = again + 3 * (<usize>steps * plane + own);
      sum(to, scratch + <usize>row * part, wantedAt(dStates, ofLast, nothing, 0, steps, plane, own), units);
      memory.fill(to + part, 0, 2 * part);
    }
  }
}
