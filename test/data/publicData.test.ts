/**
 * The readers against real data sets: runs where BATCHWISE_DATA names a folder that has them (with `CHECKS.json`, what each holds), and
 * is skipped elsewhere.
 */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { describeData, openData } from "../../src/data";
import type { ColumnFacts, Samples } from "../../src/data/dataset";
import { readTable } from "../../src/data/tables/table";
import { textOf } from "../../src/data/tables/text";
import { baseName, piecesOf } from "../../src/base/files";
import { unpacked } from "../../src/base/gzip";
import { diskFiles } from "../../src/engine/files";
import { testCodecs } from "../support/codecs";

const root = process.env["BATCHWISE_DATA"] ?? "";
if (root === "") console.info("skipped: BATCHWISE_DATA does not name a folder of public data sets");
const present = root !== "" && existsSync(`${root}/CHECKS.json`);

interface ColumnCheck {
  readonly name: string | null;
  readonly kind: "number" | "text";
  readonly missing?: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly distinct?: number;
  readonly first?: string;
  readonly values?: readonly string[];
}
type Checks = Readonly<
  Record<
    string,
    {
      readonly rows: number;
      readonly columns: number;
      readonly header?: boolean;
      readonly column?: readonly ColumnCheck[];
      readonly images?: readonly number[];
      readonly files?: number;
      readonly per_folder?: Readonly<Record<string, number>>;
      readonly pixel_sum?: number;
      readonly first_image_sum?: number;
      readonly first_labels?: readonly number[];
      readonly label_counts?: readonly number[];
      readonly column_sum_of_squares?: readonly number[];
      readonly target_mean?: number;
    }
  >
>;
const checks = (present ? JSON.parse(readFileSync(`${root}/CHECKS.json`, "utf8")) : {}) as Checks;
const tools = { files: diskFiles, codecs: testCodecs() };
const spec = (name: string, more: { target?: string } = {}) => ({ source: `${root}/${name}`, scale: true, ...more });

/** All inputs and targets of a part, as they are stored. */
async function everything(samples: Samples, size: number): Promise<{ inputs: Float32Array; targets: Float32Array }> {
  const [inputs, targets] = [new Float32Array(samples.count * size), new Float32Array(samples.count)];
  await samples.fill(
    Array.from({ length: samples.count }, (_, i) => i),
    inputs,
    targets,
  );
  return { inputs, targets };
}
const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};
const histogram = (labels: Iterable<number>): number[] => {
  const counts: number[] = [];
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
};

describe.runIf(present)("tables", () => {
  for (const [file, check] of Object.entries(checks).filter(([, { column }]) => column))
    test(file, async () => {
      const path = `${root}/${file}`;
      const table = await diskFiles.withFile(path, (open) =>
        readTable(textOf(unpacked(piecesOf(open))), { name: baseName(path) }),
      );
      expect([table.rowCount, table.columns.length, table.hasHeader]).toEqual([
        check.rows,
        check.columns,
        check.header,
      ]);
      expect(table.warnings).toEqual([]);
      for (const [i, expected] of check.column!.entries()) {
        const facts: ColumnFacts = table.columns[i]!.facts();
        if (expected.name !== null) expect(facts.name).toBe(expected.name);
        expect(facts.kind, facts.name).toBe(expected.kind);
        if (expected.kind === "number") {
          expect([facts.missing, facts.min, facts.max]).toEqual([expected.missing, expected.min, expected.max]);
          expect(facts.mean! / expected.mean!).toBeCloseTo(1, 12);
        } else expect(facts.distinct, facts.name).toBe(expected.distinct);
        if (expected.values) expect(facts.values).toEqual(expected.values);
        if (expected.first !== undefined) expect(table.firstRows[0]![i]!.trim().startsWith(expected.first)).toBe(true);
      }
      const glance = await describeData(spec(file), tools);
      if (glance.parts[0]!.exact) expect(glance.parts[0]!.count).toBe(check.rows);
      else expect(glance.parts[0]!.count / check.rows).toBeCloseTo(1, 1);
      expect(glance.columns!.length).toBe(check.columns);
    });

  test("digits/digits.csv.gz", async () => {
    const check = checks["digits/digits.csv.gz"]!;
    const data = await openData(spec("digits/digits.csv.gz"), tools);
    const { inputs, targets } = await everything(data.train, 64);
    expect(data.input.shape).toEqual([check.columns - 1]);
    expect(sum(inputs)).toBe(check.pixel_sum);
    expect(histogram(targets)).toEqual(check.label_counts);
    expect([...targets.slice(0, 10)]).toEqual(check.first_labels);
  });

  test("diabetes", async () => {
    const check = checks["diabetes"]!;
    const read = (name: string) =>
      diskFiles.withFile(`${root}/diabetes/${name}`, (file) => readTable(textOf(unpacked(piecesOf(file))), { name }));
    const table = await read("diabetes_data.csv.gz");
    expect([table.rowCount, table.columns.length, table.hasHeader]).toEqual([check.rows, check.columns, false]);
    for (const [i, column] of table.columns.entries())
      expect(sum(column.values.map((value) => value * value))).toBeCloseTo(check.column_sum_of_squares![i]!, 6);
    const target = await read("diabetes_target.csv.gz");
    expect(target.columns[0]!.facts().mean).toBeCloseTo(check.target_mean!, 10);
  });

  test("housing: rows that lack a number are left out, and words become columns", async () => {
    const data = await openData(spec("california_housing/housing.csv", { target: "median_house_value" }), tools);
    expect([data.train.count, data.input.shape]).toEqual([20433, [13]]);
    expect(data.target).toEqual({ kind: "values", shape: [1] });
    expect(data.warnings()).toEqual([
      "total_bedrooms: 207 cells (the first in row 292) are missing.",
      "207 rows with such cells or without a target left out; 20,433 remain.",
    ]);
  });

  test("wine and cancer: the class may stand in any column", async () => {
    const wine = await openData(spec("wine/wine.data", { target: "1" }), tools);
    expect(wine.target).toEqual({ kind: "classes", names: ["1", "2", "3"] });
    expect([wine.train.count, wine.input.shape]).toEqual([178, [13]]);
    const cancer = await openData(spec("wdbc/wdbc.data", { target: "2" }), tools);
    expect(cancer.target).toEqual({ kind: "classes", names: ["B", "M"] });
  });
});

