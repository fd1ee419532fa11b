import { describe, expect, test } from "vitest";
import { english } from "../../src/picture/text";
import { budgetText, durationText, proofText, trialSentences, verdictText } from "../../src/picture/trial";
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

  test("of a theorem", () => {
    const proof = { kind: "same", samples: 32, inference: 2.4e-7, training: 0, largest: 3.14159 } as const;
    expect(proofText(proof, english)).toBe(
      "Checked here: max |Δ| = 2e-7 in prediction and 0 in training over 32 random samples, of numbers up to 3.1.",
    );
    expect(proofText({ ...proof, training: 0.2 }, english)).toMatch(
      /^It does not hold here: max \|Δ\| = 2e-7 .* 2e-1 /,
    );
    expect(proofText({ ...proof, training: null }, english)).toBe(
      "Checked here: max |Δ| = 2e-7 in prediction over 32 random samples, of numbers up to 3.1.",
    );
    const own = { kind: "constant", samples: 128, difference: 0, largest: 1 } as const;
    expect(proofText(own, english)).toBe("Checked here: max |Δ| = 0 between the results for 128 random samples.");
    expect(proofText({ ...own, kind: "mixes" }, english)).toMatch(/^It does not hold here: /);
    expect(proofText({ unknown: "it needs too much memory" }, english)).toBe(
      "It cannot be checked here: it needs too much memory.",
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
