/** The threads that walk programs together. The calling thread is the first of them. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Trouble } from "../base/trouble";
import { WIDER } from "./kernels";

/** What the compiled kernels offer to JavaScript; see kernels/program.ts. */
export interface KernelExports {
  chooseTiles(ofHalves: number): void;
  begin(program: number, control: number, threads: number): void;
  serve(control: number, thread: number, threads: number): void;
  dismiss(control: number): void;
}

/** What a helping thread is told to begin. */
export interface ThreadData {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly thread: number;
  readonly threads: number;
  readonly control: number;
  /** Whether its kernels take tiles of 8 columns instead of 16. The numbers are the same bit for bit. */
  readonly narrow: boolean;
}

/** The word of the control block that counts helping threads that are there. */
export const PRESENT = 6;

export interface Pool {
  readonly threads: number;
  /** Runs the program at an address to its end; `alone` when it is not worth waking the others. */
  run(program: number, alone: boolean): void;
  /** Sends the helping threads home; the pool must not be used afterwards. */
  close(): Promise<void>;
}

/** x64 has 16 vector registers, which hold 16 columns only when they are wide; others have 32. */
const narrow = process.arch === "x64" && !process.execArgv.includes(WIDER);

/** Threads that have no memory to work in yet. */
const waiting: Worker[] = [];

/** Starts threads beside other work, for the pool that is opened next: until they are there takes as long as many steps. */
export function startThreads(count: number, threadFile = join(__dirname, "thread.js")): void {
  while (waiting.length < count) {
    const helper = new Worker(threadFile);
    helper.unref();
    // told by openPool, which misses it
    helper.on("error", () => undefined);
    waiting.push(helper);
  }
}

/**
 * `control` is the address of 64 bytes for the threads' agreement; `threadFile` the compiled thread.ts; `patienceMs` how long threads may take to
 * start.
 */
export function openPool(
  memory: WebAssembly.Memory,
  module: WebAssembly.Module,
  threads: number,
  control: number,
  threadFile?: string,
  patienceMs = 20_000,
): Pool {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
  kernels.chooseTiles(narrow ? 1 : 0);
  startThreads(threads - 1, threadFile);
  const helpers = waiting.splice(0, threads - 1);
  for (const [i, helper] of helpers.entries()) {
    const data: ThreadData = { memory, module, thread: i + 1, threads, control, narrow };
    helper.postMessage(data);
  }
  const words = new Int32Array(memory.buffer, control, PRESENT + 1);
  let complete = helpers.length === 0;
  // not before they are needed: their start goes on beside what is done alone
  const gather = (): void => {
    const here = countOfPresent(words, helpers.length, patienceMs);
    complete = here === helpers.length;
    if (!complete) throw new Trouble(`Only ${here + 1} of ${threads} threads could be started: ask for fewer threads.`);
  };
  return {
    threads,
    run(program, alone) {
      if (!alone && !complete) gather();
      kernels.begin(program, control, alone ? 1 : threads);
    },
    async close() {
      kernels.dismiss(control);
      await Promise.all(helpers.map((helper) => helper.terminate()));
    },
  };
}

/** Waits for all threads: one that never comes would be waited for in the first step, where nobody could be told. */
function countOfPresent(words: Int32Array, wanted: number, patienceMs: number): number {
  const end = performance.now() + patienceMs;
  for (;;) {
    const here = Atomics.load(words, PRESENT);
    const left = end - performance.now();
    if (here === wanted || left <= 0) return here;
    Atomics.wait(words, PRESENT, here, left);
  }
}
