/** The threads that walk programs together. The calling thread is the first of them. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** What the compiled kernels offer to JavaScript; see kernels/program.ts. */
export interface KernelExports {
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
}

export interface Pool {
  readonly threads: number;
  /** Runs the program at an address to its end; `alone` when it is not worth waking the others. */
  run(program: number, alone: boolean): void;
  /** Sends the helping threads home; the pool must not be used afterwards. */
  close(): Promise<void>;
}

/** `control` is the address of 64 bytes for the threads' agreement; `threadFile` the compiled thread.ts. */
export function openPool(
  memory: WebAssembly.Memory,
  module: WebAssembly.Module,
  threads: number,
  control: number,
  threadFile = join(__dirname, "thread.js"),
): Pool {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
  const helpers = Array.from({ length: threads - 1 }, (_, i) => {
    const workerData: ThreadData = { memory, module, thread: i + 1, threads, control };
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
