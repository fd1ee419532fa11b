// Writes the loops of products: tiles of 4 rows × up to 16 columns, each held in registers from the first step of its sums to the last.
//
//   src/kernels/tiles/loops.generated.ts  one function for each way that a lies and each width; index.ts beside it chooses
//
// Every accumulator needs a name of its own for the compiler to keep it in a register, and several steps go in a round, so that the loop's own work hides
// behind them: written once here, unrolled there. src/kernels/tile.ts says what a tile computes.

const ROWS = [0, 1, 2, 3];
const range = (count) => Array.from({ length: count }, (_, i) => i);
const indented = (lines) => lines.map((line) => `  ${line}`);

/** How many vectors of 4 columns a row of a tile has, and what it is called. */
const widths = {
  wide: { vectors: 4, store: (to, s) => `storeWide(${to}, ${s.join(", ")}, floor);` },
  narrow: { vectors: 2, store: (to, s) => `storeNarrow(${to}, ${s.join(", ")}, floor);` },
  edge: { vectors: 1, store: (to, s) => `storeLanes(${to}, ${s[0]}, floor, columns);` },
};

const C_AND_START = "c: usize, cRow: usize, start: usize, sRow: usize";
const REST = "bRun: usize, runCount: i32, length: i32";

/**
 * Where the numbers of step `i` of a round lie, and what moves on behind a step and behind a round of `count`. `pointers` are the rows of a that need
 * one of their own.
 */
const along = {
  docs: "Rows of a lie along the sum, a number every 4 bytes, and b is packed in rows of 16: distances that are known beforehand need no additions, which compete with the multiplications for the places that a processor has for instructions.",
  params: `rows: i32, relu: i32, ${C_AND_START}, a: usize, aRow: usize, runs: usize, b: usize, ${REST}`,
  steps: 4,
  pointers: ROWS,
  a: (row, i) => [`p${row}`, 4 * i],
  b: (vector, i) => 64 * i + 16 * vector,
  behindStep: [],
  behindRound: (count) => [...ROWS.map((row) => `p${row} += ${4 * count};`), `q += ${64 * count};`],
};

const across = {
  docs: "The four rows of a are neighbouring numbers: products of columns, which gradients of kernels are.",
  params: `rows: i32, relu: i32, ${C_AND_START}, a: usize, aStep: usize, runs: usize, b: usize, bStep: usize, ${REST}`,
  steps: 4,
  pointers: [0],
  a: (row) => ["p0", 4 * row],
  b: (vector) => 16 * vector,
  behindStep: ["p0 += aStep;", "q += bStep;"],
  behindRound: () => [],
};

/** The same where both sides are packed, numbers of a `aStep` bytes apart and b in rows of 16: only one of them moves on behind each step. */
const packed = (aStep) => ({
  steps: 8,
  a: (row) => ["p0", 4 * row],
  b: (vector, i) => 64 * i + 16 * vector,
  behindStep: [`p0 += ${aStep};`],
  behindRound: (count) => [`q += ${64 * count};`],
});

const packedColumns = {
  ...packed(64),
  docs: "The same where both sides are packed in rows of 16.",
  params: `rows: i32, relu: i32, ${C_AND_START}, a: usize, runs: usize, b: usize, ${REST}`,
};

const anywhere = {
  docs: "One tile whose rows lie anywhere: windows of images with few channels, windows that reach round the border, and edges of all others.",
  params: `relu: i32, c: usize, d1: usize, d2: usize, d3: usize, start: usize, s1: usize, s2: usize, s3: usize, a: usize, o1: usize, o2: usize, o3: usize, aStep: usize, runs: usize, b: usize, bStep: usize, ${REST}`,
  steps: 2,
  pointers: ROWS,
  a: (row) => [`p${row}`, 0],
  b: (vector) => 16 * vector,
  behindStep: [...ROWS.map((row) => `p${row} += aStep;`), "q += bStep;"],
  behindRound: () => [],
};

const sumsOf = (row, vectors) => range(vectors).map((vector) => `s${row}${vector}`);
const at = (pointer, offset) => (offset === 0 ? pointer : `${pointer}, ${offset}`);

/** One step of all sums of a tile. `name` keeps its numbers apart from those of other steps. */
function step(kind, vectors, i, name, rows = ROWS) {
  return [
    ...range(vectors).map((vector) => `const b${name}${vector} = v128.load(q, ${kind.b(vector, i)});`),
    ...rows.flatMap((row) => [
      `const a${name}${row} = v128.load_splat<f32>(${at(...kind.a(row, i))});`,
      ...sumsOf(row, vectors).map((sum, vector) => `${sum} = madd(a${name}${row}, b${name}${vector}, ${sum});`),
    ]),
    ...kind.behindStep,
  ];
}

