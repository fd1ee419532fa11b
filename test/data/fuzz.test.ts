import { describe, expect, test } from "vitest";
import { testCodecs } from "../support/codecs";
import { fuzz, fuzzTargets } from "../support/fuzz";

/** Enough to notice a slip; `node scripts/fuzz-data.mjs` does as many as one likes. */
const mutants: Readonly<Record<string, number>> = { npy: 3000, zip: 400, npz: 40, png: 600, jpeg: 40, csv: 600 };

describe("a damaged file is taken or refused, and nothing else happens", () => {
  for (const [name, target] of Object.entries(fuzzTargets(testCodecs())))
    test(name, async () => {
      const { taken, refused, failures } = await fuzz(target, mutants[name] ?? 300, 20261123);
      expect(failures.map(({ error }) => error)).toEqual([]);
      expect(taken + refused).toBe(mutants[name] ?? 300);
      expect(refused).toBeGreaterThan(0);
    });

  test("a reader that trips is found out", async () => {
    const read = (file: Uint8Array): Promise<void> =>
      file.length < 5 ? Promise.reject(new RangeError("planted")) : Promise.resolve();
    const { failures } = await fuzz({ seeds: [new Uint8Array(10)], read }, 100, 1);
    expect(failures.length).toBeGreaterThan(0);
  });
});
