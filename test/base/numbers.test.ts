import { expect, test } from "vitest";
import { areFinite } from "../../src/base/numbers";

test("numbers are finite when every one is, however large", () => {
  for (const length of [0, 1, 2, 7, 8]) {
    const large = new Float64Array(length).fill(Number.MAX_VALUE);
    expect(areFinite(large)).toBe(true);
    for (let i = 0; i < length; i++)
      for (const odd of [NaN, Infinity, -Infinity]) expect(areFinite(large.with(i, odd)), `${odd} at ${i}`).toBe(false);
  }
});
