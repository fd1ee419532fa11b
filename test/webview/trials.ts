/** Trials as the training panel is told of them. */
import type { TrialPoint } from "../../src/protocol/trial";
import { TrialPicture } from "../../src/picture/trialRun";
import { english } from "../../src/picture/text";
import type { TrialStatus } from "../../src/protocol/trialView";

const speed = {
  params: [2_243_585, 2_243_393],
  quantities: [
    { name: "accuracy", better: "more" },
    { name: "loss", better: "less" },
  ],
} as const;
const budget = { pairs: 5, steps: 120, looks: 8, samples: 256, seconds: 118 };

/** A curve that falls, the changed model's faster. */
function points(pairs: number): TrialPoint[] {
  return Array.from({ length: pairs * 2 * budget.looks }, (_, i): TrialPoint => {
    const [pair, variant] = [Math.floor(i / (2 * budget.looks)), Math.floor(i / budget.looks) % 2];
    const look = (i % budget.looks) + 1;
    const loss = 0.7 * Math.exp(-look / (variant === 1 ? 3 : 5)) + 0.03 * Math.sin(7 * pair + 2 * variant) + 0.1;
    return {
      pair,
      variant: variant as 0 | 1,
      step: (look * budget.steps) / budget.looks,
      stepMs: variant === 1 ? 11.5 + pair / 20 : 10,
      values: { loss, accuracy: 1 - loss / 2 },
    };
  });
}

function trial(pairs: number): TrialPicture {
  const picture = new TrialPicture("trial-1", "model: BatchNormalization after the activation", "with the change");
  [picture.speed, picture.budget, picture.points] = [speed, budget, points(pairs)];
  return picture;
}

export function runningTrial(): TrialStatus {
  const picture = trial(2);
  picture.state = "running";
  picture.progress = { pair: 2, share: 0.43, secondsLeft: 67 };
  return picture.status(english);
}

export function doneTrial(): TrialStatus {
  const picture = trial(budget.pairs);
  picture.end(121);
  return picture.status(english);
}

export function failedTrial(): TrialStatus {
  const picture = new TrialPicture("trial-2", "plain and deeper", "deeper");
  picture.fail("There is no such file or folder. (photos)");
  return picture.status(english);
}
