// Tiles of 4 rows × 16 columns of a product, each held in 16 registers: what matrix products and convolutions are made of.
//
// Bound by arithmetic: each step over k loads 4 vectors of b and 4 numbers of a for 16 multiply-adds of four lanes. Vectors of b come
// in neighbouring pairs, so that V8 can widen them to 256 bits; two steps a round, so that the loop's own work hides behind them.
// Every sum runs over k in order with a rounded product and a rounded sum: any tiling, any number of threads and any vector width give
// the same bits. Rows and columns beyond the edge are computed from whatever memory lies there and not stored: buffers end in 64
// readable bytes.

/** a · b + c, rounded twice. */
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(c, f32x4.mul(a, b));
}

/** 64 bytes that stay 0: a start for sums, and a table with one run at offset 0. */
export const zeros: usize = memory.data(64, 64);

/** Tiles of 8 columns instead. */
let narrow: boolean = false;

export function chooseTiles(ofHalves: boolean): void {
  narrow = ofHalves;
}

/**
 * c[i][n] = start[i][n] + Σ over runs r and k < length of a[row i, runs[r] + k·aStep] · b[r·bRun + k·bStep, n], for any number of rows,
 * four at a time.
 *
 * The four rows of a begin at a, a + o1, a + o2, a + o3; those of c at c, c + d1, …; those of start at start, start + s1, …: they are
 * pixels, or places of a kernel, and need not be neighbours. The next four lie aNext, cNext and startNext further. All distances are
 * bytes. `columns` (1 to 16) says how much of a row is stored, after max(x, 0) when `relu` is 1. `start` may be c itself, a bias
 * (s1 = s2 = s3 = startNext = 0) or `zeros`.
 */
