// Tiles of 4 rows × 16 columns of a product, each held in 16 registers: what matrix products and convolutions are made of.
//
// Bound by arithmetic: each step over k loads 4 vectors of b and 4 numbers of a for 16 multiply-adds of four lanes. Vectors of b come
// in neighbouring pairs, so that V8 can widen them to 256 bits; four steps a round, so that the loop's own work hides behind them.
// Such a step is 24 instructions of which 16 multiply and add: a processor that takes in 6 at a time has no place left for more (0.8 of its peak).
// The loops are written by scripts/tiles.mjs into tiles/, a module of its own that is compiled with fewer optimizations: the others gather all steps of a sum in one place,
// and then there are not registers enough.
// Every sum runs over k in order with a rounded product and a rounded sum: any tiling, any number of threads and any vector width give
// the same bits. Rows and columns beyond the edge are computed from whatever memory lies there and not stored: buffers end in 64
// readable bytes.

/** 64 bytes that stay 0: a start for sums, and a table with one run at offset 0. */
export const zeros: usize = memory.data(64, 64);

/** Whether there are registers for few columns only: vectors are 128 bits wide, and 16. */
@external("tiles", "areHalves")
export declare function areHalves(): boolean;

/**
 * c[i][n] = start[i][n] + Σ over runs r and k < length of a[row i, runs[r] + 4·k] · b[r·bRun + 64·k, n], for any number of rows.
 *
 * Rows of c, start and a are cRow, sRow and aRow apart; all distances are bytes. `columns` (1 to 16) says how much of a row is stored, after
 * max(x, 0) when `relu` is 1. `start` may be c itself, a bias (sRow 0) or `zeros` (sRow 0).
 */
@external("tiles", "tilesAlong")
export declare function tilesAlong(
  rows: i32, columns: i32, relu: i32, c: usize, cRow: usize, start: usize, sRow: usize, a: usize, aRow: usize, runs: usize,
  b: usize, bRun: usize, runCount: i32, length: i32,
): void;

/** The same with a[row i, runs[r] + k·aStep] 4·i bytes behind that of the first row, and b[r·bRun + k·bStep, n]. */
@external("tiles", "tilesAcross")
export declare function tilesAcross(
  rows: i32, columns: i32, relu: i32, c: usize, cRow: usize, start: usize, sRow: usize, a: usize, aStep: usize, runs: usize,
  b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void;

/** The same for 1 to 4 rows: those of a begin at a, a + o1, a + o2, a + o3, those of c at c, c + d1, …, those of start at start, start + s1, … */
@external("tiles", "tileAnywhere")
export declare function tileAnywhere(
  rows: i32, columns: i32, relu: i32, c: usize, d1: usize, d2: usize, d3: usize, start: usize, s1: usize, s2: usize, s3: usize,
  a: usize, o1: usize, o2: usize, o3: usize, aStep: usize, runs: usize, b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void;

/**
 * c[p][i][n] = Σ over k < depth of a[p][i][k] · b[p][n / 16][k][n % 16], for places cPlace, aPlace and bPlace apart. Columns are a multiple of 8, the
 * depth one of 4; rows are rounded up to one of 4, in a and in c.
 */
@external("tiles", "placesAlong")
export declare function placesAlong(
  places: i32, rows: i32, columns: i32, c: usize, cPlace: usize, a: usize, aPlace: usize, b: usize, bPlace: usize, depth: i32,
): void;

/**
 * c[p][n / 16][i][n % 16] = start + Σ over k < depth of a[p][i / 16][k][i % 16] · b[p][n / 16][k][n % 16], for panels of a and b that are aPanel and bPanel
 * apart. `fresh` is `zeros` to start there, or 0 to go on from c. Rows are a multiple of 4, columns one of 8.
 */
@external("tiles", "placesAcross")
export declare function placesAcross(
  places: i32, rows: i32, columns: i32, fresh: usize, c: usize, cPlace: usize, a: usize, aPlace: usize, aPanel: usize,
  b: usize, bPlace: usize, bPanel: usize, depth: i32,
): void;

/** The same for 3 or 4 rows, a[p][k][i] with four numbers for each k, and 8 or 16 columns. */
@external("tiles", "placesOfFew")
export declare function placesOfFew(
  places: i32, rows: i32, columns: i32, fresh: usize, c: usize, cPlace: usize, a: usize, aPlace: usize, b: usize, bPlace: usize, depth: i32,
): void;

/**
 * Reads a number of each 64 bytes of `rows` of `bytes`, one after the other, so that they come from memory many at a time: what takes a little of each and
 * then the next little would wait for all of them. `into` holds 4 bytes for it, so that no compiler leaves it out.
 */
export function touchRows(from: usize, rowStep: usize, rows: i32, bytes: usize, into: usize): void {
  let sum = 0;
  for (; rows > 0; rows--) {
    for (let at: usize = 0; at < bytes; at += 64) sum ^= load<i32>(from + at);
    from += rowStep;
  }
  store<i32>(into, sum);
}

/** Copies `depth` rows of up to 16 columns of w [k, n] (steps in bytes) into rows of 16, with zeros beyond. */
export function packPanel(packed: usize, w: usize, rowStep: usize, columnStep: usize, depth: i32, columns: i32): void {
  if (columnStep === 4 && columns >= 16) {
    for (let k = 0; k < depth; k++) {
      v128.store(packed, v128.load(w, 16), 16);
      v128.store(packed, v128.load(w, 0), 0);
      v128.store(packed, v128.load(w, 48), 48);
      v128.store(packed, v128.load(w, 32), 32);
      w += rowStep;
      packed += 64;
    }
    return;
  }
  let k = 0;
  if (rowStep === 4 && columns >= 16)
    for (; k < depth - 3; k += 4) {
      for (let n: usize = 0; n < 16; n += 4) turnFour(packed + (n << 2), w + n * columnStep, columnStep);
      w += 16;
      packed += 256;
    }
  for (; k < depth; k++) {
    for (let n = 0; n < 16; n++)
      store<f32>(packed + (<usize>n << 2), n < columns ? load<f32>(w + <usize>n * columnStep) : 0);
    w += rowStep;
    packed += 64;
  }
}

/** Four columns of four numbers, `columnStep` apart, into four rows of 64 bytes. */
@inline
function turnFour(to: usize, from: usize, columnStep: usize): void {
  const a = v128.load(from), b = v128.load(from + columnStep), c = v128.load(from + 2 * columnStep), d = v128.load(from + 3 * columnStep);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2), 0);
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 64);
  const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ef, gh, 0, 2), 128);
  v128.store(to, v128.shuffle<i64>(ef, gh, 1, 3), 192);
}
