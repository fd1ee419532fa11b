/** The best that 128-bit arithmetic reaches in WebAssembly on this machine, right now. */
import { compileKernels } from "./kernels";

/** Multiply-adds of four lanes in a round of the kernel. */
const CHAINS = 13;
const ROUNDS = 200_000;

/** GFLOP/s of one thread, times the threads: the median of several short runs. */
export function peakGflops(kernels: Uint8Array, threads: number): number {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const { peak } = new WebAssembly.Instance(compileKernels(kernels), { env: { memory } }).exports as {
    peak: (y: number, rounds: number, begin: number, end: number) => void;
  };
  const once = (): number => {
    const began = performance.now();
    peak(4096, ROUNDS, 0, 1);
    return (2 * 4 * CHAINS * ROUNDS) / (performance.now() - began) / 1e6;
  };
  once();
  const runs = Array.from({ length: 9 }, once).sort((a, b) => a - b);
  return threads * runs[runs.length >> 1]!;
}
