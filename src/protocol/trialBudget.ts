/** How much to train in a trial, so that it takes about as long as somebody is ready to wait. */
import type { TrialBudget, TrialSpeed } from "./trial";

export const FEWEST_PAIRS = 5;
/** Fewer steps say nothing of a training. */
const FEWEST_STEPS = 20;
const LOOKS = 8;
/** The part of the time that may go into validation. */
const LOOKING = 0.25;
/** Fewer validation samples make every difference noise. */
const FEWEST_SAMPLES = 256;

/** What somebody may ask for; all else follows from the time. */
export interface TrialWish {
  readonly seconds: number;
  readonly pairs?: number;
  readonly steps?: number;
}

export function chooseBudget(speed: TrialSpeed, wish: TrialWish): TrialBudget {
  const pairs = Math.max(FEWEST_PAIRS, wish.pairs ?? FEWEST_PAIRS);
  const stepSeconds = (speed.stepMs[0] + speed.stepMs[1]) / 1000;
  const sampleSeconds = (speed.sampleMs[0] + speed.sampleMs[1]) / 1000;
  const forOnePair = wish.seconds / pairs;
  const longest = Math.max(1, speed.wholeSteps);
  const afforded = roundDown(((1 - LOOKING) * forOnePair) / Math.max(1e-9, stepSeconds));
  const steps = wish.steps ?? Math.min(longest, Math.max(FEWEST_STEPS, afforded));
  const looks = Math.min(LOOKS, steps);
  const trainSeconds = steps * stepSeconds;
  const lookable = (LOOKING / (1 - LOOKING)) * Math.max(trainSeconds, (1 - LOOKING) * forOnePair);
  const samples = wholeBatches(lookable / looks / Math.max(1e-12, sampleSeconds), speed);
  return { pairs, steps, looks, samples, seconds: pairs * (trainSeconds + looks * samples * sampleSeconds) };
}

/** All validation samples, or as many whole batches as there is time for. */
function wholeBatches(afforded: number, { batchSize, data: { validation } }: TrialSpeed): number {
  const batches = Math.floor(Math.max(afforded, FEWEST_SAMPLES) / batchSize);
  const samples = Math.max(1, batches) * batchSize;
  return samples >= validation ? validation : samples;
}

/** To two digits: a number of steps that can be said. */
function roundDown(steps: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, steps))) - 1);
  return Math.floor(steps / unit) * unit;
}
