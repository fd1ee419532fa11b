// The module of tiles: by how a lies, and by what the machine has. Compiled on its own (scripts/kernels.mjs), with loops that scripts/tiles.mjs
// writes; ../tile.ts says what each computes.

import {
  edgeAnywhere, narrowAcross, narrowAlong, narrowAnywhere, narrowPacked, narrowPlacesAcross, narrowPlacesAlong, narrowPlacesOfFour, narrowPlacesOfThree, wideAcross, wideAlong, wideAnywhere, widePacked,
  widePlacesAcross, widePlacesAlong, widePlacesOfFour, widePlacesOfThree,
} from "./loops.generated";

/** Tiles of 8 columns instead of 16. */
let narrow: boolean = false;

/** Where vectors stay 128 bits wide and there are 16 registers, a tile of 16 columns would not fit. */
export function chooseTiles(ofHalves: boolean): void {
  narrow = ofHalves;
}

export function areHalves(): boolean {
  return narrow;
}

export function tilesAlong(
  rows: i32, columns: i32, relu: i32, c: usize, cRow: usize, start: usize, sRow: usize, a: usize, aRow: usize, runs: usize,
  b: usize, bRun: usize, runCount: i32, length: i32,
): void {
  if (!narrow && columns >= 16) {
    wideAlong(rows, relu, c, cRow, start, sRow, a, aRow, runs, b, bRun, runCount, length);
    return;
  }
  for (; columns > 7; columns -= 8) {
    narrowAlong(rows, relu, c, cRow, start, sRow, a, aRow, runs, b, bRun, runCount, length);
    b += 32;
    c += 32;
    start += 32;
  }
  for (; columns > 0; columns -= 4) {
    for (let row = 0; row < rows; row += 4)
      edgeAnywhere(
        min(4, rows - row), columns, relu, c + <usize>row * cRow, cRow, 2 * cRow, 3 * cRow, start + <usize>row * sRow, sRow, 2 * sRow, 3 * sRow,
        a + <usize>row * aRow, aRow, 2 * aRow, 3 * aRow, 4, runs, b, 64, bRun, runCount, length,
      );
    b += 16;
    c += 16;
    start += 16;
  }
}

export function tilesAcross(
  rows: i32, columns: i32, relu: i32, c: usize, cRow: usize, start: usize, sRow: usize, a: usize, aStep: usize, runs: usize,
  b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void {
  const packed = aStep === 64 && bStep === 64;
  if (!narrow && columns >= 16) {
    if (packed) {
      widePacked(rows, relu, c, cRow, start, sRow, a, runs, b, bRun, runCount, length);
      return;
    }
    wideAcross(rows, relu, c, cRow, start, sRow, a, aStep, runs, b, bStep, bRun, runCount, length);
    return;
  }
  for (; columns > 7; columns -= 8) {
    if (packed) narrowPacked(rows, relu, c, cRow, start, sRow, a, runs, b, bRun, runCount, length);
    else narrowAcross(rows, relu, c, cRow, start, sRow, a, aStep, runs, b, bStep, bRun, runCount, length);
    b += 32;
    c += 32;
    start += 32;
  }
  for (; columns > 0; columns -= 4) {
    for (let row = 0; row < rows; row += 4)
      edgeAnywhere(
        min(4, rows - row), columns, relu, c + <usize>row * cRow, cRow, 2 * cRow, 3 * cRow, start + <usize>row * sRow, sRow, 2 * sRow, 3 * sRow,
        a + (<usize>row << 2), 4, 8, 12, aStep, runs, b, bStep, bRun, runCount, length,
      );
    b += 16;
    c += 16;
    start += 16;
  }
}

export function tileAnywhere(
  rows: i32, columns: i32, relu: i32, c: usize, d1: usize, d2: usize, d3: usize, start: usize, s1: usize, s2: usize, s3: usize,
  a: usize, o1: usize, o2: usize, o3: usize, aStep: usize, runs: usize, b: usize, bStep: usize, bRun: usize, runCount: i32, length: i32,
): void {
  if (!narrow && columns >= 16) {
    wideAnywhere(rows, relu, c, d1, d2, d3, start, s1, s2, s3, a, o1, o2, o3, aStep, runs, b, bStep, bRun, runCount, length);
    return;
  }
  for (; columns > 7; columns -= 8) {
    narrowAnywhere(rows, relu, c, d1, d2, d3, start, s1, s2, s3, a, o1, o2, o3, aStep, runs, b, bStep, bRun, runCount, length);
    b += 32;
    c += 32;
    start += 32;
  }
  for (; columns > 0; columns -= 4) {
    edgeAnywhere(rows, columns, relu, c, d1, d2, d3, start, s1, s2, s3, a, o1, o2, o3, aStep, runs, b, bStep, bRun, runCount, length);
    b += 16;
    c += 16;
    start += 16;
  }
}

export function placesAlong(
  places: i32, rows: i32, columns: i32, c: usize, cPlace: usize, a: usize, aPlace: usize, b: usize, bPlace: usize, depth: i32,
): void {
  const panels = narrow ? 0 : columns >> 4;
  const halves = (columns >> 3) - 2 * panels;
  const cRow = <usize>columns << 2;
  if (panels > 0) widePlacesAlong(places, rows, panels, c, cPlace, cRow, a, aPlace, b, bPlace, depth);
  if (halves > 0)
    narrowPlacesAlong(places, rows, halves, c + (<usize>panels << 6), cPlace, cRow, a, aPlace, b + (<usize>(panels * depth) << 6), bPlace, depth);
}

export function placesAcross(
  places: i32, rows: i32, columns: i32, fresh: usize, c: usize, cPlace: usize, a: usize, aPlace: usize, aPanel: usize,
  b: usize, bPlace: usize, bPanel: usize, depth: i32,
): void {
  const panels = narrow ? 0 : columns >> 4;
  const halves = (columns >> 3) - 2 * panels;
  if (panels > 0) widePlacesAcross(places, rows, panels, fresh, c, cPlace, a, aPlace, aPanel, b, bPlace, bPanel, depth);
  if (halves > 0)
    narrowPlacesAcross(
      places, rows, halves, fresh, c + (<usize>(panels * rows) << 6), cPlace, a, aPlace, aPanel, b + <usize>panels * bPanel, bPlace, bPanel, depth,
    );
}

export function placesOfFew(
  places: i32, rows: i32, columns: i32, fresh: usize, c: usize, cPlace: usize, a: usize, aPlace: usize, b: usize, bPlace: usize, depth: i32,
): void {
  const whole = !narrow && columns > 8;
  if (rows === 3) {
    if (whole) widePlacesOfThree(places, 3, 1, fresh, c, cPlace, a, aPlace, b, bPlace, 0, depth);
    else narrowPlacesOfThree(places, 3, columns >> 3, fresh, c, cPlace, a, aPlace, b, bPlace, 0, depth);
  } else if (whole) widePlacesOfFour(places, 4, 1, fresh, c, cPlace, a, aPlace, b, bPlace, 0, depth);
  else narrowPlacesOfFour(places, 4, columns >> 3, fresh, c, cPlace, a, aPlace, b, bPlace, 0, depth);
}
