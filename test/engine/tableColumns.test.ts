/** Columns of tables beside a model file are known while it is typed, and stay true when file or table changes. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { tableColumns } from "../../src/engine/tableColumns";
import { kerasPython } from "../../src/formats/kerasPython";
import { keystrokes } from "../support/keystrokes";
import { parser, summary } from "../support/reader";

const recipes = join(import.meta.dirname, "../fixtures/recipes");
const top = mkdtempSync(join(tmpdir(), "columns-"));
const folder = join(top, "a/b/c");
mkdirSync(join(folder, "data"), { recursive: true });
afterAll(() => {
  rmSync(top, { recursive: true });
});

let written = 0;
function write(name: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, name), content);
  // clocks of file systems are coarse
  utimesSync(join(folder, name), 1e9, 1e9 + ++written);
}
const file = join(folder, "model.py");
const columns = (path: string, settings = {}) => tableColumns(file, path, settings);

describe("columns of a table near a file", () => {
  test.each([
    ["a,b,c\n1,2,3\n", {}, ["a", "b", "c"]],
    ['\ufeff"a, b",a,a,\n1,2,3,4\n', {}, ["a, b", "a", "a.1", "Unnamed: 3"]],
    ["a;b\r\n1;2\r\n", { separator: ";" }, ["a", "b"]],
    ["1,2,3\n4,5,6\n", { header: null }, ["0", "1", "2"]],
    ["x\ny\na,b\n1,2\n", { skip: 2 }, ["a", "b"]],
    ["# x\na,b\n1,2\n", { comment: "#" }, ["a", "b"]],
    ["a,b,c\n1,2,3\n", { index: 0 }, ["b", "c"]],
    ["a,b,c\n1,2,3\n", { columns: ["c", "a"] }, ["a", "c"]],
    ["a,b,c\n1,2,3\n", { columns: ["d"] }, undefined],
    ["a b  c\n1 2 3\n", { separator: "\\s+" }, ["a", "b", "c"]],
    ["1,2\n", { header: null, names: ["p", "q"] }, ["p", "q"]],
    ["a,b", {}, ["a", "b"]],
    ["", {}, undefined],
  ])("%j with %j", (content, settings, expected) => {
    write("table.csv", content);
    expect(columns("table.csv", settings)).toEqual(expected);
  });

  test("only the beginning of a large one is read", () => {
    write("large.csv", `a,b\n${"1,2\n".repeat(100_000)}"`);
    expect(columns("large.csv")).toEqual(["a", "b"]);
    write("wide.csv", "x,".repeat(40_000));
    expect(columns("wide.csv")).toBeUndefined();
  });

  test("what is no table of text is left to the training", () => {
    write("packed.csv.gz", gzipSync("a,b\n1,2\n"));
    write("zeros.csv", new Uint8Array(100));
    symlinkSync(join(recipes, "data/houses.csv"), join(folder, "link.csv"));
    for (const path of ["packed.csv.gz", "zeros.csv", "link.csv", "data", "missing.csv", "\0"])
      expect(columns(path), path).toBeUndefined();
  });

  test("it lies not further up than the user's modules may", () => {
    for (const place of ["a", "."]) copyFileSync(join(recipes, "data/houses.csv"), join(top, place, "houses.csv"));
    const names = ["area", "rooms", "city", "year", "price"];
    expect(columns("../../houses.csv")).toEqual(names);
    expect(columns(join(top, "a/houses.csv"))).toEqual(names);
    expect(columns("../../../houses.csv")).toBeUndefined();
    expect(columns(join(recipes, "data/houses.csv"))).toBeUndefined();
  });
});

const script = `import pandas as pd
from tensorflow import keras

df = pd.read_csv("data/houses.csv")
df = df.drop(columns=["city"])
y = df.pop("price") / 1000
x = df.values
model = keras.Sequential([
    keras.layers.Dense(8, activation="relu", input_shape=(x.shape[1],)),
    keras.layers.Dense(len(df.columns)),
])
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, epochs=1)
`;
const summaryOf = (text: string, format = kerasPython(parser, undefined, tableColumns)) =>
  summary(format.read({ name: file, text }).models[0]!);

describe("models of a table", () => {
  const houses = readFileSync(join(recipes, "data/houses.csv"), "utf8");

  test("have their shapes before anything is trained", () => {
    write("data/houses.csv", houses);
    expect(summaryOf(script)).toContain("total 59, trainable 59");
    expect(summaryOf(script, kerasPython(parser))).toContain("total ?");
  });

  test.each([
    ["df = pd.get_dummies(df)", "total ?"],
    ["df['more'] = 1", "total 76"],
    ["df.more = 1", "total 59"],
    ["df[['more', 'year']] = 1", "total 76"],
    ["df = df.loc[:, 'area':'rooms']", "total 42"],
    ["df = df.select_dtypes(include='number')", "total ?"],
    ["df = df.reset_index()", "total ?"],
    ["df = pd.concat([df, pd.DataFrame({'a': [1]})])", "total ?"],
    ["df = df.sample(frac=1).iloc[:, 1:]", "total 42"],
  ])("after %s", (line, expected) => {
    write("data/houses.csv", houses);
    expect(summaryOf(script.replace("x = df.values", `${line}\nx = df.values`))).toContain(expected);
  });

  test("follow the table when it changes, though the text does not", () => {
    const format = kerasPython(parser, undefined, tableColumns);
    write("data/houses.csv", houses);
    expect(summaryOf(script, format)).toContain("total 59");
    write("data/houses.csv", "area,city,price\n1,a,3\n");
    expect(summaryOf(script, format)).toContain("total 25");
    expect(summaryOf(`${script}\n`, format)).toContain("total 25");
    rmSync(join(folder, "data/houses.csv"));
    expect(summaryOf(`${script}\n\n`, format)).toContain("total ?");
    write("data/houses.csv", houses);
    expect(summaryOf(script, format)).toContain("total 59");
  });

  test("are the same after each key as if the text were read for the first time", () => {
    write("data/houses.csv", houses);
    const format = kerasPython(parser, undefined, tableColumns);
    let typed = 0;
    for (const text of keystrokes(script, 5)) {
      if (++typed > 60) break;
      write("data/houses.csv", typed % 3 === 2 ? "area,city,year,price\n1,a,2,3\n" : houses);
      const alone = kerasPython(parser, undefined, tableColumns).read({ name: file, text });
      expect(format.read({ name: file, text })).toEqual(alone);
    }
  });
});