export function tiles(
  rows: i32, columns: i32, relu: i32, c: usize, d1: usize, d2: usize, d3: usize, cNext: usize,
  start: usize, s1: usize, s2: usize, s3: usize, startNext: usize,
  a: usize, o1: usize, o2: usize, o3: usize, aNext: usize, aStep: usize, runs: usize,
  b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void {
  if (narrow) {
    tilesOfHalves(rows, columns, relu, c, d1, d2, d3, cNext, start, s1, s2, s3, startNext, a, o1, o2, o3, aNext, aStep, runs, b, bStep, bRun, runCount, length);
    return;
  }
  for (; rows > 0; rows -= 4) {
    // a row that is not stored repeats the first
    if (rows < 4) {
      o3 = s3 = 0;
      if (rows < 3) o2 = s2 = 0;
      if (rows < 2) o1 = s1 = 0;
    }
    let s00 = v128.load(start, 0);
    let s01 = v128.load(start, 16);
    let s02 = v128.load(start, 32);
    let s03 = v128.load(start, 48);
    let s10 = v128.load(start + s1, 0);
    let s11 = v128.load(start + s1, 16);
    let s12 = v128.load(start + s1, 32);
    let s13 = v128.load(start + s1, 48);
    let s20 = v128.load(start + s2, 0);
    let s21 = v128.load(start + s2, 16);
    let s22 = v128.load(start + s2, 32);
    let s23 = v128.load(start + s2, 48);
    let s30 = v128.load(start + s3, 0);
    let s31 = v128.load(start + s3, 16);
    let s32 = v128.load(start + s3, 32);
    let s33 = v128.load(start + s3, 48);
    let panel = b;
    for (let r = 0; r < runCount; r++) {
      let p = a + load<usize>(runs + (<usize>r << 2));
      let q = panel;
      let k = length;
      for (; k > 1; k -= 2) {
        const p01 = p + o1;
        const p02 = p + o2;
        const p03 = p + o3;
        const b00 = v128.load(q, 0);
        const b01 = v128.load(q, 16);
        const b02 = v128.load(q, 32);
        const b03 = v128.load(q, 48);
        const a00 = v128.load_splat<f32>(p);
        s00 = madd(a00, b00, s00);
        s01 = madd(a00, b01, s01);
        s02 = madd(a00, b02, s02);
        s03 = madd(a00, b03, s03);
        const a01 = v128.load_splat<f32>(p01);
        s10 = madd(a01, b00, s10);
        s11 = madd(a01, b01, s11);
        s12 = madd(a01, b02, s12);
        s13 = madd(a01, b03, s13);
        const a02 = v128.load_splat<f32>(p02);
        s20 = madd(a02, b00, s20);
        s21 = madd(a02, b01, s21);
        s22 = madd(a02, b02, s22);
        s23 = madd(a02, b03, s23);
        const a03 = v128.load_splat<f32>(p03);
        s30 = madd(a03, b00, s30);
        s31 = madd(a03, b01, s31);
        s32 = madd(a03, b02, s32);
        s33 = madd(a03, b03, s33);
        p += aStep;
        q += bStep;
        const p11 = p + o1;
        const p12 = p + o2;
        const p13 = p + o3;
        const b10 = v128.load(q, 0);
        const b11 = v128.load(q, 16);
        const b12 = v128.load(q, 32);
        const b13 = v128.load(q, 48);
        const a10 = v128.load_splat<f32>(p);
        s00 = madd(a10, b10, s00);
        s01 = madd(a10, b11, s01);
        s02 = madd(a10, b12, s02);
        s03 = madd(a10, b13, s03);
        const a11 = v128.load_splat<f32>(p11);
        s10 = madd(a11, b10, s10);
        s11 = madd(a11, b11, s11);
        s12 = madd(a11, b12, s12);
        s13 = madd(a11, b13, s13);
        const a12 = v128.load_splat<f32>(p12);
        s20 = madd(a12, b10, s20);
        s21 = madd(a12, b11, s21);
        s22 = madd(a12, b12, s22);
        s23 = madd(a12, b13, s23);
        const a13 = v128.load_splat<f32>(p13);
        s30 = madd(a13, b10, s30);
        s31 = madd(a13, b11, s31);
        s32 = madd(a13, b12, s32);
        s33 = madd(a13, b13, s33);
        p += aStep;
        q += bStep;
      }
      if (k > 0) {
        const p21 = p + o1;
        const p22 = p + o2;
        const p23 = p + o3;
        const b20 = v128.load(q, 0);
        const b21 = v128.load(q, 16);
        const b22 = v128.load(q, 32);
        const b23 = v128.load(q, 48);
        const a20 = v128.load_splat<f32>(p);
        s00 = madd(a20, b20, s00);
        s01 = madd(a20, b21, s01);
        s02 = madd(a20, b22, s02);
        s03 = madd(a20, b23, s03);
        const a21 = v128.load_splat<f32>(p21);
        s10 = madd(a21, b20, s10);
        s11 = madd(a21, b21, s11);
        s12 = madd(a21, b22, s12);
        s13 = madd(a21, b23, s13);
        const a22 = v128.load_splat<f32>(p22);
        s20 = madd(a22, b20, s20);
        s21 = madd(a22, b21, s21);
        s22 = madd(a22, b22, s22);
        s23 = madd(a22, b23, s23);
        const a23 = v128.load_splat<f32>(p23);
        s30 = madd(a23, b20, s30);
        s31 = madd(a23, b21, s31);
        s32 = madd(a23, b22, s32);
        s33 = madd(a23, b23, s33);
      }
      panel += bRun;
    }
    storeRow(c, columns, s00, s01, s02, s03, relu);
    if (rows > 1) storeRow(c + d1, columns, s10, s11, s12, s13, relu);
    if (rows > 2) storeRow(c + d2, columns, s20, s21, s22, s23, relu);
    if (rows > 3) storeRow(c + d3, columns, s30, s31, s32, s33, relu);
    a += aNext;
    c += cNext;
    start += startNext;
  }
}

/** The same by halves of 8 columns: where vectors stay 128 bits wide and there are 16 registers, a tile of 16 columns would not fit. */
function tilesOfHalves(
  rows: i32, columns: i32, relu: i32, c: usize, d1: usize, d2: usize, d3: usize, cNext: usize,
  start: usize, s1: usize, s2: usize, s3: usize, startNext: usize,
  a: usize, o1: usize, o2: usize, o3: usize, aNext: usize, aStep: usize, runs: usize,
  b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void {
  for (; rows > 0; rows -= 4) {
    if (rows < 4) {
      o3 = s3 = 0;
      if (rows < 3) o2 = s2 = 0;
      if (rows < 2) o1 = s1 = 0;
    }
    for (let half = 0; half < columns; half += 8) {
      const left = columns - half;
      const shift = <usize>half << 2;
      let s00 = v128.load(start + shift, 0);
      let s01 = v128.load(start + shift, 16);
      let s10 = v128.load(start + s1 + shift, 0);
      let s11 = v128.load(start + s1 + shift, 16);
      let s20 = v128.load(start + s2 + shift, 0);
      let s21 = v128.load(start + s2 + shift, 16);
      let s30 = v128.load(start + s3 + shift, 0);
      let s31 = v128.load(start + s3 + shift, 16);
      let panel = b + shift;
      for (let r = 0; r < runCount; r++) {
        let p = a + load<usize>(runs + (<usize>r << 2));
        let q = panel;
        let k = length;
        for (; k > 1; k -= 2) {
          const b00 = v128.load(q, 0);
          const b01 = v128.load(q, 16);
          const a00 = v128.load_splat<f32>(p);
          s00 = madd(a00, b00, s00);
          s01 = madd(a00, b01, s01);
          const a01 = v128.load_splat<f32>(p + o1);
          s10 = madd(a01, b00, s10);
          s11 = madd(a01, b01, s11);
          const a02 = v128.load_splat<f32>(p + o2);
          s20 = madd(a02, b00, s20);
          s21 = madd(a02, b01, s21);
          const a03 = v128.load_splat<f32>(p + o3);
          s30 = madd(a03, b00, s30);
          s31 = madd(a03, b01, s31);
          p += aStep;
          q += bStep;
          const b10 = v128.load(q, 0);
          const b11 = v128.load(q, 16);
          const a10 = v128.load_splat<f32>(p);
          s00 = madd(a10, b10, s00);
          s01 = madd(a10, b11, s01);
          const a11 = v128.load_splat<f32>(p + o1);
          s10 = madd(a11, b10, s10);
          s11 = madd(a11, b11, s11);
          const a12 = v128.load_splat<f32>(p + o2);
          s20 = madd(a12, b10, s20);
          s21 = madd(a12, b11, s21);
          const a13 = v128.load_splat<f32>(p + o3);
          s30 = madd(a13, b10, s30);
          s31 = madd(a13, b11, s31);
          p += aStep;
          q += bStep;
        }
        if (k > 0) {
          const b20 = v128.load(q, 0);
          const b21 = v128.load(q, 16);
          const a20 = v128.load_splat<f32>(p);
          s00 = madd(a20, b20, s00);
          s01 = madd(a20, b21, s01);
          const a21 = v128.load_splat<f32>(p + o1);
          s10 = madd(a21, b20, s10);
          s11 = madd(a21, b21, s11);
          const a22 = v128.load_splat<f32>(p + o2);
          s20 = madd(a22, b20, s20);
          s21 = madd(a22, b21, s21);
          const a23 = v128.load_splat<f32>(p + o3);
          s30 = madd(a23, b20, s30);
          s31 = madd(a23, b21, s31);
        }
        panel += bRun;
      }
      storeHalf(c + shift, left, s00, s01, relu);
      if (rows > 1) storeHalf(c + d1 + shift, left, s10, s11, relu);
      if (rows > 2) storeHalf(c + d2 + shift, left, s20, s21, relu);
      if (rows > 3) storeHalf(c + d3 + shift, left, s30, s31, relu);
    }
    a += aNext;
    c += cNext;
    start += startNext;
  }
}

@inline
function storeHalf(c: usize, columns: i32, s0: v128, s1: v128, relu: i32): void {
  if (relu) {
    const zero = f32x4.splat(0);
    s0 = f32x4.pmax(s0, zero);
    s1 = f32x4.pmax(s1, zero);
  }
  if (columns >= 8) {
    v128.store(c, s1, 16);
    v128.store(c, s0, 0);
  } else storePart(c, columns, s0, s1, s1, s1);
}

@inline
function storeRow(c: usize, columns: i32, s0: v128, s1: v128, s2: v128, s3: v128, relu: i32): void {
  if (relu) {
    const zero = f32x4.splat(0);
    s0 = f32x4.pmax(s0, zero);
    s1 = f32x4.pmax(s1, zero);
    s2 = f32x4.pmax(s2, zero);
    s3 = f32x4.pmax(s3, zero);
  }
  if (columns >= 16) {
    v128.store(c, s1, 16);
    v128.store(c, s0, 0);
    v128.store(c, s2, 32);
    v128.store(c, s3, 48);
  } else storePart(c, columns, s0, s1, s2, s3);
}

function storePart(c: usize, columns: i32, s0: v128, s1: v128, s2: v128, s3: v128): void {
  let rest = s0;
  if (columns >= 4) {
    v128.store(c, s0, 0);
    rest = s1;
  }
  if (columns >= 8) {
    v128.store(c, s1, 16);
    rest = s2;
  }
  if (columns >= 12) {
    v128.store(c, s2, 32);
    rest = s3;
  }
  c += <usize>(columns & ~3) << 2;
  columns &= 3;
  if (columns > 0) v128.store_lane<f32>(c, rest, 0);
  if (columns > 1) v128.store_lane<f32>(c, rest, 1, 4);
  if (columns > 2) v128.store_lane<f32>(c, rest, 2, 8);
}

/** Copies `depth` rows of up to 16 columns of w [k, n] (steps in bytes) into rows of 16, with zeros beyond. */
export function packPanel(packed: usize, w: usize, rowStep: usize, columnStep: usize, depth: i32, columns: i32): void {
  if (columnStep === 4 && columns >= 16) {
    for (let k = 0; k < depth; k++) {
      v128.store(packed, v128.load(w, 16), 16);
      v128.store(packed, v128.load(w, 0), 0);
      v128.store(packed, v128.load(w, 32), 32);
      v128.store(packed, v128.load(w, 48), 48);
      w += rowStep;
      packed += 64;
    }
    return;
  }
  for (let k = 0; k < depth; k++) {
    for (let n = 0; n < 16; n++)
      store<f32>(packed + (<usize>n << 2), n < columns ? load<f32>(w + <usize>n * columnStep) : 0);
    w += rowStep;
    packed += 64;
  }
}
