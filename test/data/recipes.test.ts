/** Scripts as people write them: what their recipes give is what Python hands to `fit` (numbers by scripts/oracle/recipes.py). */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { NumberData } from "../../src/base/numbers";
import { follow } from "../../src/data/recipe/follow";
import { asNumbers, type Numbers } from "../../src/data/recipe/value";
import { diskFiles } from "../../src/engine/files";
import { atHome, withPaths, type Recipe } from "../../src/model/recipe";
import type { DataReference } from "../../src/model/training";
import { read } from "../support/reader";

const folder = join(import.meta.dirname, "../fixtures/recipes");

interface Facts {
  readonly shape: readonly number[];
  readonly type: string;
  readonly sum?: number;
  readonly weighted?: number;
  readonly first?: readonly number[];
}
/** Of one array, or of several. */
type All = Facts | readonly Facts[];
interface Pair {
  readonly x: All;
  readonly y: All;
  readonly validation?: Pair;
}
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Readonly<
  Record<string, readonly Pair[]>
>;

const context = {
  tools: { files: diskFiles, kerasFolder: join(folder, "keras") },
  tell: () => undefined,
  note: () => undefined,
  seed: 0,
};

async function followed(
  reference: DataReference | undefined,
): Promise<readonly [readonly Numbers[], readonly Numbers[]]> {
  const recipe: Recipe | undefined = reference?.recipe;
  if (!recipe) throw new Error(`no recipe: ${JSON.stringify(reference?.source)}`);
  const there = withPaths(recipe, (path) => {
    const known = atHome(path, "/home", join(folder, "keras"));
    return known === path ? join(folder, path) : known;
  });
  const values = await follow(there, [...recipe.x, ...recipe.y], context);
  const numbers = values.map((value) => asNumbers(value, "a test"));
  return [numbers.slice(0, recipe.x.length), numbers.slice(recipe.x.length)];
}

function compareAll(arrays: readonly Numbers[], facts: All): void {
  const all = Array.isArray(facts) ? (facts as readonly Facts[]) : [facts as Facts];
  expect(arrays).toHaveLength(all.length);
  for (const [i, one] of all.entries()) compare(arrays[i]!, one);
}

function compare({ shape, type, data }: Numbers, facts: Facts): void {
  expect(shape).toEqual(facts.shape);
  // pandas has texts and truth values where NumPy would have objects
  if (facts.type !== "object") expect(type).toBe(facts.type);
  if (facts.sum === undefined) return;
  const size = (data as Float64Array).reduce((sum, one) => sum + Math.abs(one), 1);
  expect(Math.abs(sum(data, () => 1) - facts.sum)).toBeLessThan(2e-6 * size);
  expect(Math.abs(sum(data, (i) => i % 97) - facts.weighted!)).toBeLessThan(2e-6 * 97 * size);
  for (const [i, one] of facts.first!.entries()) expect(data[i]).toBeCloseTo(one, 4);
}

const sum = (data: NumberData, weight: (i: number) => number): number => {
  let all = 0;
  for (let i = 0; i < data.length; i++) all += data[i]! * weight(i);
  return all;
};

test("every script has expected numbers", () => {
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".py"));
  expect(Object.keys(expected).sort()).toEqual(scripts.sort());
});

describe.each(Object.keys(expected))("%s", (name) => {
  test("gives the arrays of Python", async () => {
    const { models } = read(readFileSync(join(folder, name), "utf8"), name);
    const fits = models.flatMap(({ training }) => training?.fits ?? []);
    const wanted = expected[name]!;
    expect(fits).toHaveLength(wanted.length);
    for (const [i, fit] of fits.entries()) {
      const [x, y] = await followed(fit.train);
      compareAll(x, wanted[i]!.x);
      compareAll(y, wanted[i]!.y);
      if (!wanted[i]!.validation) continue;
      const [x2, y2] = await followed(fit.validation);
      compareAll(x2, wanted[i]!.validation.x);
      compareAll(y2, wanted[i]!.validation.y);
    }
  });
});

test("what is written among drawn numbers keeps its digits", async () => {
  const steps: Recipe["steps"] = [
    { does: "random", of: [], settings: { kind: "uniform", a: 0, b: 1, shape: [4], stream: 1 } },
    { does: "put", of: [0], settings: { index: [1], value: 0.1 } },
  ];
  const [drawn, written] = await follow({ steps, x: [0], y: [1] }, [0, 1], context);
  expect([asNumbers(drawn, "").type, asNumbers(written, "").type]).toEqual(["float64", "float64"]);
  const before = [...asNumbers(drawn, "").data];
  expect([...asNumbers(written, "").data]).toEqual(before.with(1, 0.1));
});
