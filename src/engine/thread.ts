/** A helping thread: it walks programs over the shared memory until it is sent home. Entry of its own worker. */
import { workerData } from "node:worker_threads";
import type { KernelExports, ThreadData } from "./threads";

const { memory, module, thread, threads, control, narrow } = workerData as ThreadData;
const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
kernels.chooseTiles(narrow ? 1 : 0);
kernels.serve(control, thread, threads);