/**
 * The loop over k, in rounds of several steps and then one by one. Rounds of eight take narrow tiles, and half of one goes before what is left: wide ones, with
 * twice as much in a step, gain nothing by them.
 */
function sums(kind, vectors, length = "length", rows = ROWS) {
  const round = (steps) =>
    indented([
      ...range(steps).flatMap((i) => step(kind, vectors, i, `${steps}${i}`, rows)),
      ...kind.behindRound(steps),
    ]);
  const steps = vectors === 2 && kind.steps === 4 ? 8 : kind.steps;
  return [
    "let q = panel;",
    `let k = ${length};`,
    `for (; k > ${steps - 1}; k -= ${steps}) {`,
    ...round(steps),
    "}",
    ...(steps === 8 ? ["if (k > 3) {", ...round(4), "  k -= 4;", "}"] : []),
    "for (; k > 0; k--) {",
    ...round(1),
    "}",
  ];
}

/** The loop over runs; `distances` are those of the later rows of a from the one before, or from the first. */
function runs(kind, vectors, pointers) {
  return [
    "let panel = b;",
    "for (let r = 0; r < runCount; r++) {",
    ...indented([
      "let p0 = a + load<usize>(runs + (<usize>r << 2));",
      ...pointers,
      ...sums(kind, vectors),
      "panel += bRun;",
    ]),
    "}",
  ];
}

const startOf = (row, vectors, from) =>
  sumsOf(row, vectors).map((sum, vector) => `let ${sum} = v128.load(${from}, ${16 * vector});`);

/** Tiles one below the other, whose rows are the same distance apart. */
function column(kind, vectors, store) {
  const apart = kind === along;
  return [
    "for (; rows > 0; rows -= 4) {",
    ...indented([
      "// a row that is not stored repeats the one before",
      "let from = start;",
      ...ROWS.flatMap((row) => [
        ...(row > 0 ? [`from += rows > ${row} ? sRow : 0;`] : []),
        ...startOf(row, vectors, "from"),
      ]),
      ...(apart ? [1, 2, 3].map((row) => `const a${row} = rows > ${row} ? aRow : 0;`) : []),
      ...runs(kind, vectors, apart ? [1, 2, 3].map((row) => `let p${row} = p${row - 1} + a${row};`) : []),
      "let to = c;",
      ...ROWS.flatMap((row) =>
        row === 0
          ? [store("to", sumsOf(0, vectors))]
          : ["to += cRow;", `if (rows > ${row}) ${store("to", sumsOf(row, vectors))}`],
      ),
      `a += ${apart ? "4 * aRow" : "16"};`,
      "c += 4 * cRow;",
      "start += 4 * sRow;",
    ]),
    "}",
  ];
}

/** One tile alone. */
function alone(kind, vectors, store) {
  return [
    "// a row that is not stored repeats the first",
    "if (rows < 4) {",
    ...indented(["o3 = s3 = 0;", "if (rows < 3) o2 = s2 = 0;", "if (rows < 2) o1 = s1 = 0;"]),
    "}",
    ...ROWS.flatMap((row) => startOf(row, vectors, row === 0 ? "start" : `start + s${row}`)),
    ...runs(
      kind,
      vectors,
      [1, 2, 3].map((row) => `let p${row} = p0 + o${row};`),
    ),
    store("c", sumsOf(0, vectors)),
    ...[1, 2, 3].map((row) => `if (rows > ${row}) ${store(`c + d${row}`, sumsOf(row, vectors))}`),
  ];
}

function tile(kind, kindName, widthName) {
  const { vectors, store } = widths[widthName];
  const whole = kind === anywhere;
  const rows = whole ? (widthName === "edge" ? "rows: i32, columns: i32, " : "rows: i32, ") : "";
  return [
    `export function ${widthName}${kindName}(${rows}${kind.params}): void {`,
    ...indented(["const floor = floorOf(relu);", ...(whole ? alone : column)(kind, vectors, store)]),
    "}",
    "",
  ];
}

/** A row of sums as they are. Of a pair the upper half goes first (src/kernels/tiles/store.ts). */
const storeSums = (row, vectors) =>
  sumsOf(row, vectors).map((_, i) => `v128.store(to, s${row}${i ^ 1}, ${16 * (i ^ 1)});`);

/** Loops over places, over panels of 16 columns or halves of them, and over tiles below one another. */
function placesOf(name, params, { before, panel, rows, tile, behindPanel }) {
  return [
    `export function ${name}(`,
    `  places: i32, rows: i32, panels: i32, ${params},`,
    "): void {",
    ...indented([
      ...before,
      "for (; places > 0; places--) {",
      ...indented([
        ...rows,
        "for (let n = 0; n < panels; n++) {",
        ...indented([...panel, "for (let row = rows; row > 0; row -= 4) {", ...indented(tile), "}", ...behindPanel]),
        "}",
        "a += aPlace;",
        "b += bPlace;",
        "c += cPlace;",
      ]),
      "}",
    ]),
    "}",
    "",
  ];
}

