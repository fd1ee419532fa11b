/** What was wrong with a run, told from its numbers alone: what a hint about the model rests on. */
import type { KerasObject } from "../model/literal";
import type { BreakCause, Setback } from "../model/job";

/** What is known of a run that is over. */
export interface RunNumbers {
  /** Where its numbers have broken. */
  readonly cause?: BreakCause | undefined;
  /** The losses of the steps that are known, and how many steps had been made then. */
  readonly steps: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
  /** The losses of the epochs, oldest first. */
  readonly epochs: ArrayLike<number>;
  readonly optimizer: KerasObject;
}

/** Within so many steps the loss grows by such a factor. */
const SUDDEN = { steps: 50, factor: 100 };
/** After so many more epochs the loss is still such a part of what it was. */
const SLOW = { epochs: 5, part: 0.98 };
/** A model that comes down to such a part of its first loss within an epoch learns fast, and has arrived. */
const ARRIVED = 0.5;
/** With a smaller rate it is the rate that is slow. */
const LEAST_RATE = 1e-4;

export function setbackOf({ cause, steps, epochs, optimizer }: RunNumbers): Setback | undefined {
  if (cause !== undefined) return cause === "growth" ? "broken" : undefined;
  if (growsSuddenly(steps)) return "grown";
  return isSlow(epochs, steps.y[0]) && isUsualRate(optimizer) ? "slow" : undefined;
}

/** A loss that was nearly none before may well grow: it is compared with that of the first step too. */
function growsSuddenly({ x, y }: RunNumbers["steps"]): boolean {
  const start = y[0] ?? NaN;
  let from = 0;
  for (let i = 1; i < y.length; i++) {
    while (x[i]! - x[from]! > SUDDEN.steps) from += 1;
    if (!(y[i]! > SUDDEN.factor * start)) continue;
    for (let before = from; before < i; before++) if (y[i]! > SUDDEN.factor * y[before]!) return true;
  }
  return false;
}

function isSlow(losses: ArrayLike<number>, start = 0): boolean {
  const [first, ...later] = Array.from(losses).slice(0, SLOW.epochs + 1);
  if (first === undefined || !(first > 0) || later.length < SLOW.epochs) return false;
  if (first < ARRIVED * start) return false;
  return later.every((loss) => loss > SLOW.part * first);
}

function isUsualRate(optimizer: KerasObject): boolean {
  // a schedule may begin with steps as small as it likes
  const rate = optimizer.config["learning_rate"];
  return rate === undefined || (typeof rate === "number" && rate >= LEAST_RATE);
}
