// Recurrent layers along a whole sequence, forward and back: SimpleRNN and LSTM here, GRU in gru.ts. ops/recurrent.ts says what each computes and how the
// trace and the gradient are laid out.
//
// Items are samples: whoever has some takes them through all steps, 64 at a time, so that threads meet behind the last step only. A step is a product
// of the states with the kernel, whose panels are packed once for all steps, straight into the trace on top of what the inputs gave; then, sample by sample,
// passes over what lies in the first cache. What is kept of a function is its value where the slope is taken from that (`fromY` 1): no exponential in
// the gradient but one for an LSTM's cell. Bound by arithmetic: the products take most of it.
// `npm run bench -- --workload R1,R2` times them beside the rivals.

import { product, productPlus, sum } from "./numbers";
import { packPanel, tilesAlong, zeros } from "./tile";
import { bend, bendBack } from "./unary";

/** Samples of a block: an emitter asks for scratch for so many. */
const ROWS: i32 = 64;
/** Rows of a packed panel that are used at a time. */
const BLOCK_DEPTH: i32 = 256;

/** Panels of 16 columns of w [depth, columns], whose element [k, n] lies at w + k·wRow + n·wColumn, one after the other. Items are panels. */
export function packPanels(packed: usize, w: usize, depth: i32, columns: i32, wRow: usize, wColumn: usize, begin: i32, end: i32): void {
  for (let panel = begin; panel < end; panel++)
    packPanel(packed + ((<usize>panel * <usize>depth) << 6), w + <usize>(panel << 4) * wColumn, wRow, wColumn, depth, min(16, columns - (panel << 4)));
}

/** c [rows, columns] = start + a · w for the packed panels of w [depth, columns]. `start` may be c itself, a bias (sRow 0) or `zeros` (sRow 0). */
export function times(
  c: usize, cRow: usize, start: usize, sRow: usize, a: usize, aRow: usize, packed: usize, rows: i32, columns: i32, depth: i32,
): void {
  for (let column = 0; column < columns; column += 16) {
    const to = c + (<usize>column << 2);
    const width = min(16, columns - column);
    for (let k = 0; k < depth; k += BLOCK_DEPTH) {
      const length = min(BLOCK_DEPTH, depth - k);
      const from = k > 0 ? to : start === zeros ? zeros : start + (<usize>column << 2);
      tilesAlong(rows, width, 0, to, cRow, from, k > 0 ? cRow : sRow, a + (<usize>k << 2), aRow, zeros, packed, 0, 1, length);
      packed += <usize>length << 6;
    }
  }
}

/** Whether the mask [batch, steps] is 0; a mask of 0 means that there is none. */
@inline
export function isSkipped(mask: usize, steps: i32, sample: i32, step: i32): bool {
  return mask !== 0 && load<f32>(mask + (<usize>(sample * steps + step) << 2)) === 0;
}

/** trace h | z */
export function simpleRecurrent(
  trace: usize, x: usize, h: usize, mask: usize, packed: usize, steps: i32, batch: i32, units: i32,
  fn: i32, fromY: i32, a: f32, b: f32, begin: i32, end: i32,
): void {
  const part = <usize>units << 2, plane = <usize>batch * part;
  const kept = trace + <usize>(steps + 1) * plane;
  for (let first = begin; first < end; first += ROWS) {
    const rows = min(ROWS, end - first);
    const block = <usize>first * part;
    memory.copy(trace + block, h + block, <usize>rows * part);
    for (let step = 0; step < steps; step++) {
      const before = trace + <usize>step * plane + block;
      const z = kept + <usize>step * plane + block;
      times(z, part, x + <usize>step * plane + block, part, before, part, packed, rows, units, units);
      for (let row = 0; row < rows; row++) {
        const own = <usize>row * part;
        const after = before + plane + own;
        if (isSkipped(mask, steps, first + row, step)) {
          memory.copy(after, before + own, part);
          continue;
        }
        bend(after, z + own, fn, a, b, units);
        if (fromY) memory.copy(z + own, after, part);
      }
    }
  }
}

/** dz, step by step, and behind the last the gradient of the first state. Scratch: 64 samples. */
export function simpleRecurrentGradient(
  out: usize, dStates: usize, trace: usize, mask: usize, packed: usize, steps: i32, batch: i32, units: i32,
  fn: i32, a: f32, b: f32, scratch: usize, begin: i32, end: i32,
): void {
  const part = <usize>units << 2, plane = <usize>batch * part;
  const kept = trace + <usize>(steps + 1) * plane;
  for (let first = begin; first < end; first += ROWS) {
    const rows = min(ROWS, end - first);
    const block = <usize>first * part;
    memory.fill(scratch, 0, <usize>rows * part);
    for (let step = steps - 1; step >= 0; step--) {
      const at = <usize>step * plane + block;
      for (let row = 0; row < rows; row++) {
        const own = <usize>row * part;
        const dh = scratch + own;
        sum(dh, dh, dStates + at + plane + own, units);
        if (isSkipped(mask, steps, first + row, step)) {
          memory.fill(out + at + own, 0, part);
          continue;
        }
        bendBack(out + at + own, dh, kept + at + own, fn, a, b, units);
        memory.fill(dh, 0, part);
      }
      times(scratch, part, scratch, part, out + at, part, packed, rows, units, units);
    }
    const rest = <usize>steps * plane + block;
    for (let row = 0; row < rows; row++) {
      const own = <usize>row * part;
      sum(out + rest + own, scratch + own, dStates + block + own, units);
    }
  }
}

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

/** di | df | dg | do, step by step, and behind the last the gradients of the first h and c. Scratch: 64 samples of h and c, 5 · units numbers. */
export function lstmGradient(
  out: usize, dStates: usize, trace: usize, mask: usize, packed: usize, steps: i32, batch: i32, units: i32,
  fn: i32, fromY: i32, a: f32, b: f32, gateFn: i32, gateFromY: i32, gateA: f32, gateB: f32, scratch: usize, begin: i32, end: i32,
): void {
  const part = <usize>units << 2, plane = <usize>batch * part;
  const cells = <usize>(steps + 1) * plane;
  const kept = trace + 2 * cells;
  const dCells = scratch + <usize>ROWS * part;
  const bent = dCells + <usize>ROWS * part, values = bent + part;
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
        const wanted = dStates + own + plane;
        sum(dh, dh, wanted, units);
        sum(dc, dc, wanted + cells, units);
        const to = out + 4 * own;
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
      sum(to, scratch + <usize>row * part, dStates + own, units);
      sum(to + part, dCells + <usize>row * part, dStates + cells + own, units);
      memory.fill(to + 2 * part, 0, 2 * part);
    }
  }
}
