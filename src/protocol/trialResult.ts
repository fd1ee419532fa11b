/** What a trial says: the effect of the change with the interval that holds it, and what the change costs. */
import { holdsZero, interval, mean, median, type Interval } from "../base/statistics";
import type { Both, Quantity, TrialBudget, TrialPoint, TrialSpeed } from "./trial";

/** What the change does to one quantity: the changed model's minus that of the model as it is, pair by pair (paired t, 95 %). */
export interface Effect extends Quantity {
  readonly before: number;
  readonly after: number;
  /** At the end of equally many steps. */
  readonly atEqualSteps: Interval;
  /** When the faster of the two is done. */
  readonly atEqualTime: Interval;
}

export type Verdict = "better" | "worse" | "none";

export interface TrialResult {
  readonly verdict: Verdict;
  readonly pairs: number;
  readonly steps: number;
  readonly samples: number;
  readonly seconds: number;
  /** The first decides. Empty when too few pairs of trainings came to their end. */
  readonly effects: readonly Effect[];
  /** Trainings whose loss was no longer a number. */
  readonly diverged: Both;
  readonly stepMs: Both;
  /** How much longer a step of the changed model takes: 0.1 is a tenth. */
  readonly stepTime: Interval;
  readonly params: Both;
}

/** Of fewer pairs no interval is made. */
const FEWEST = 3;

interface Training {
  readonly points: readonly TrialPoint[];
  readonly stepMs: number;
}
type Pair = readonly [Training, Training];

export function trialResult(
  { quantities, params }: Pick<TrialSpeed, "quantities" | "params">,
  { pairs: count, steps, samples }: TrialBudget,
  points: readonly TrialPoint[],
  seconds: number,
): TrialResult {
  const all = Array.from({ length: count }, (_, pair): Pair => [
    trainingOf(points, pair, 0),
    trainingOf(points, pair, 1),
  ]);
  const whole = all.filter(([a, b]) => isWhole(a, steps) && isWhole(b, steps));
  const ratios = all.filter(([a, b]) => a.stepMs > 0 && b.stepMs > 0).map(([a, b]) => Math.log(b.stepMs / a.stepMs));
  const ratio = interval(ratios.length > 0 ? ratios : [0]);
  const slower = holdsZero(ratio) ? 1 : Math.exp(ratio.mean);
  const effects = whole.length < FEWEST ? [] : quantities.map((quantity) => effectOf(quantity, whole, steps, slower));
  const diverged = ([0, 1] as const).map((i) => all.filter((pair) => hasDiverged(pair[i])).length) as unknown as Both;
  return {
    verdict: verdictOf(effects[0], diverged, count),
    pairs: count,
    steps,
    samples,
    seconds,
    effects,
    diverged,
    stepMs: [median(all.map(([a]) => a.stepMs)), median(all.map(([, b]) => b.stepMs))],
    stepTime: { mean: Math.expm1(ratio.mean), low: Math.expm1(ratio.low), high: Math.expm1(ratio.high) },
    params,
  };
}

function trainingOf(all: readonly TrialPoint[], pair: number, variant: 0 | 1): Training {
  const points = all.filter((point) => point.pair === pair && point.variant === variant);
  return { points, stepMs: points.at(-1)?.stepMs ?? 0 };
}

const isNumber = ({ values }: TrialPoint): boolean => Object.keys(values).length > 0;
const hasDiverged = ({ points }: Training): boolean => points.some((point) => !isNumber(point));
const isWhole = (training: Training, steps: number): boolean =>
  !hasDiverged(training) && training.points.at(-1)?.step === steps;

function effectOf(quantity: Quantity, pairs: readonly Pair[], steps: number, slower: number): Effect {
  const { name } = quantity;
  const end = ({ points }: Training): number => points.at(-1)!.values[name]!;
  // the slower one has made fewer steps when the faster one is done
  const [a, b] = [slower < 1 ? steps * slower : steps, slower > 1 ? steps / slower : steps];
  return {
    ...quantity,
    before: mean(pairs.map(([one]) => end(one))),
    after: mean(pairs.map(([, one]) => end(one))),
    atEqualSteps: interval(pairs.map(([before, after]) => end(after) - end(before))),
    atEqualTime: interval(pairs.map(([before, after]) => valueAt(after, name, b) - valueAt(before, name, a))),
  };
}

/** Between two looks the value is taken to move evenly. */
function valueAt({ points }: Training, name: string, step: number): number {
  const next = points.findIndex((point) => point.step >= step);
  const [after, before] = [points[next]!, points[next - 1]];
  const value = after.values[name]!;
  if (!before || after.step === step) return value;
  const part = (step - before.step) / (after.step - before.step);
  return before.values[name]! + part * (value - before.values[name]!);
}

/** A difference is seen when nothing lies outside the interval, or when all trainings of one side failed and none of the other. */
function verdictOf(first: Effect | undefined, [before, after]: Both, pairs: number): Verdict {
  if (before === pairs && after === 0) return "better";
  if (after === pairs && before === 0) return "worse";
  if (!first || holdsZero(first.atEqualSteps)) return "none";
  return first.atEqualSteps.mean < 0 === (first.better === "less") ? "better" : "worse";
}