/**
 * Products of many pairs of matrices, `depth` a multiple of 8 and `rows` rounded up to one: sums start at 0. Of 16 columns of b, packed as for
 * `along`, a narrow tile takes one half and then the other.
 */
function placesAlong(width) {
  const { vectors } = widths[width];
  const round = vectors === 4 ? 4 : 8;
  return placesOf(
    `${width}PlacesAlong`,
    "c: usize, cPlace: usize, cRow: usize, a: usize, aPlace: usize, b: usize, bPlace: usize, depth: i32",
    {
      before: ["const zero = f32x4.splat(0);", "const aRow = <usize>depth << 2;"],
      rows: ["let panel = b;"],
      panel: ["let p0 = a;", `let to = c + <usize>n * ${16 * vectors};`],
      tile: [
        ...ROWS.flatMap((row) => sumsOf(row, vectors).map((sum) => `let ${sum} = zero;`)),
        ...[1, 2, 3].map((row) => `let p${row} = p${row - 1} + aRow;`),
        "let q = panel;",
        `for (let k = depth; k > 0; k -= ${round}) {`,
        ...indented([...range(round).flatMap((i) => step(along, vectors, i, i)), ...along.behindRound(round)]),
        "}",
        ...ROWS.flatMap((row) => [...storeSums(row, vectors), "to += cRow;"]),
        "// the next row of a begins where the last one ends",
        "p0 = p3;",
      ],
      behindPanel: [vectors === 4 ? "panel += aRow << 4;" : "panel += n & 1 ? (aRow << 4) - 32 : 32;"],
    },
  );
}

/**
 * Sums of products of columns, which go on from what c holds or start at the zeros that `fresh` points to: `rows` of 16 columns for each panel of b, whose
 * panels are bPanel apart.
 */
function placesAcross(name, width, { params, rows, kind, first }) {
  const { vectors } = widths[width];
  const [panelOf, bOf] =
    vectors === 4
      ? ["(<usize>(n * rows) << 6)", "<usize>n * bPanel"]
      : ["(<usize>((n >> 1) * rows) << 6) + (<usize>(n & 1) << 5)", "<usize>(n >> 1) * bPanel + (<usize>(n & 1) << 5)"];
  return placesOf(
    `${width}${name}`,
    `fresh: usize, c: usize, cPlace: usize, a: usize, aPlace: usize, ${params}b: usize, bPlace: usize, bPanel: usize, depth: i32`,
    {
      before: ["const down: usize = fresh ? 0 : 64;"],
      rows: [],
      panel: [`let to = c + ${panelOf};`, "let from = fresh ? fresh : to;", `const panel = b + ${bOf};`],
      tile: [
        ...rows.flatMap((row) => [...startOf(row, vectors, "from"), "from += down;"]),
        `let p0 = ${first};`,
        ...sums(kind, vectors, "depth", rows),
        ...rows.flatMap((row) => [...storeSums(row, vectors), "to += 64;"]),
      ],
      behindPanel: [],
    },
  );
}

/** Rows of a in panels of 16, which are aPanel apart. */
const ofPanels = {
  params: "aPanel: usize, ",
  rows: ROWS,
  kind: packed(64),
  first: "a + <usize>((rows - row) >> 4) * aPanel + (<usize>((rows - row) & 15) << 2)",
};

/** As many rows as an image of few channels has. */
const ofFew = (count) => ({ params: "", rows: range(count), kind: packed(16), first: "a" });

/** The source of all of them. */
export const tilesSource = () =>
  [
    'import { floorOf, madd, storeLanes, storeNarrow, storeWide } from "./store";',
    "",
    ...[
      [across, "Across", ["wide", "narrow"]],
      [packedColumns, "Packed", ["wide", "narrow"]],
      [along, "Along", ["wide", "narrow"]],
      [anywhere, "Anywhere", ["wide", "narrow", "edge"]],
    ].flatMap(([kind, name, all]) => [`// ${kind.docs}`, ...all.flatMap((width) => tile(kind, name, width))]),
    ...["wide", "narrow"].flatMap((width) => [
      ...placesAlong(width),
      ...placesAcross("PlacesAcross", width, ofPanels),
      ...placesAcross("PlacesOfThree", width, ofFew(3)),
      ...placesAcross("PlacesOfFour", width, ofFew(4)),
    ]),
  ].join("\n");
