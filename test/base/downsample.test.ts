import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { downsample } from "../../src/base/downsample";
import { smoothed } from "../../src/base/smooth";

describe("downsample", () => {
  test("keeps everything when there are few points", () => {
    expect([...downsample([1, 2, 3], [5, 6, 7], 3)]).toEqual([0, 1, 2]);
  });

  test("keeps a single spike among a thousand equal values", () => {
    const y = Array.from({ length: 1000 }, (_, i) => (i === 617 ? 9 : 1));
    const kept = downsample(
      y.map((_, i) => i),
      y,
      50,
    );
    expect(kept).toHaveLength(50);
    expect([...kept]).toContain(617);
  });

  test("leaves out what is not a number", () => {
    expect([...downsample([0, 1, 2, 3], [1, NaN, Infinity, 2], 10)]).toEqual([0, 3]);
    expect(downsample([0, 1], [NaN, NaN], 10)).toHaveLength(0);
  });

  test("gives rising indices with both ends, never more than asked for", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 400 }), fc.integer({ min: 2, max: 60 }), (y, most) => {
        const kept = [
          ...downsample(
            y.map((_, i) => i),
            y,
            most,
          ),
        ];
        const finite = y.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
        expect(kept.length).toBe(Math.min(finite.length, Math.max(2, most)));
        expect(kept[0]).toBe(finite[0]);
        expect(kept.at(-1)).toBe(finite.at(-1));
        for (let i = 1; i < kept.length; i++) expect(kept[i]!).toBeGreaterThan(kept[i - 1]!);
      }),
    );
  });
});

describe("smoothed", () => {
  test("agrees with the sum that defines it", () => {
    const values = [4, 2, 7, 1, 1, 8];
    const weight = 0.7;
    let average = NaN;
    values.forEach((value, count) => {
      average = smoothed(average, count, value, weight);
      const seen = values.slice(0, count + 1);
      const weights = seen.map((_, i) => weight ** (count - i));
      const sum = weights.reduce((total, part) => total + part, 0);
      expect(average).toBeCloseTo(seen.reduce((total, part, i) => total + part * weights[i]!, 0) / sum, 10);
    });
  });

  test("a constant stays what it is, and a gap changes nothing", () => {
    expect(smoothed(3, 5, 3, 0.9)).toBeCloseTo(3, 12);
    expect(smoothed(3, 5, NaN, 0.9)).toBe(3);
    expect(smoothed(NaN, 0, 2, 0.9)).toBe(2);
  });
});
