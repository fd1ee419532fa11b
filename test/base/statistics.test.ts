import { describe, expect, test } from "vitest";
import { RandomStream } from "../../src/base/random";
import { holdsZero, interval, median, studentBound } from "../../src/base/statistics";

describe("Student's t", () => {
  // the tables that every textbook has: two-sided, 95 % and 99 %
  test.each([
    [1, 12.706, 63.657],
    [2, 4.303, 9.925],
    [3, 3.182, 5.841],
    [4, 2.776, 4.604],
    [5, 2.571, 4.032],
    [7, 2.365, 3.499],
    [9, 2.262, 3.25],
    [10, 2.228, 3.169],
    [29, 2.045, 2.756],
    [120, 1.98, 2.617],
  ])("with %i degrees of freedom", (freedom, at95, at99) => {
    expect(studentBound(0.95, freedom)).toBeCloseTo(at95, 3);
    expect(studentBound(0.99, freedom)).toBeCloseTo(at99, 3);
  });
});

describe("an interval", () => {
  test("of known numbers", () => {
    // Student's own sleep data (1908): t = 4.0621, 95 % from 0.70 to 2.46
    const { mean, low, high } = interval([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]);
    expect(mean).toBeCloseTo(1.58, 10);
    expect(low).toBeCloseTo(0.7001, 4);
    expect(high).toBeCloseTo(2.4599, 4);
  });

  test("of equal numbers is that number", () => {
    expect(interval([0, 0, 0, 0, 0])).toEqual({ mean: 0, low: 0, high: 0 });
    expect(holdsZero(interval([0, 0, 0]))).toBe(true);
    expect(holdsZero(interval([0.25, 0.25, 0.25]))).toBe(false);
  });

  test("of one number knows nothing", () => {
    expect(holdsZero(interval([3]))).toBe(true);
  });

  test("misses the truth one time in twenty", () => {
    const random = new RandomStream(5);
    const draws = 4000;
    let missed = 0;
    for (let i = 0; i < draws; i++)
      if (!holdsZero(interval(Array.from({ length: 5 }, () => random.normal())))) missed += 1;
    expect(missed / draws).toBeGreaterThan(0.04);
    expect(missed / draws).toBeLessThan(0.06);
  });
});

test("a median", () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});
