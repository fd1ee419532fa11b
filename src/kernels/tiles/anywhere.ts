// One tile whose four rows lie anywhere: windows of images with few channels, windows that reach round the border, and edges of all others.
// See ../tile.ts.

import { floorOf, madd, storeLanes, storeNarrow, storeWide } from "./store";

/** A tile of 16 columns. */
export function wideAnywhere(
  rows: i32, relu: i32, c: usize, d1: usize, d2: usize, d3: usize, start: usize, s1: usize, s2: usize, s3: usize,
  a: usize, o1: usize, o2: usize, o3: usize, aStep: usize, runs: usize, b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void {
  const floor = floorOf(relu);
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
    let p0 = a + load<usize>(runs + (<usize>r << 2));
    let p1 = p0 + o1;
    let p2 = p0 + o2;
    let p3 = p0 + o3;
    let q = panel;
    let k = length;
    for (; k > 1; k -= 2) {
      const b00 = v128.load(q, 0);
      const b01 = v128.load(q, 16);
      const b02 = v128.load(q, 32);
      const b03 = v128.load(q, 48);
      const a00 = v128.load_splat<f32>(p0);
      s00 = madd(a00, b00, s00);
      s01 = madd(a00, b01, s01);
      s02 = madd(a00, b02, s02);
      s03 = madd(a00, b03, s03);
      const a01 = v128.load_splat<f32>(p1);
      s10 = madd(a01, b00, s10);
      s11 = madd(a01, b01, s11);
      s12 = madd(a01, b02, s12);
      s13 = madd(a01, b03, s13);
      const a02 = v128.load_splat<f32>(p2);
      s20 = madd(a02, b00, s20);
      s21 = madd(a02, b01, s21);
      s22 = madd(a02, b02, s22);
      s23 = madd(a02, b03, s23);
      const a03 = v128.load_splat<f32>(p3);
      s30 = madd(a03, b00, s30);
      s31 = madd(a03, b01, s31);
      s32 = madd(a03, b02, s32);
      s33 = madd(a03, b03, s33);
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
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
      const a11 = v128.load_splat<f32>(p1);
      s10 = madd(a11, b10, s10);
      s11 = madd(a11, b11, s11);
      s12 = madd(a11, b12, s12);
      s13 = madd(a11, b13, s13);
      const a12 = v128.load_splat<f32>(p2);
      s20 = madd(a12, b10, s20);
      s21 = madd(a12, b11, s21);
      s22 = madd(a12, b12, s22);
      s23 = madd(a12, b13, s23);
      const a13 = v128.load_splat<f32>(p3);
      s30 = madd(a13, b10, s30);
      s31 = madd(a13, b11, s31);
      s32 = madd(a13, b12, s32);
      s33 = madd(a13, b13, s33);
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      q += bStep;
    }
    for (; k > 0; k--) {
      const b20 = v128.load(q, 0);
      const b21 = v128.load(q, 16);
      const b22 = v128.load(q, 32);
      const b23 = v128.load(q, 48);
      const a20 = v128.load_splat<f32>(p0);
      s00 = madd(a20, b20, s00);
      s01 = madd(a20, b21, s01);
      s02 = madd(a20, b22, s02);
      s03 = madd(a20, b23, s03);
      const a21 = v128.load_splat<f32>(p1);
      s10 = madd(a21, b20, s10);
      s11 = madd(a21, b21, s11);
      s12 = madd(a21, b22, s12);
      s13 = madd(a21, b23, s13);
      const a22 = v128.load_splat<f32>(p2);
      s20 = madd(a22, b20, s20);
      s21 = madd(a22, b21, s21);
      s22 = madd(a22, b22, s22);
      s23 = madd(a22, b23, s23);
      const a23 = v128.load_splat<f32>(p3);
      s30 = madd(a23, b20, s30);
      s31 = madd(a23, b21, s31);
      s32 = madd(a23, b22, s32);
      s33 = madd(a23, b23, s33);
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      q += bStep;
    }
    panel += bRun;
  }
  storeWide(c, s00, s01, s02, s03, floor);
  if (rows > 1) storeWide(c + d1, s10, s11, s12, s13, floor);
  if (rows > 2) storeWide(c + d2, s20, s21, s22, s23, floor);
  if (rows > 3) storeWide(c + d3, s30, s31, s32, s33, floor);
}

