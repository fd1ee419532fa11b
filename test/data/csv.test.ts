import { gzipSync } from "node:zlib";
import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { memoryFile, piecesOf } from "../../src/base/files";
import { readTable, type Table } from "../../src/data/tables/table";
import { textOf } from "../../src/data/tables/text";
import { openData } from "../../src/data";
import { memoryFiles, type Content } from "../support/files";
import { glance, open, rowsOf, type PartialSpec } from "../support/data";
import type { Wish } from "../../src/data/dataset";

const read = (content: string | Uint8Array, name = "t.csv"): Promise<Table> =>
  readTable(textOf(piecesOf(memoryFile(Buffer.from(content)))), { name });
const load = (content: Content, spec: Partial<PartialSpec> = {}, wish?: Wish) =>
  open({ "t.csv": content }, { source: "t.csv", ...spec }, wish);

describe("how a table is written is found out", () => {
  const cases: readonly [what: string, text: string, names: string[], rows: number][] = [
    ["commas and a header", "a,b,c\n1,2,x\n3,4,y\n", ["a", "b", "c"], 2],
    ["no header", "1,2,x\n3,4,y\n", ["column_1", "column_2", "column_3"], 2],
    ["no header, texts first", "red,1\nblue,2\n", ["column_1", "column_2"], 2],
    ["semicolons", "a;b\n1;2\n3;4\n", ["a", "b"], 2],
    ["semicolons and decimal commas", "a;b\n1,5;2,25\n3,5;4\n", ["a", "b"], 2],
    ["tabs", "a\tb\n1\t2\n", ["a", "b"], 1],
    ["bars", "a|b\n1|2\n", ["a", "b"], 1],
    ["spaces", "  1.5   2\n 3.5  4 \n", ["column_1", "column_2"], 2],
    ["spaces and a header", "height weight\n1.5 2\n3.5 4\n", ["height", "weight"], 2],
    ["R's row names", "a b\nr1 1 2\nr2 3 4\n", ["column_1", "a", "b"], 2],
    ["one column", "1\n2\n3\n", ["column_1"], 3],
    ["one named column", "x\n1\n2\n", ["x"], 2],
    ["\\r\\n", "a,b\r\n1,2\r\n3,4\r\n", ["a", "b"], 2],
    ["\\r alone", "a,b\r1,2\r3,4\r", ["a", "b"], 2],
    ["mixed ends of line", "a,b\r\n1,2\n3,4\r5,6", ["a", "b"], 3],
    ["a byte order mark", "\uFEFFa,b\n1,2\n", ["a", "b"], 1],
    ["quotes", '"a, first","b ""x"""\n"1","2"\n', ["a, first", 'b "x"'], 1],
    ["a line break in quotes", 'a,b\n"1\n2",3\n4,5\n', ["a", "b"], 2],
    ["blank lines", "\n\na,b\n\n1,2\n\n\n3,4\n\n", ["a", "b"], 2],
    ["a delimiter too many at the ends", "a,b\n1,2,\n3,4,\n", ["a", "b"], 2],
    ["names that are not names", "__proto__,constructor\n1,2\n", ["__proto__", "constructor"], 1],
    ["empty and equal names", "a,,a,a\n1,2,3,4\n", ["a", "column_2", "a_2", "a_3"], 1],
    ["only texts below texts", "label,text\nham,one\nspam,two\n", ["label", "text"], 2],
    ["only texts, the first like the others", "ham,one\nspam,two\nham,three\n", ["column_1", "column_2"], 3],
  ];
  test.each(cases)("%s", async (_, text, names, rows) => {
    const table = await read(text);
    expect([table.columns.map(({ name }) => name), table.rowCount]).toEqual([names, rows]);
  });

  test("quotes between tabs are quotes, unless they hold a cell as a whole", async () => {
    const table = await read('ham\t"Hello" she said\nspam\t"all of it, ""really"""\nham\tmore\n', "sms.tsv");
    expect(table.firstRows.map((row) => row[1])).toEqual(['"Hello" she said', 'all of it, "really"', "more"]);
  });

  test("UTF-16 from a spreadsheet", async () => {
    const text = "\uFEFFname;zahl\nüber;1\n";
    expect((await read(Buffer.from(text, "utf16le"))).firstRows).toEqual([["über", "1"]]);
    expect((await read(Buffer.from(text, "utf16le").swap16())).firstRows).toEqual([["über", "1"]]);
  });
});

