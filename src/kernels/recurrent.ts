// Recurrent layers along a whole sequence, forward and back: what they share, and SimpleRNN; LSTM and GRU have files of their own. ops/recurrent.ts says what
// each computes and how the trace and the gradient are laid out.
//
// Items are samples: whoever has some takes them through all steps, 64 at a time, so that threads meet behind the last step only. A step is a product
// of the states with the kernel, whose panels are packed once for all steps, straight into the trace on top of what the inputs gave; then, sample by sample,
// passes over what lies in the first cache. What is kept of a function is its value where the slope is taken from that (`fromY` 1): no exponential in
// the gradient but one for an LSTM's cell. Bound by arithmetic: products, at 1.7 of the 128-bit peak where V8 widens them, take two thirds of it.
// `npm run bench -- --kernels --workload R1,R2`: 1.2 of that peak with all; beside the fastest rival an LSTM has 0.94 to 0.98 of its speed, a GRU 1.25 to 1.45.

import { sum } from "./numbers";
import { packPanel, tilesAlong, zeros } from "./tile";
import { bend, bendBack } from "./unary";

/** Samples of a block: the emitter asks for scratch for so many. */
export const ROWS: i32 = 64;
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

/**
 * By how much the state of a sample before step `step` is wanted to change: `dStates` has it for all steps, or `ofLast` 1 for the state behind the last
 * alone; `nothing` is a row of zeros.
 */
@inline
export function wantedAt(dStates: usize, ofLast: i32, nothing: usize, step: i32, steps: i32, plane: usize, own: usize): usize {
  if (!ofLast) return dStates + <usize>step * plane + own;
  return step === steps ? dStates + own : nothing;
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

/** dz, step by step, and behind the last the gradient of the first state. Scratch: 65 samples. */
export function simpleRecurrentGradient(
  out: usize, dStates: usize, ofLast: i32, trace: usize, mask: usize, packed: usize, steps: i32, batch: i32, units: i32,
  fn: i32, a: f32, b: f32, scratch: usize, begin: i32, end: i32,
): void {
  const part = <usize>units << 2, plane = <usize>batch * part;
  const kept = trace + <usize>(steps + 1) * plane;
  const nothing = scratch + <usize>ROWS * part;
  memory.fill(nothing, 0, part);
  for (let first = begin; first < end; first += ROWS) {
    const rows = min(ROWS, end - first);
    const block = <usize>first * part;
    memory.fill(scratch, 0, <usize>rows * part);
    for (let step = steps - 1; step >= 0; step--) {
      const at = <usize>step * plane + block;
      for (let row = 0; row < rows; row++) {
        const own = <usize>row * part;
        const dh = scratch + own;
        sum(dh, dh, wantedAt(dStates, ofLast, nothing, step + 1, steps, plane, block + own), units);
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
      sum(out + rest + own, scratch + own, wantedAt(dStates, ofLast, nothing, 0, steps, plane, block + own), units);
    }
  }
}
