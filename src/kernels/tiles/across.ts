// Tiles whose four rows of a are neighbouring numbers: products of columns, which gradients of kernels are. See ../tile.ts.

import { floorOf, madd, storeNarrow, storeWide } from "./store";

/** Tiles of 16 columns. */
export function wideAcross(
  rows: i32, relu: i32, c: usize, cRow: usize, start: usize, sRow: usize, a: usize, aStep: usize, runs: usize,
  b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void {
  const floor = floorOf(relu);
  for (; rows > 0; rows -= 4) {
    // a row that is not stored repeats the one before
    let from = start;
    let s00 = v128.load(from, 0);
    let s01 = v128.load(from, 16);
    let s02 = v128.load(from, 32);
    let s03 = v128.load(from, 48);
    from += rows > 1 ? sRow : 0;
    let s10 = v128.load(from, 0);
    let s11 = v128.load(from, 16);
    let s12 = v128.load(from, 32);
    let s13 = v128.load(from, 48);
    from += rows > 2 ? sRow : 0;
    let s20 = v128.load(from, 0);
    let s21 = v128.load(from, 16);
    let s22 = v128.load(from, 32);
    let s23 = v128.load(from, 48);
    from += rows > 3 ? sRow : 0;
    let s30 = v128.load(from, 0);
    let s31 = v128.load(from, 16);
    let s32 = v128.load(from, 32);
    let s33 = v128.load(from, 48);
    let panel = b;
    for (let r = 0; r < runCount; r++) {
      let p0 = a + load<usize>(runs + (<usize>r << 2));
      let q = panel;
      let k = length;
      for (; k > 3; k -= 4) {
        const b00 = v128.load(q, 0);
        const b01 = v128.load(q, 16);
        const b02 = v128.load(q, 32);
        const b03 = v128.load(q, 48);
        const a00 = v128.load_splat<f32>(p0);
        s00 = madd(a00, b00, s00);
        s01 = madd(a00, b01, s01);
        s02 = madd(a00, b02, s02);
        s03 = madd(a00, b03, s03);
        const a01 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a01, b00, s10);
        s11 = madd(a01, b01, s11);
        s12 = madd(a01, b02, s12);
        s13 = madd(a01, b03, s13);
        const a02 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a02, b00, s20);
        s21 = madd(a02, b01, s21);
        s22 = madd(a02, b02, s22);
        s23 = madd(a02, b03, s23);
        const a03 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a03, b00, s30);
        s31 = madd(a03, b01, s31);
        s32 = madd(a03, b02, s32);
        s33 = madd(a03, b03, s33);
        p0 += aStep;
        q += bStep;
        const b10 = v128.load(q, 0);
        const b11 = v128.load(q, 16);
        const b12 = v128.load(q, 32);
        const b13 = v128.load(q, 48);
        const a10 = v128.load_splat<f32>(p0);
        s00 = madd(a10, b10, s00);
        s01 = madd(a10, b11, s01);
        s02 = madd(a10, b12, s02);
        s03 = madd(a10, b13, s03);
        const a11 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a11, b10, s10);
        s11 = madd(a11, b11, s11);
        s12 = madd(a11, b12, s12);
        s13 = madd(a11, b13, s13);
        const a12 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a12, b10, s20);
        s21 = madd(a12, b11, s21);
        s22 = madd(a12, b12, s22);
        s23 = madd(a12, b13, s23);
        const a13 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a13, b10, s30);
        s31 = madd(a13, b11, s31);
        s32 = madd(a13, b12, s32);
        s33 = madd(a13, b13, s33);
        p0 += aStep;
        q += bStep;
        const b20 = v128.load(q, 0);
        const b21 = v128.load(q, 16);
        const b22 = v128.load(q, 32);
        const b23 = v128.load(q, 48);
        const a20 = v128.load_splat<f32>(p0);
        s00 = madd(a20, b20, s00);
        s01 = madd(a20, b21, s01);
        s02 = madd(a20, b22, s02);
        s03 = madd(a20, b23, s03);
        const a21 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a21, b20, s10);
        s11 = madd(a21, b21, s11);
        s12 = madd(a21, b22, s12);
        s13 = madd(a21, b23, s13);
        const a22 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a22, b20, s20);
        s21 = madd(a22, b21, s21);
        s22 = madd(a22, b22, s22);
        s23 = madd(a22, b23, s23);
        const a23 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a23, b20, s30);
        s31 = madd(a23, b21, s31);
        s32 = madd(a23, b22, s32);
        s33 = madd(a23, b23, s33);
        p0 += aStep;
        q += bStep;
        const b30 = v128.load(q, 0);
        const b31 = v128.load(q, 16);
        const b32 = v128.load(q, 32);
        const b33 = v128.load(q, 48);
        const a30 = v128.load_splat<f32>(p0);
        s00 = madd(a30, b30, s00);
        s01 = madd(a30, b31, s01);
        s02 = madd(a30, b32, s02);
        s03 = madd(a30, b33, s03);
        const a31 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a31, b30, s10);
        s11 = madd(a31, b31, s11);
        s12 = madd(a31, b32, s12);
        s13 = madd(a31, b33, s13);
        const a32 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a32, b30, s20);
        s21 = madd(a32, b31, s21);
        s22 = madd(a32, b32, s22);
        s23 = madd(a32, b33, s23);
        const a33 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a33, b30, s30);
        s31 = madd(a33, b31, s31);
        s32 = madd(a33, b32, s32);
        s33 = madd(a33, b33, s33);
        p0 += aStep;
        q += bStep;
      }
      for (; k > 0; k--) {
        const b40 = v128.load(q, 0);
        const b41 = v128.load(q, 16);
        const b42 = v128.load(q, 32);
        const b43 = v128.load(q, 48);
        const a40 = v128.load_splat<f32>(p0);
        s00 = madd(a40, b40, s00);
        s01 = madd(a40, b41, s01);
        s02 = madd(a40, b42, s02);
        s03 = madd(a40, b43, s03);
        const a41 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a41, b40, s10);
        s11 = madd(a41, b41, s11);
        s12 = madd(a41, b42, s12);
        s13 = madd(a41, b43, s13);
        const a42 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a42, b40, s20);
        s21 = madd(a42, b41, s21);
        s22 = madd(a42, b42, s22);
        s23 = madd(a42, b43, s23);
        const a43 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a43, b40, s30);
        s31 = madd(a43, b41, s31);
        s32 = madd(a43, b42, s32);
        s33 = madd(a43, b43, s33);
        p0 += aStep;
        q += bStep;
      }
      panel += bRun;
    }
    let to = c;
    storeWide(to, s00, s01, s02, s03, floor);
    to += cRow;
    if (rows > 1) storeWide(to, s10, s11, s12, s13, floor);
    to += cRow;
    if (rows > 2) storeWide(to, s20, s21, s22, s23, floor);
    to += cRow;
    if (rows > 3) storeWide(to, s30, s31, s32, s33, floor);
    a += 16;
    c += 4 * cRow;
    start += 4 * sRow;
  }
}

