// LSTM along a whole sequence, forward and back: see recurrent.ts, of which this is a part.
//
// The gradient of the functions that nearly all have, tanh and gates of sigmoid, takes two passes; that of others one for each sum and product.

import { product, productPlus, sum } from "./numbers";
import { isSkipped, ROWS, times, wantedAt } from "./recurrent";
import { bend, bendBack, SIGMOID, sigmoidSlope, TANH, tanhSlope } from "./unary";

/** trace h | c | i, f, g, o. Scratch: 4 · units numbers. */
export function lstm(
  trace: usize, x: usize, h: usize, c: usize, mask: usize, packed: usize, steps: i32, batch: i32, units: i32,
  fn: i32, fromY: i32, a: f32, b: f32, gateFn: i32, gateFromY: i32, gateA: f32, gateB: f32, scratch: usize, begin: i32, end: i32,
): void {
  const part = <usize>units << 2, plane = <usize>batch * part;
  const cells = trace + <usize>(steps + 1) * plane;
  const kept = cells + <usize>(steps + 1) * plane;
  for (let first = begin; first < end; first += ROWS) {
    const rows = min(ROWS, end - first);
    const block = <usize>first * part;
    memory.copy(trace + block, h + block, <usize>rows * part);
    memory.copy(cells + block, c + block, <usize>rows * part);
    for (let step = 0; step < steps; step++) {
      const at = <usize>step * plane + block;
      times(kept + 4 * at, 4 * part, x + 4 * at, 4 * part, trace + at, part, packed, rows, 4 * units, units);
      for (let row = 0; row < rows; row++) {
        const own = at + <usize>row * part;
        const state = trace + own + plane, cell = cells + own + plane;
        if (isSkipped(mask, steps, first + row, step)) {
          memory.copy(state, state - plane, part);
          memory.copy(cell, cell - plane, part);
          continue;
        }
        const z = kept + 4 * own;
        const gates = gateFromY ? z : scratch, candidate = (fromY ? z : scratch) + 2 * part;
        bend(gates, z, gateFn, gateA, gateB, 2 * units);
        bend(candidate, z + 2 * part, fn, a, b, units);
        bend(gates + 3 * part, z + 3 * part, gateFn, gateA, gateB, units);
        product(cell, gates + part, cell - plane, units);
        productPlus(cell, gates, candidate, cell, units);
        bend(state, cell, fn, a, b, units);
        product(state, state, gates + 3 * part, units);
      }
    }
  }
}

/** di | df | dg | do, step by step, and behind the last the gradients of the first h and c. Scratch: 64 samples of h and c, 6 · units numbers. */
export function lstmGradient(
  out: usize, dStates: usize, ofLast: i32, trace: usize, mask: usize, packed: usize, steps: i32, batch: i32, units: i32,
  fn: i32, fromY: i32, a: f32, b: f32, gateFn: i32, gateFromY: i32, gateA: f32, gateB: f32, scratch: usize, begin: i32, end: i32,
): void {
  const part = <usize>units << 2, plane = <usize>batch * part;
  const cells = <usize>(steps + 1) * plane;
  const kept = trace + 2 * cells;
  const dCells = scratch + <usize>ROWS * part;
  const bent = dCells + <usize>ROWS * part, values = bent + part, nothing = values + 4 * part;
  memory.fill(nothing, 0, part);
  const usual = fn === TANH && gateFn === SIGMOID;
  for (let first = begin; first < end; first += ROWS) {
    const rows = min(ROWS, end - first);
    const block = <usize>first * part;
    memory.fill(scratch, 0, <usize>rows * part);
    memory.fill(dCells, 0, <usize>rows * part);
    for (let step = steps - 1; step >= 0; step--) {
      const at = <usize>step * plane + block;
      for (let row = 0; row < rows; row++) {
        const own = at + <usize>row * part;
        const dh = scratch + <usize>row * part, dc = dCells + <usize>row * part;
        const wanted = wantedAt(dStates, ofLast, nothing, step + 1, steps, plane, block + <usize>row * part);
        const wantedOfCell = ofLast ? nothing : wanted + cells;
        const to = out + 4 * own;
        if (usual && !isSkipped(mask, steps, first + row, step)) {
          const z = kept + 4 * own, cell = trace + cells + own + plane;
          bend(bent, cell, TANH, 0, 0, units);
          throughOutput(to + 3 * part, dh, dc, wanted, wantedOfCell, bent, z + 3 * part, units);
          throughCell(to, dc, z, cell - plane, units);
          continue;
        }
        sum(dh, dh, wanted, units);
        sum(dc, dc, wantedOfCell, units);
        if (isSkipped(mask, steps, first + row, step)) {
          memory.fill(to, 0, 4 * part);
          continue;
        }
        const z = kept + 4 * own;
        const cell = trace + cells + own + plane;
        const gates = gateFromY ? z : values, candidate = (fromY ? z : values) + 2 * part;
        if (!gateFromY) {
          bend(gates, z, gateFn, gateA, gateB, 2 * units);
          bend(gates + 3 * part, z + 3 * part, gateFn, gateA, gateB, units);
        }
        if (!fromY) bend(candidate, z + 2 * part, fn, a, b, units);
        bend(bent, cell, fn, a, b, units);
        product(to + 3 * part, dh, bent, units);
        bendBack(to + 3 * part, to + 3 * part, z + 3 * part, gateFn, gateA, gateB, units);
        // what comes to the cell from the output
        product(dh, dh, gates + 3 * part, units);
        bendBack(dh, dh, fromY ? bent : cell, fn, a, b, units);
        sum(dc, dc, dh, units);
        memory.fill(dh, 0, part);
        product(to, dc, candidate, units);
        product(to + part, dc, cell - plane, units);
        bendBack(to, to, z, gateFn, gateA, gateB, 2 * units);
        product(to + 2 * part, dc, gates, units);
        bendBack(to + 2 * part, to + 2 * part, z + 2 * part, fn, a, b, units);
        product(dc, dc, gates + part, units);
      }
      times(scratch, part, scratch, part, out + 4 * at, 4 * part, packed, rows, units, 4 * units);
    }
    for (let row = 0; row < rows; row++) {
      const own = block + <usize>row * part;
      const to = out + 4 * (<usize>steps * plane + own);
      const wanted = wantedAt(dStates, ofLast, nothing, 0, steps, plane, own);
      sum(to, scratch + <usize>row * part, wanted, units);
      sum(to + part, dCells + <usize>row * part, ofLast ? nothing : wanted + cells, units);
      memory.fill(to + 2 * part, 0, 2 * part);
    }
  }
}