test("what is written as CSV reads back the same", async () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "1", ",", '"', "\n", ";", " ", "é", "😀", "."), maxLength: 6 });
  const rows = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
    );
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom("\n", "\r\n"), fc.boolean(), async (rows, newline, mark) => {
      const header = rows[0]!.map((_, i) => `name ${i}`);
      const text = Papa.unparse([header, ["0", ...header.slice(1).map(() => "x")], ...rows], { newline, quotes: true });
      const table = await read((mark ? "\uFEFF" : "") + text);
      const expected = rows.map((row) => row.map((text) => text.trim()));
      expect(table.columns.map(({ name }) => name)).toEqual(header);
      const cells = table.columns.map((column) => Array.from(column.textCodes, (code) => column.distinct![code]!));
      expect(cells[0]!.slice(1).map((_, row) => cells.map((column) => column[row + 1]!))).toEqual(expected);
    }),
    { numRuns: 200, seed: 1 },
  );
});

describe("columns become inputs and a target", () => {
  test("numbers as they are, texts as one number each, a text target as classes", async () => {
    const data = await load("size,colour,kind\n1.5,red,cat\n2,blue,dog\n-3e2,red,cat\n");
    expect(data.input).toEqual({ shape: [3], type: "float32", scale: 1, image: false });
    expect(data.target).toEqual({ kind: "classes", names: ["cat", "dog"] });
    expect(await rowsOf(data)).toEqual({
      inputs: [
        [1.5, 0, 1],
        [2, 1, 0],
        [-300, 0, 1],
      ],
      targets: [[0], [1], [0]],
    });
    expect(data.warnings()).toEqual([]);
  });

  test("the target is named, or counted from 1, or from the end", async () => {
    for (const target of ["b", "2", "-2"]) {
      const data = await load("a,b,c\n1,10,100\n2,20,200\n", { target }, { targets: "values" });
      expect(await rowsOf(data)).toEqual({
        inputs: [
          [1, 100],
          [2, 200],
        ],
        targets: [[10], [20]],
      });
    }
    const named = await load("3,1\n5,7\n6,8\n", { target: "1" });
    expect((await rowsOf(named)).targets.length).toBe(3);
  });

  test("columns are chosen", async () => {
    const data = await load("id,a,b,y\n17,1,2,0\n18,3,4,1\n", { columns: ["a", "3"] });
    expect((await rowsOf(data)).inputs).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("whole numbers are classes or values as the loss wants it, or as it looks", async () => {
    const text = "x,y\n" + Array.from({ length: 12 }, (_, i) => `${i},${i % 3}`).join("\n");
    expect((await load(text)).target).toEqual({ kind: "classes", names: ["0", "1", "2"] });
    expect((await load(text, {}, { targets: "values" })).target).toEqual({ kind: "values", shape: [1] });
    const many = "x,y\n" + Array.from({ length: 40 }, (_, i) => `${i},${i * 3}`).join("\n");
    expect((await load(many)).target).toEqual({ kind: "values", shape: [1] });
    expect((await load(many, {}, { targets: "index" })).target).toMatchObject({ kind: "classes" });
    const halves = "x,y\n1,0.5\n2,1\n3,0.5\n4,1\n";
    expect((await load(halves, {}, { targets: "index" })).target).toEqual({ kind: "values", shape: [1] });
    const fractions = "x,y\n1,0.0\n2,1.0\n3,0.0\n4,1.0\n";
    expect((await load(fractions)).target).toEqual({ kind: "classes", names: ["0", "1"] });
  });

  test("classes that do not count from 0 are numbered, unless the model's output has them", async () => {
    const text = "x,y\n1,1\n2,2\n3,3\n4,1\n";
    const numbered = await load(text);
    expect((await rowsOf(numbered)).targets.flat()).toEqual([0, 1, 2, 0]);
    expect(numbered.warnings()).toEqual(["The classes 1, 2, 3 are numbered from 0, in this order."]);
    const kept = await load(text, {}, { output: [null, 4], targets: "index" });
    expect((await rowsOf(kept)).targets.flat()).toEqual([1, 2, 3, 1]);
  });

  test("packed tables are unpacked, whatever they are called", async () => {
    const packed = gzipSync("a,b\n1,2\n3,4\n");
    for (const name of ["t.csv", "t.csv.gz"]) {
      const data = await open({ [name]: packed }, { source: name });
      expect(data.train.count).toBe(2);
    }
  });

  test("further tables are read as the training data were", async () => {
    const train = await load("colour,size,kind\nred,1,cat\nblue,2,dog\ngreen,3,cat\n");
    const again = await open(
      { "v.csv": "kind,colour,size\ndog,blue,5\ndog,violet,6\n" },
      { source: "v.csv" },
      { like: train },
    );
    expect(again.target).toEqual(train.target);
    expect(await rowsOf(again)).toEqual({
      inputs: [
        [1, 0, 0, 5],
        [0, 0, 0, 6],
      ],
      targets: [[1], [1]],
    });
    expect(again.warnings()).toEqual(["colour: 1 cell with a text that the training data do not have, read as none."]);
    await expect(
      open({ "v.csv": "colour,size,kind\nred,1,cow\n" }, { source: "v.csv" }, { like: train }),
    ).rejects.toThrow("Class “cow” is not among those of the training data (cat, dog).");
    await expect(open({ "v.csv": "colour,kind\nred,cat\n" }, { source: "v.csv" }, { like: train })).rejects.toThrow(
      "Column “size” of the training data is not in this table.",
    );
  });
});

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join("");

describe("odd tables are read, with a warning", () => {
  const cases: readonly [what: string, text: string | Uint8Array, warnings: readonly string[], kept: number][] = [
    [
      "ragged rows",
      `a,b,c,y\n1,2,3,0\n1,2,3,1\n1,2,3,0\n1,2,3\n${rows(11, () => "1,2,3,0,9")}`,
      ["Row 5 has 3 fields, expected 4; 12 such rows are skipped."],
      3,
    ],
    ["one ragged row", "a,b\n1,2\n1\n3,4\n", ["Row 3 has 1 field, expected 2; this row is skipped."], 2],
    [
      "bytes that are not UTF-8",
      Buffer.from("a,y\ncaf\xe9,1\nth\xe9,0\n\xff,1\ncaf\xe9,1\n", "latin1"),
      ["Read as UTF-8; 4 bad bytes, the first in row 2."],
      4,
    ],
    ["equal names", "a,a,y\n1,2,0\n3,4,1\n", ["Columns of the same name are renamed: a_2."], 2],
    [
      "empty cells",
      "a,y\n1,0\n,1\n3,1\nNA,1\n",
      [
        "a: 2 cells (the first in row 3) are missing.",
        "2 rows with such cells or without a target left out; 2 remain.",
      ],
      2,
    ],
    [
      "numbers that are none",
      `a,y\n${rows(30, (i) => `${i},${i % 2}`)}inf,0\n1e999,1\n1_000,0\n0x1F,1\n`,
      [
        "a: 2 cells (the first in row 32, “inf”) are not a finite number.",
        "a: 2 cells (the first in row 34, “1_000”) are not a number.",
        "4 rows with such cells or without a target left out; 30 remain.",
      ],
      30,
    ],
    [
      "decimal commas",
      'a;y\n"1,5";0\n2,25;1\n',
      ["a: 2 cells (the first in row 2, “1,5”) are read with a decimal comma."],
      2,
    ],
    [
      "missing targets",
      "a,y\n1,cat\n2,\n3,dog\n",
      ["1 row with such cells or without a target left out; 2 remain."],
      2,
    ],
    ["one class", "a,y\n1,cat\n2,cat\n", ["There is one class only (cat): nothing to learn."], 2],
    [
      "names and dates",
      `name,a,y\n${rows(150, (i) => `person ${i},${i},${i % 2}`)}`,
      ["name is left out: it has 150 different texts."],
      150,
    ],
    ["an empty column", "a,b,y\n1,,0\n2,,1\n", ["b is left out: it is empty."], 2],
    [
      "a column that is mostly empty",
      "a,b,y\n1,,0\n2,5,1\n3,,0\n",
      ["b is left out: only 1 of 3 rows have a number."],
      3,
    ],
    ["a column that is always the same", "a,b,y\n1,x,0\n2,x,1\n", ["b is left out: it is the same in every row."], 2],
    ["formulas and markup", '=HYPERLINK("x"),<script>,y\n1,2,0\n3,4,1\n', [], 2],
  ];
  test.each(cases)("%s", async (_, text, warnings, kept) => {
    const data = await load(text);
    expect(data.warnings()).toEqual(warnings);
    expect(data.train.count).toBe(kept);
  });
});

describe("what is no table is refused with a reason", () => {
  const cases: readonly [what: string, content: Content, message: string, spec?: Partial<PartialSpec>][] = [
    ["an empty file", "", "No rows. (t.csv)"],
    ["blank lines", "\n\n \n", "No rows. (t.csv)"],
    ["a header alone", "a,b,c\n", "No rows. (t.csv)"],
    ["a byte order mark alone", "\uFEFF", "No rows. (t.csv)"],
    ["an open quote", `a,b\n1,2\n3,"4\n5,6\n`, "A quote opened at row 3 is not closed. (t.csv)"],
    [
      "a quote that swallows the file",
      `a,b\n${rows(15, () => "1,2")}3,"${"x,y\n".repeat(500_000)}`,
      "A quote opened at row 17 is not closed within 1.0 MiB. (t.csv)",
    ],
    ["a line of 3 MB", `a,b\n1,2\n3,${"4".repeat(3_000_000)}`, "Row 3 is longer than 1.0 MiB. (t.csv)"],
    ["2 million columns", ",".repeat(2_000_000), "Row 1 is longer than 1.0 MiB. (t.csv)"],
    [
      "200,000 columns",
      `${"a,".repeat(199_999)}a\n${"1,".repeat(199_999)}1\n`,
      "The table has 200,000 columns; the limit is 100,000. (t.csv)",
    ],
    [
      "zero bytes",
      Buffer.from("a,b\n1,\0\n"),
      "It is not text: 1 zero byte at its beginning. Save it as UTF-8 if a spreadsheet wrote it. (t.csv)",
    ],
    [
      "a target that is not there",
      "a,b\n1,2\n",
      "There is no column “price”; there are a, b (or 1 to 2). (t.csv)",
      { target: "price" },
    ],
    [
      "a target counted from 0",
      "a,b\n1,2\n",
      "There is no column “0”; there are a, b (or 1 to 2). (t.csv)",
      { target: "0" },
    ],
    [
      "a target beyond the end",
      "a,b\n1,2\n",
      "There is no column “3”; there are a, b (or 1 to 2). (t.csv)",
      { target: "3" },
    ],
    ["only a target", "y\n1\n2\n", "No column is left to learn from. (t.csv)"],
    [
      "only texts to learn from",
      `text,y\n${rows(200, (i) => `words ${i},${i % 2}`)}`,
      "No column is left to learn from. text is left out: it has 200 different texts. (t.csv)",
    ],
    ["an empty target", "a,y\n1,\n2,\n", "Column y, which is to be predicted, is empty. (t.csv)"],
    [
      "no complete row",
      "a,b,y\n1,,0\n,2,1\n",
      "No row has all the numbers that are needed. a: one cell (row 3) is missing. b: one cell (row 2) is missing. (t.csv)",
    ],
    ["a directory", { kind: "other" }, "Not a regular file. (t.csv)"],
    ["a link", { kind: "link" }, "This is a link, and links are not followed; name what it points to. (t.csv)"],
    [
      "gzip that is cut",
      gzipSync("a,b\n1,2\n").subarray(0, 20),
      "The gzip data are damaged, cut, or followed by something else; unpack the file first. (t.csv)",
    ],
  ];
  test.each(cases)("%s", async (_, content, message, spec) => {
    await expect(load(content, spec)).rejects.toThrow(message);
  });

  test("a table that is larger than memory allows", async () => {
    const files = memoryFiles({ "t.csv": `a,y\n${rows(5000, (i) => `${i},${i % 2}`)}` });
    await expect(openData({ source: "t.csv", scale: true }, { files, memoryBytes: 20_000 })).rejects.toThrow(
      "Its first 5,000 rows alone need 117.2 KiB of memory; the limit is 19.5 KiB. (t.csv)",
    );
  });

  test("a million classes", async () => {
    const text = `x,y\n${rows(100_002, (i) => `1,class ${i}`)}`;
    await expect(load(text)).rejects.toThrow("Column y has too many different texts to be classes.");
  });
});

describe("a glance", () => {
  test("tells columns, first rows and classes", async () => {
    expect(await glance({ "t.csv": "size,kind\n1,cat\n3,dog\n2,cat\n" }, { source: "t.csv" })).toEqual({
      format: "Table as text (.csv, .tsv, .data or .txt, also .gz)",
      parts: [{ name: "train", count: 3, exact: true }],
      inputShape: [1],
      classes: ["cat", "dog"],
      columns: [
        { name: "size", kind: "number", missing: 0, min: 1, max: 3, mean: 2 },
        { name: "kind", kind: "text", missing: 0, distinct: 2, values: ["cat", "dog"] },
      ],
      rows: [
        ["1", "cat"],
        ["3", "dog"],
        ["2", "cat"],
      ],
      warnings: [],
    });
  });

  test("reads no more than a mebibyte, and estimates the rest", async () => {
    const text = `a,b,y\n${rows(300_000, (i) => `${1000000 + i},"x, y",${i % 2}`)}`;
    for (const content of [Buffer.from(text), gzipSync(text)]) {
      const { parts, columns } = await glance({ "t.csv": content }, { source: "t.csv" });
      expect(parts[0]!.exact).toBe(false);
      expect(columns!.map(({ name }) => name)).toEqual(["a", "b", "y"]);
      expect(columns![0]!.max!).toBeLessThan(1_100_000);
      if (content.length > 2 ** 20) expect(parts[0]!.count / 300_000).toBeCloseTo(1, 1);
    }
  });

  test("of something that cannot be learned from says so and shows it", async () => {
    const { warnings, rows: shown } = await glance(
      { "t.csv": `text,y\n${rows(200, (i) => `words ${i},1`)}` },
      { source: "t.csv" },
    );
    expect(warnings).toEqual(["No column is left to learn from. text is left out: it has 200 different texts."]);
    expect(shown!.length).toBe(10);
  });
});