/** Tiles of 8 columns. */
export function narrowAcross(
  rows: i32, relu: i32, c: usize, cRow: usize, start: usize, sRow: usize, a: usize, aStep: usize, runs: usize,
  b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void {
  const floor = floorOf(relu);
  for (; rows > 0; rows -= 4) {
    // a row that is not stored repeats the one before
    let from = start;
    let s00 = v128.load(from, 0);
    let s01 = v128.load(from, 16);
    from += rows > 1 ? sRow : 0;
    let s10 = v128.load(from, 0);
    let s11 = v128.load(from, 16);
    from += rows > 2 ? sRow : 0;
    let s20 = v128.load(from, 0);
    let s21 = v128.load(from, 16);
    from += rows > 3 ? sRow : 0;
    let s30 = v128.load(from, 0);
    let s31 = v128.load(from, 16);
    let panel = b;
    for (let r = 0; r < runCount; r++) {
      let p0 = a + load<usize>(runs + (<usize>r << 2));
      let q = panel;
      let k = length;
      for (; k > 3; k -= 4) {
        const b00 = v128.load(q, 0);
        const b01 = v128.load(q, 16);
        const a00 = v128.load_splat<f32>(p0);
        s00 = madd(a00, b00, s00);
        s01 = madd(a00, b01, s01);
        const a01 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a01, b00, s10);
        s11 = madd(a01, b01, s11);
        const a02 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a02, b00, s20);
        s21 = madd(a02, b01, s21);
        const a03 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a03, b00, s30);
        s31 = madd(a03, b01, s31);
        p0 += aStep;
        q += bStep;
        const b10 = v128.load(q, 0);
        const b11 = v128.load(q, 16);
        const a10 = v128.load_splat<f32>(p0);
        s00 = madd(a10, b10, s00);
        s01 = madd(a10, b11, s01);
        const a11 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a11, b10, s10);
        s11 = madd(a11, b11, s11);
        const a12 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a12, b10, s20);
        s21 = madd(a12, b11, s21);
        const a13 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a13, b10, s30);
        s31 = madd(a13, b11, s31);
        p0 += aStep;
        q += bStep;
        const b20 = v128.load(q, 0);
        const b21 = v128.load(q, 16);
        const a20 = v128.load_splat<f32>(p0);
        s00 = madd(a20, b20, s00);
        s01 = madd(a20, b21, s01);
        const a21 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a21, b20, s10);
        s11 = madd(a21, b21, s11);
        const a22 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a22, b20, s20);
        s21 = madd(a22, b21, s21);
        const a23 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a23, b20, s30);
        s31 = madd(a23, b21, s31);
        p0 += aStep;
        q += bStep;
        const b30 = v128.load(q, 0);
        const b31 = v128.load(q, 16);
        const a30 = v128.load_splat<f32>(p0);
        s00 = madd(a30, b30, s00);
        s01 = madd(a30, b31, s01);
        const a31 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a31, b30, s10);
        s11 = madd(a31, b31, s11);
        const a32 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a32, b30, s20);
        s21 = madd(a32, b31, s21);
        const a33 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a33, b30, s30);
        s31 = madd(a33, b31, s31);
        p0 += aStep;
        q += bStep;
      }
      for (; k > 0; k--) {
        const b40 = v128.load(q, 0);
        const b41 = v128.load(q, 16);
        const a40 = v128.load_splat<f32>(p0);
        s00 = madd(a40, b40, s00);
        s01 = madd(a40, b41, s01);
        const a41 = v128.load_splat<f32>(p0, 4);
        s10 = madd(a41, b40, s10);
        s11 = madd(a41, b41, s11);
        const a42 = v128.load_splat<f32>(p0, 8);
        s20 = madd(a42, b40, s20);
        s21 = madd(a42, b41, s21);
        const a43 = v128.load_splat<f32>(p0, 12);
        s30 = madd(a43, b40, s30);
        s31 = madd(a43, b41, s31);
        p0 += aStep;
        q += bStep;
      }
      panel += bRun;
    }
    let to = c;
    storeNarrow(to, s00, s01, floor);
    to += cRow;
    if (rows > 1) storeNarrow(to, s10, s11, floor);
    to += cRow;
    if (rows > 2) storeNarrow(to, s20, s21, floor);
    to += cRow;
    if (rows > 3) storeNarrow(to, s30, s31, floor);
    a += 16;
    c += 4 * cRow;
    start += 4 * sRow;
  }
}
