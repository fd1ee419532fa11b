/** What this machine reaches at best, right now: 128-bit arithmetic in WebAssembly, and memory. */
import { compileKernels } from "./kernels";
import { peak as peakCall } from "./kernels.generated";
import { openPool } from "./threads";

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

/**
 * How many times faster bare arithmetic is on so many threads than on one: what the machine gives at this moment, with all that others do on it. A
 * step cannot become faster than that. The least of several short runs of both.
 */
export async function timesFaster(kernels: Uint8Array, threads: number): Promise<number> {
  const [control, program, y] = [8192, 16384, 32768];
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const pool = openPool(memory, compileKernels(kernels), threads, control);
  const { opcode, args } = peakCall(y, ROUNDS / 10);
  const header = [opcode, 6 + args.length, 12 * threads, 1, 0, 1];
  new Uint32Array(memory.buffer, program).set([...header, ...(args as number[]), 0]);
  const time = (alone: boolean): number => {
    const began = performance.now();
    pool.run(program, alone);
    return performance.now() - began;
  };
  const runs = Array.from({ length: 15 }, () => [time(true), time(false)] as const);
  await pool.close();
  return Math.min(...runs.map(([alone]) => alone)) / Math.min(...runs.map(([, together]) => together));
}

/** Bytes; more than caches hold. */
const COPIED = 2 ** 26;

/** GB/s of one thread that copies memory: each byte is counted where it is read and where it is written. The best of several runs. */
export function memoryGigabytes(): number {
  const [from, to] = [new Uint8Array(COPIED), new Uint8Array(COPIED)];
  const runs = Array.from({ length: 7 }, () => {
    const began = performance.now();
    to.set(from);
    return performance.now() - began;
  });
  return (2 * COPIED) / Math.min(...runs) / 1e6;
}