/** With dh += wanted: do = dh · tanh(c) · o · (1 − o), and dc += wantedOfCell + dh · o · (1 − tanh(c)²). Then dh is 0. */
function throughOutput(to: usize, dh: usize, dc: usize, wanted: usize, wantedOfCell: usize, bent: usize, o: usize, units: i32): void {
  const end = <usize>units << 2;
  let i: usize = 0;
  for (const pairs = end & ~31, zero = f32x4.splat(0); i < pairs; i += 32) {
    const d = f32x4.add(v128.load(dh + i), v128.load(wanted + i)), D = f32x4.add(v128.load(dh + i, 16), v128.load(wanted + i, 16));
    const t = v128.load(bent + i), T = v128.load(bent + i, 16);
    const g = v128.load(o + i), G = v128.load(o + i, 16);
    const c = f32x4.add(v128.load(dc + i), v128.load(wantedOfCell + i)), C = f32x4.add(v128.load(dc + i, 16), v128.load(wantedOfCell + i, 16));
    v128.store(to + i, f32x4.mul(f32x4.mul(D, T), sigmoidSlope(G)), 16);
    v128.store(to + i, f32x4.mul(f32x4.mul(d, t), sigmoidSlope(g)));
    v128.store(dc + i, f32x4.add(C, f32x4.mul(f32x4.mul(D, G), tanhSlope(T))), 16);
    v128.store(dc + i, f32x4.add(c, f32x4.mul(f32x4.mul(d, g), tanhSlope(t))));
    v128.store(dh + i, zero, 16);
    v128.store(dh + i, zero);
  }
  for (; i < end; i += 4) {
    const d = load<f32>(dh + i) + load<f32>(wanted + i), t = load<f32>(bent + i), g = load<f32>(o + i);
    store<f32>(to + i, d * t * (g * (1 - g)));
    store<f32>(dc + i, load<f32>(dc + i) + load<f32>(wantedOfCell + i) + d * g * (1 - t * t));
    store<f32>(dh + i, 0);
  }
}

/** di = dc · g · i · (1 − i), df = dc · c · f · (1 − f), dg = dc · i · (1 − g²), and dc · f is what goes on to the step before. */
function throughCell(to: usize, dc: usize, gates: usize, cell: usize, units: i32): void {
  const end = <usize>units << 2;
  const forget = gates + end, candidate = forget + end;
  const toForget = to + end, toCandidate = toForget + end;
  let i: usize = 0;
  for (const pairs = end & ~31; i < pairs; i += 32) {
    const d = v128.load(dc + i), D = v128.load(dc + i, 16);
    const a = v128.load(gates + i), A = v128.load(gates + i, 16);
    const f = v128.load(forget + i), F = v128.load(forget + i, 16);
    const g = v128.load(candidate + i), G = v128.load(candidate + i, 16);
    const c = v128.load(cell + i), C = v128.load(cell + i, 16);
    v128.store(to + i, f32x4.mul(f32x4.mul(D, G), sigmoidSlope(A)), 16);
    v128.store(to + i, f32x4.mul(f32x4.mul(d, g), sigmoidSlope(a)));
    v128.store(toForget + i, f32x4.mul(f32x4.mul(D, C), sigmoidSlope(F)), 16);
    v128.store(toForget + i, f32x4.mul(f32x4.mul(d, c), sigmoidSlope(f)));
    v128.store(toCandidate + i, f32x4.mul(f32x4.mul(D, A), tanhSlope(G)), 16);
    v128.store(toCandidate + i, f32x4.mul(f32x4.mul(d, a), tanhSlope(g)));
    v128.store(dc + i, f32x4.mul(D, F), 16);
    v128.store(dc + i, f32x4.mul(d, f));
  }
  for (; i < end; i += 4) {
    const d = load<f32>(dc + i), a = load<f32>(gates + i), f = load<f32>(forget + i), g = load<f32>(candidate + i);
    store<f32>(to + i, d * g * (a * (1 - a)));
    store<f32>(toForget + i, d * load<f32>(cell + i) * (f * (1 - f)));
    store<f32>(toCandidate + i, d * a * (1 - g * g));
    store<f32>(dc + i, d * f);
  }
}