describe.runIf(present)("IDX files", () => {
  test("mnist", async () => {
    const data = await openData(spec("mnist"), tools);
    for (const [name, samples] of [
      ["mnist/train", data.train],
      ["mnist/t10k", data.test!],
    ] as const) {
      const check = checks[name]!;
      expect([samples.count, ...data.input.shape]).toEqual(check.images);
      const { inputs, targets } = await everything(samples, 784);
      expect(sum(inputs)).toBe(check.pixel_sum);
      expect(sum(inputs.subarray(0, 784))).toBe(check.first_image_sum);
      expect(histogram(targets)).toEqual(check.label_counts);
      expect([...targets.slice(0, 10)]).toEqual(check.first_labels);
    }
    expect(data.input).toEqual({ shape: [28, 28], type: "uint8", scale: 1 / 255, image: true });
    const glance = await describeData(spec("mnist"), tools);
    expect(glance.parts.map(({ count }) => count)).toEqual([60000, 10000]);
    expect(glance.thumbnails!.map(({ label }) => Number(label))).toEqual(
      checks["mnist/train"]!.first_labels!.slice(0, 8),
    );
  });
});

describe.runIf(present)("image folders", () => {
  test.each(["mnist_png", "clothing_pants_shorts"])("%s", async (name) => {
    const check = checks[name]!;
    const data = await openData(spec(name), tools, { input: [null, 32, 32, 3] });
    const { names } = data.target as { names: readonly string[] };
    const counts: Record<string, number> = {};
    for (const part of ["train", "validation", "test"] as const)
      for (const label of Array.from(data[part]?.labels ?? [])) {
        const folder = `${part}/${names[label]!}`;
        counts[folder] = (counts[folder] ?? 0) + 1;
      }
    expect(counts).toEqual(check.per_folder);
    const { inputs } = await everything(data.train, 32 * 32 * 3);
    expect(inputs.every((value) => value >= 0 && value <= 255)).toBe(true);
    expect(data.warnings()).toEqual([]);
    const glance = await describeData(spec(name), tools);
    expect(glance.parts.reduce((total, { count }) => total + count, 0)).toBe(check.files);
    expect(glance.thumbnails!.length).toBe(8);
  });

  test("the same digits come out of PNG as out of IDX", async () => {
    const folder = await openData(spec("mnist_png"), tools, { input: [null, 28, 28, 1] });
    const idx = await openData(spec("mnist"), tools);
    const { inputs } = await everything(folder.train, 784);
    const wanted = await everything(idx.train, 784);
    // 60 of each digit, in the order of the training images: look them up by their pixels
    const known = new Set<string>();
    for (let i = 0; i < idx.train.count; i++)
      known.add(
        `${wanted.targets[i]!}:${Buffer.from(wanted.inputs.subarray(i * 784, (i + 1) * 784)).toString("latin1")}`,
      );
    for (let i = 0; i < folder.train.count; i++)
      expect(
        known.has(
          `${folder.train.labels![i]!}:${Buffer.from(inputs.subarray(i * 784, (i + 1) * 784)).toString("latin1")}`,
        ),
      ).toBe(true);
  });
});
