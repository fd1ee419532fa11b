// No golden case is left out: each kind has a file that runs all of it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { goldenCases, loose, type GoldenKind } from "../support/golden";

const tests = join(import.meta.dirname, "..");

/** How many cases there are of each kind, and where they are run. */
const kinds: Readonly<Record<GoldenKind, readonly [count: number, file: string]>> = {
  layer: [305, "engine/golden.test.ts"],
  activation: [64, "engine/golden.test.ts"],
  loss: [42, "engine/golden.test.ts"],
  optimizer: [30, "engine/goldenTraining.test.ts"],
  schedule: [9, "engine/goldenTraining.test.ts"],
  metric: [43, "engine/goldenTraining.test.ts"],
  trajectory: [14, "train/trajectory.test.ts"],
  regularizer: [3, "train/penaltiesAndConstraints.test.ts"],
  constraint: [5, "train/penaltiesAndConstraints.test.ts"],
  initializer: [3, "train/initializers.test.ts"],
};

describe("golden cases", () => {
  test("are all there, each once", () => {
    const counts = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0]));
    for (const { kind } of goldenCases) counts[kind]!++;
    expect(counts).toEqual(Object.fromEntries(Object.entries(kinds).map(([kind, [count]]) => [kind, count])));
    expect(new Set(goldenCases.map(({ id }) => id)).size).toBe(goldenCases.length);
  });

  // `testEachOf` makes a test of each case of a kind and takes no filter, so a call of it at the edge of the page runs them all
  test.each(Object.entries(kinds))("of kind %s are all run", (kind, [, file]) => {
    const text = readFileSync(join(tests, file), "utf8");
    expect(text.match(new RegExp(`^testEachOf\\("${kind}",`, "gm"))).toHaveLength(1);
  });

  test("are held to 1e-5, but where float32 cannot say it", () => {
    const beyond = goldenCases
      .filter(({ kind }) => ["layer", "activation", "loss", "optimizer"].includes(kind))
      .filter(({ f32 }) => Object.values(f32).some(({ abs, max }) => 10 * abs > 1e-5 * Math.max(1, max)));
    expect(beyond.map(({ id }) => id).sort()).toEqual(Object.keys(loose).sort());
  });
});
