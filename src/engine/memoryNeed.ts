/**
 * How much memory a run takes, told before any of it is asked for, and what would fit where it is too much. What the process holds already
 * is measured; what comes on top follows from sizes. `npm run bench -- --memory` compares it with what runs really took.
 */
import { totalmem } from "node:os";
import type { Dataset } from "../data/dataset";
import { sizeOf } from "../ops/op";
import { LARGEST_MEMORY, type Compiled } from "./session";

const MIB = 2 ** 20;
/** What V8 adds while a run goes on: at first, for each kernel that it compiles again once it runs often, and for each call of a program. */
const GROWTH_BYTES = 5 * MIB;
const KERNEL_BYTES = 0.75 * MIB;
const CALL_BYTES = 0.035 * MIB;
/** A helping thread has a V8 of its own. */
const THREAD_BYTES = 6 * MIB;
/** Weights and slots while checkpoints are written: copies that wait to be collected, of which V8 does not let more than so much gather. */
const CHECKPOINT_COPIES = 4;
const LIVE_COPIES = 2;
const UNCOLLECTED_BYTES = 64 * MIB;

export interface Machine {
  /** What the process holds already: its code, the data that are open, the plan. */
  readonly heldBytes: number;
  /** What it may take on top. */
  readonly freeBytes: number;
}

export function thisMachine(): Machine {
  const available = (process as { availableMemory?: () => number }).availableMemory?.();
  const freeBytes = process.platform === "linux" && available ? 0.9 * available : 0.75 * totalmem();
  return { heldBytes: process.memoryUsage.rss(), freeBytes };
}

/** WebAssembly's addresses end at 4 GiB, and the machine has other things to do. */
export const fits = (compiled: Pick<Compiled, "memoryBytes">, moreBytes: number, { freeBytes }: Machine): boolean =>
  compiled.memoryBytes <= LARGEST_MEMORY && moreBytes <= freeBytes;

/** What a run takes on top of what the process holds. */
export function moreBytes(
  { plans, memoryBytes }: Pick<Compiled, "plans" | "memoryBytes">,
  { input, targetSize, train, validation }: Pick<Dataset, "input" | "targetSize" | "train" | "validation">,
  batchSize: number,
  threads: number,
): number {
  const all = [...plans.values()];
  const calls = all.flatMap(({ program }) => program.calls);
  const kernels = new Set(calls.map(({ kernel }) => kernel)).size;
  const { weights, slots } = all[0]!.plan;
  const state = [...weights, ...slots].reduce((sum, { value }) => sum + 4 * sizeOf(value.shape), 0);
  const checkpoint = Math.min(CHECKPOINT_COPIES * state, LIVE_COPIES * state + UNCOLLECTED_BYTES);
  const sample = sizeOf(input.shape) * (input.type === "uint8" ? 1 : 4) + 4 * targetSize;
  const kept = (train.growsBytes ?? 0) + (validation?.growsBytes ?? 0);
  const reading = Math.max(train.readingBytes ?? 0, validation?.readingBytes ?? 0);
  return (
    memoryBytes +
    2 * batchSize * sample +
    kept +
    reading +
    checkpoint +
    (threads - 1) * THREAD_BYTES +
    GROWTH_BYTES +
    kernels * KERNEL_BYTES +
    calls.length * CALL_BYTES
  );
}

/** The largest whole number from 1 to below `limit` that will do, where smaller ones do too; undefined where none does. */
export function largestThatDoes(limit: number, does: (size: number) => boolean | undefined): number | undefined {
  let [low, high] = [0, limit];
  let best: number | undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const answer = does(middle);
    if (answer === true) best = middle;
    // undefined: too small to be tried at all
    if (answer === false) high = middle;
    else low = middle;
  }
  return best;
}
