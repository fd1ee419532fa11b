/** A helping thread: it waits for a memory, and walks programs over it until it is sent home. Entry of its own worker. */
import { parentPort } from "node:worker_threads";
import { PRESENT, type KernelExports, type ThreadData } from "./threads";

parentPort!.once("message", ({ memory, module, thread, threads, control, narrow }: ThreadData) => {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
  kernels.chooseTiles(narrow ? 1 : 0);
  const words = new Int32Array(memory.buffer, control, PRESENT + 1);
  Atomics.add(words, PRESENT, 1);
  Atomics.notify(words, PRESENT);
  kernels.serve(control, thread, threads);
});
