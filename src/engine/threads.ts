/** The threads that walk programs together. The calling thread is the first of them. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { WIDER } from "./kernels";

/** What the compiled kernels offer to JavaScript; see kernels/program.ts. */
export interface KernelExports {
  chooseTiles(ofHalves: number): void;
  begin(program: number, control: number, threads: number): void;
  serve(control: number, thread: number, threads: number): void;
  dismiss(control: number): void;
}

/** What a helping thread is told when it begins. */
export interface ThreadData {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly thread: number;
  readonly threads: number;
  readonly control: number;
  /** Whether its kernels take tiles of 8 columns instead of 16. The numbers are the same bit for bit. */
  readonly narrow: boolean;
}

export interface Pool {
  readonly threads: number;
  /** Runs the program at an address to its end; `alone` when it is not worth waking the others. */
  run(program: number, alone: boolean): void;
  /** Sends the helping threads home; the pool must not be used afterwards. */
  close(): Promise<void>;
}

/** x64 has 16 vector registers, which hold 16 columns only when they are wide; others have 32. */
const narrow = process.arch === "x64" && !process.execArgv.includes(WIDER);

/** `control` is the address of 64 bytes for the threads' agreement; `threadFile` the compiled thread.ts. */
export function openPool(
  memory: WebAssembly.Memory,
  module: WebAssembly.Module,
  threads: number,
  control: number,
  threadFile = join(__dirname, "thread.js"),
): Pool {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
  kernels.chooseTiles(narrow ? 1 : 0);
  const helpers = Array.from({ length: threads - 1 }, (_, i) => {
    const workerData: ThreadData = { memory, module, thread: i + 1, threads, control, narrow };
    return new Worker(threadFile, { workerData });
  });
  return {
    threads,
    run: (program, alone) => kernels.begin(program, control, alone ? 1 : threads),
    async close() {
      kernels.dismiss(control);
      await Promise.all(helpers.map((helper) => helper.terminate()));
    },
  };
}
