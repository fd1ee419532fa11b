import { describe, expect, test } from "vitest";
import type { TrialBudget, TrialPoint, TrialSpeed } from "../../src/protocol/trial";
import { chooseBudget } from "../../src/protocol/trialBudget";
import { trialResult } from "../../src/protocol/trialResult";

const speed = (more: Partial<TrialSpeed> = {}): TrialSpeed => ({
  params: [100, 120],
  stepMs: [10, 12],
  sampleMs: [0.1, 0.1],
  wholeSteps: 100_000,
  batchSize: 32,
  data: { source: "builtin:spirals", train: 10_000, validation: 2_000, inputShape: [2], warnings: [] },
  quantities: [{ name: "accuracy", better: "more" }],
  ...more,
});

describe("a budget", () => {
  test("takes about as long as was asked for", () => {
    for (const seconds of [20, 120, 1000]) {
      const budget = chooseBudget(speed(), { seconds });
      expect(budget.pairs).toBe(5);
      expect(budget.seconds).toBeGreaterThan(0.6 * seconds);
      expect(budget.seconds).toBeLessThan(1.1 * seconds);
    }
  });

  test("is not longer than the whole training", () => {
    expect(chooseBudget(speed({ wholeSteps: 77 }), { seconds: 1e6 }).steps).toBe(77);
  });

  test("makes a few steps at least, and says how long those take", () => {
    const { steps, seconds } = chooseBudget(speed({ stepMs: [20_000, 20_000] }), { seconds: 60 });
    expect(steps).toBe(20);
    expect(seconds).toBeGreaterThan(5 * 20 * 40);
  });

  test("looks at whole batches, or at all there is", () => {
    const some = chooseBudget(speed({ sampleMs: [5, 5] }), { seconds: 60 });
    expect(some.samples % 32).toBe(0);
    expect(some.samples).toBeLessThan(2000);
    expect(chooseBudget(speed({ sampleMs: [0.001, 0.001] }), { seconds: 60 }).samples).toBe(2000);
  });

  test("has five pairs at least, and as many more as are asked for", () => {
    expect(chooseBudget(speed(), { seconds: 60, pairs: 2 }).pairs).toBe(5);
    expect(chooseBudget(speed(), { seconds: 60, pairs: 9, steps: 50 })).toMatchObject({ pairs: 9, steps: 50 });
  });
});

describe("a result", () => {
  const budget: TrialBudget = { pairs: 5, steps: 100, looks: 2, samples: 10, seconds: 1 };
  /** The values at half time and at the end, and how long a step takes. */
  const training = (pair: number, variant: 0 | 1, half: number, end: number, stepMs: number): TrialPoint[] => [
    { pair, variant, step: 50, stepMs, values: { accuracy: half } },
    { pair, variant, step: 100, stepMs, values: { accuracy: end } },
  ];
  const trial = (ends: readonly number[], stepMs: readonly number[]): TrialPoint[] =>
    ends.flatMap((end, pair) => [
      ...training(pair, 0, 0.5, 0.6, 10),
      ...training(pair, 1, 0.5, 0.6 + end, stepMs[pair]!),
    ]);

  test("is the paired effect, with Student's interval", () => {
    const result = trialResult(speed(), budget, trial([0.1, 0.12, 0.08, 0.1, 0.1], [10, 10, 10, 10, 10]), 41);
    const { atEqualSteps, before, after } = result.effects[0]!;
    expect(atEqualSteps.mean).toBeCloseTo(0.1, 10);
    // s = 0.014142, √5, t = 2.776
    expect(atEqualSteps.low).toBeCloseTo(0.1 - (2.776445 * Math.sqrt(0.0002)) / Math.sqrt(5), 6);
    expect([before, after]).toEqual([expect.closeTo(0.6, 10), expect.closeTo(0.7, 10)]);
    expect(result).toMatchObject({ verdict: "better", pairs: 5, steps: 100, seconds: 41, params: [100, 120] });
  });

  test("knows which way is better", () => {
    const points = trial([0.1, 0.12, 0.08, 0.1, 0.1], [10, 10, 10, 10, 10]);
    const less = speed({ quantities: [{ name: "accuracy", better: "less" }] });
    expect(trialResult(less, budget, points, 1).verdict).toBe("worse");
  });

  test("is none where the interval holds nothing", () => {
    const points = trial([0.1, -0.12, 0.08, 0.1, -0.1], [10, 10, 10, 10, 10]);
    expect(trialResult(speed(), budget, points, 1).verdict).toBe("none");
  });

  test("at equal time compares the slower one where it is when the faster one is done", () => {
    // twice as slow: when the first is done, at 0.6, the second is half-way, at 0.5
    const points = trial([0.1, 0.1, 0.1, 0.1, 0.1], [19, 20, 21, 20, 20]);
    const { effects, stepTime, stepMs } = trialResult(speed(), budget, points, 1);
    expect(stepTime.mean).toBeCloseTo(1, 2);
    expect(stepMs).toEqual([10, 20]);
    expect(effects[0]!.atEqualTime.mean).toBeCloseTo(-0.1, 3);
  });

  test("takes times that cannot be told apart for equal", () => {
    const points = trial([0.1, 0.1, 0.1, 0.1, 0.1], [9, 11, 10, 12, 8]);
    const { effects } = trialResult(speed(), budget, points, 1);
    expect(effects[0]!.atEqualTime).toEqual(effects[0]!.atEqualSteps);
  });

  test("counts what failed, and makes no interval of too few", () => {
    const failed = trial([0.1, 0.1, 0.1, 0.1, 0.1], [10, 10, 10, 10, 10]).map((point) =>
      point.variant === 0 && point.pair < 3 && point.step === 100 ? { ...point, step: 71, values: {} } : point,
    );
    const result = trialResult(speed(), budget, failed, 1);
    expect(result).toMatchObject({ diverged: [3, 0], effects: [], verdict: "none" });
  });
});
