import { describe, expect, test } from "vitest";
import { english } from "../../src/picture/text";
import { budgetText, durationText, trialSentences, verdictText } from "../../src/picture/trial";
import type { TrialResult } from "../../src/protocol/trialResult";

const accuracy = {
  name: "accuracy",
  better: "more",
  before: 0.8,
  after: 0.831,
  atEqualSteps: { mean: 0.031, low: 0.012, high: 0.05 },
  atEqualTime: { mean: 0.02, low: -0.001, high: 0.041 },
} as const;
const loss = {
  name: "loss",
  better: "less",
  before: 0.51,
  after: 0.48,
  atEqualSteps: { mean: -0.0312, low: -0.1, high: 0.0376 },
  atEqualTime: { mean: -0.03, low: -0.1, high: 0.04 },
} as const;
const result: TrialResult = {
  verdict: "better",
  pairs: 5,
  steps: 1200,
  samples: 256,
  seconds: 41,
  effects: [accuracy, loss],
  diverged: [0, 0],
  stepMs: [10, 11.2],
  stepTime: { mean: 0.12, low: 0.1, high: 0.14 },
  params: [1000, 1128],
};

describe("what a trial says", () => {
  test("in full", () => {
    expect(trialSentences(result, english)).toEqual([
      "Trial: better, validation accuracy +3.1 points (95 %: +1.2 to +5.0).",
      "Validation loss −0.031 (95 %: −0.100 to +0.038).",
      "A step takes 12 % longer.",
      "After equal time: accuracy +2.0 points (95 %: −0.1 to +4.1).",
      "It adds 128 parameters.",
      "5 pairs of trainings, 1,200 steps each, seen on 256 validation samples; 41 s.",
    ]);
  });

  test("of models that are equal", () => {
    const zero = { mean: 0, low: 0, high: 0 };
    const equal: TrialResult = {
      ...result,
      verdict: "none",
      effects: [{ ...accuracy, atEqualSteps: zero, atEqualTime: zero }],
      stepTime: { mean: 0.01, low: -0.01, high: 0.03 },
      params: [10, 10],
    };
    expect(trialSentences(equal, english).slice(0, 3)).toEqual([
      "Trial: no difference seen, validation accuracy 0.0 points (95 %: 0.0 to 0.0).",
      "A step takes as long as before.",
      "There are as many parameters as before.",
    ]);
  });

  test("of trainings that fail", () => {
    const none = { ...result, effects: [] };
    expect(verdictText({ ...none, diverged: [5, 0] }, english)).toBe("Trial: better, all 5 trainings without it fail.");
    expect(verdictText({ ...none, verdict: "none", diverged: [3, 1] }, english)).toBe(
      "Trial: cannot be told, 4 of 10 trainings fail.",
    );
  });

  test("before it begins", () => {
    expect(budgetText({ pairs: 5, steps: 120, looks: 8, samples: 256, seconds: 118 }, english)).toBe(
      "10 trainings of 120 steps, about 2 min",
    );
    expect([0.2, 41.4, 59.7, 3600, 8000].map((seconds) => durationText(seconds, english))).toEqual([
      "1 s",
      "41 s",
      "1 min",
      "1 h 0 min",
      "2 h 13 min",
    ]);
  });
});