/** A tile of 8 columns. */
export function narrowAnywhere(
  rows: i32, relu: i32, c: usize, d1: usize, d2: usize, d3: usize, start: usize, s1: usize, s2: usize, s3: usize,
  a: usize, o1: usize, o2: usize, o3: usize, aStep: usize, runs: usize, b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void {
  const floor = floorOf(relu);
  // a row that is not stored repeats the first
  if (rows < 4) {
    o3 = s3 = 0;
    if (rows < 3) o2 = s2 = 0;
    if (rows < 2) o1 = s1 = 0;
  }
  let s00 = v128.load(start, 0);
  let s01 = v128.load(start, 16);
  let s10 = v128.load(start + s1, 0);
  let s11 = v128.load(start + s1, 16);
  let s20 = v128.load(start + s2, 0);
  let s21 = v128.load(start + s2, 16);
  let s30 = v128.load(start + s3, 0);
  let s31 = v128.load(start + s3, 16);
  let panel = b;
  for (let r = 0; r < runCount; r++) {
    let p0 = a + load<usize>(runs + (<usize>r << 2));
    let p1 = p0 + o1;
    let p2 = p0 + o2;
    let p3 = p0 + o3;
    let q = panel;
    let k = length;
    for (; k > 1; k -= 2) {
      const b00 = v128.load(q, 0);
      const b01 = v128.load(q, 16);
      const a00 = v128.load_splat<f32>(p0);
      s00 = madd(a00, b00, s00);
      s01 = madd(a00, b01, s01);
      const a01 = v128.load_splat<f32>(p1);
      s10 = madd(a01, b00, s10);
      s11 = madd(a01, b01, s11);
      const a02 = v128.load_splat<f32>(p2);
      s20 = madd(a02, b00, s20);
      s21 = madd(a02, b01, s21);
      const a03 = v128.load_splat<f32>(p3);
      s30 = madd(a03, b00, s30);
      s31 = madd(a03, b01, s31);
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      q += bStep;
      const b10 = v128.load(q, 0);
      const b11 = v128.load(q, 16);
      const a10 = v128.load_splat<f32>(p0);
      s00 = madd(a10, b10, s00);
      s01 = madd(a10, b11, s01);
      const a11 = v128.load_splat<f32>(p1);
      s10 = madd(a11, b10, s10);
      s11 = madd(a11, b11, s11);
      const a12 = v128.load_splat<f32>(p2);
      s20 = madd(a12, b10, s20);
      s21 = madd(a12, b11, s21);
      const a13 = v128.load_splat<f32>(p3);
      s30 = madd(a13, b10, s30);
      s31 = madd(a13, b11, s31);
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      q += bStep;
    }
    for (; k > 0; k--) {
      const b20 = v128.load(q, 0);
      const b21 = v128.load(q, 16);
      const a20 = v128.load_splat<f32>(p0);
      s00 = madd(a20, b20, s00);
      s01 = madd(a20, b21, s01);
      const a21 = v128.load_splat<f32>(p1);
      s10 = madd(a21, b20, s10);
      s11 = madd(a21, b21, s11);
      const a22 = v128.load_splat<f32>(p2);
      s20 = madd(a22, b20, s20);
      s21 = madd(a22, b21, s21);
      const a23 = v128.load_splat<f32>(p3);
      s30 = madd(a23, b20, s30);
      s31 = madd(a23, b21, s31);
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      q += bStep;
    }
    panel += bRun;
  }
  storeNarrow(c, s00, s01, floor);
  if (rows > 1) storeNarrow(c + d1, s10, s11, floor);
  if (rows > 2) storeNarrow(c + d2, s20, s21, floor);
  if (rows > 3) storeNarrow(c + d3, s30, s31, floor);
}

/** A tile of 4 columns, of which the first `columns` are stored. */
export function edgeAnywhere(
  rows: i32, columns: i32, relu: i32, c: usize, d1: usize, d2: usize, d3: usize, start: usize, s1: usize, s2: usize, s3: usize,
  a: usize, o1: usize, o2: usize, o3: usize, aStep: usize, runs: usize, b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void {
  const floor = floorOf(relu);
  // a row that is not stored repeats the first
  if (rows < 4) {
    o3 = s3 = 0;
    if (rows < 3) o2 = s2 = 0;
    if (rows < 2) o1 = s1 = 0;
  }
  let s00 = v128.load(start, 0);
  let s10 = v128.load(start + s1, 0);
  let s20 = v128.load(start + s2, 0);
  let s30 = v128.load(start + s3, 0);
  let panel = b;
  for (let r = 0; r < runCount; r++) {
    let p0 = a + load<usize>(runs + (<usize>r << 2));
    let p1 = p0 + o1;
    let p2 = p0 + o2;
    let p3 = p0 + o3;
    let q = panel;
    let k = length;
    for (; k > 1; k -= 2) {
      const b00 = v128.load(q, 0);
      const a00 = v128.load_splat<f32>(p0);
      s00 = madd(a00, b00, s00);
      const a01 = v128.load_splat<f32>(p1);
      s10 = madd(a01, b00, s10);
      const a02 = v128.load_splat<f32>(p2);
      s20 = madd(a02, b00, s20);
      const a03 = v128.load_splat<f32>(p3);
      s30 = madd(a03, b00, s30);
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      q += bStep;
      const b10 = v128.load(q, 0);
      const a10 = v128.load_splat<f32>(p0);
      s00 = madd(a10, b10, s00);
      const a11 = v128.load_splat<f32>(p1);
      s10 = madd(a11, b10, s10);
      const a12 = v128.load_splat<f32>(p2);
      s20 = madd(a12, b10, s20);
      const a13 = v128.load_splat<f32>(p3);
      s30 = madd(a13, b10, s30);
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      q += bStep;
    }
    for (; k > 0; k--) {
      const b20 = v128.load(q, 0);
      const a20 = v128.load_splat<f32>(p0);
      s00 = madd(a20, b20, s00);
      const a21 = v128.load_splat<f32>(p1);
      s10 = madd(a21, b20, s10);
      const a22 = v128.load_splat<f32>(p2);
      s20 = madd(a22, b20, s20);
      const a23 = v128.load_splat<f32>(p3);
      s30 = madd(a23, b20, s30);
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      q += bStep;
    }
    panel += bRun;
  }
  storeLanes(c, s00, floor, columns);
  if (rows > 1) storeLanes(c + d1, s10, floor, columns);
  if (rows > 2) storeLanes(c + d2, s20, floor, columns);
  if (rows > 3) storeLanes(c + d3, s30, floor, columns);
}
