/** What `batchwise bench` prints of its figures. */
import type { KernelTime } from "../engine/profile";
import type { Measured } from "./benchEngines";
import { bold, print, table } from "./terminal";

export interface Result extends Measured {
  readonly workload: string;
  readonly threads: number;
  readonly engine: string;
  readonly version: string;
  readonly gflops: number;
  readonly peakFraction: number;
  readonly firstStepMs: number;
  readonly rounds: number;
}

export interface Ratio {
  readonly workload: string;
  readonly threads: number;
  readonly engine: string;
  readonly fastestRival: string;
  readonly rivalOverOurs: number;
  /** The same of the least processor time, whose fastest rival may be another: the fairer of the two where the machine does other work. */
  readonly inLeastCpu: number;
}

/** How many of our steps fit into one of the fastest rival as it is installed; the tuned one apart. */
export function ratiosOf(results: readonly Result[]): readonly Ratio[] {
  const isOwn = (name: string): boolean => name.startsWith("batchwise");
  return results
    .filter(({ engine }) => isOwn(engine))
    .flatMap((ours) => {
      const others = results.filter(
        (one) => one.workload === ours.workload && one.threads === ours.threads && !isOwn(one.engine),
      );
      const groups = [
        others.filter(({ engine }) => engine !== "pytorch-tuned"),
        others.filter(({ engine }) => engine === "pytorch-tuned"),
      ];
      return groups.flatMap((group) => {
        const [fastest] = [...group].sort((a, b) => a.stepMs - b.stepMs);
        if (!fastest) return [];
        const { workload, threads, engine, stepMs, leastCpuMs } = ours;
        const inLeastCpu = Math.min(...group.map((one) => one.leastCpuMs)) / leastCpuMs;
        return [
          {
            workload,
            threads,
            engine,
            fastestRival: fastest.engine,
            rivalOverOurs: fastest.stepMs / stepMs,
            inLeastCpu,
          },
        ];
      });
    });
}

const showMs = (ms: number): string => ms.toFixed(ms < 1 ? 4 : 1);

export function printTables(
  results: readonly Result[],
  ratios: readonly Ratio[],
  leftOut: ReadonlyMap<string, string>,
  peaks: ReadonlyMap<number, number>,
): void {
  const head = [
    "workload",
    "threads",
    "engine",
    "version",
    "ms a step",
    "least CPU ms",
    "GFLOP/s",
    "of peak",
    "memory",
    "first step",
  ];
  const rows = results.map((one) => [
    one.workload,
    String(one.threads),
    one.engine,
    one.version,
    showMs(one.stepMs),
    showMs(one.leastCpuMs),
    one.gflops.toFixed(1),
    `${(100 * one.peakFraction).toFixed(0)} %`,
    `${(one.peakRssBytes / 1e6).toFixed(0)} MB`,
    `${one.firstStepMs.toFixed(0)} ms`,
  ]);
  print(table([head, ...rows], new Set([1, 4, 5, 6, 7, 8, 9])));
  print("");
  for (const [threads, peak] of peaks)
    print(`Peak of 128-bit arithmetic in WebAssembly, ${threads} threads: ${peak.toFixed(1)} GFLOP/s`);
  for (const { workload, threads, engine, fastestRival, rivalOverOurs, inLeastCpu } of ratios) {
    const least = threads === 1 ? `, ${inLeastCpu.toFixed(2)}× in least processor time` : "";
    print(
      `${workload}, ${threads} threads: ${bold(`${rivalOverOurs.toFixed(2)}×`)} ${fastestRival} (${engine})${least}`,
    );
  }
  for (const [engine, why] of leftOut) print(`Left out: ${engine}: ${why}`);
}

/** What the machine gave at best in the same minute. */
export interface Limits {
  readonly wasmPeakGflops: number;
  /** Of a copy that no cache holds. */
  readonly memoryGigabytes: number;
  /** Of bare arithmetic on all threads. */
  readonly timesFaster: number;
}

/**
 * GFLOP/s are those of products; GB/s count each byte that a call is given once, so they are more than memory gives where a cache has it still. Both
 * are those of one thread.
 */
export function printKernels(
  title: string,
  threads: number,
  kernels: readonly KernelTime[],
  { wasmPeakGflops: peak, memoryGigabytes: memory, timesFaster: machine }: Limits,
): void {
  const sum = (of: (time: KernelTime) => number): number => kernels.reduce((all, time) => all + of(time), 0);
  const [whole, wholeTogether] = [sum(({ ms }) => ms), sum(({ togetherMs }) => togetherMs)];
  const more = threads > 1 ? [`ms on ${threads}`, "times faster"] : [];
  const head = [title, "calls", "ms", "of the step", "GFLOP/s", "of peak", "GB/s", "of memory", ...more];
  const rows = kernels
    .filter(({ ms }) => ms > 0.002 * whole)
    .map(({ kernel, calls, ms, togetherMs, operations, bytes }) => {
      const gflops = operations / ms / 1e6;
      const products = operations > 0 ? [gflops.toFixed(1), `${((100 * gflops) / peak).toFixed(0)} %`] : ["", ""];
      const together = threads > 1 ? [showMs4(togetherMs), (ms / togetherMs).toFixed(2)] : [];
      const share = `${((100 * ms) / whole).toFixed(1)} %`;
      const gigabytes = bytes / ms / 1e6;
      const moved = [gigabytes.toFixed(1), `${((100 * gigabytes) / memory).toFixed(0)} %`];
      return [kernel, String(calls), showMs4(ms), share, ...products, ...moved, ...together];
    });
  print(table([head, ...rows], new Set([1, 2, 3, 4, 5, 6, 7, 8, 9])));
  print(
    `all${" ".repeat(4)}${whole.toFixed(2)} ms; peak of 128-bit arithmetic: ${peak.toFixed(1)} GFLOP/s, of copying: ${memory.toFixed(1)} GB/s`,
  );
  if (threads > 1) {
    const alone = sum(({ ms, shared }) => (shared === 0 ? ms : 0));
    const faster = (whole / wholeTogether).toFixed(2);
    print(
      `on ${threads} threads ${wholeTogether.toFixed(2)} ms, ${faster} times faster (bare arithmetic: ${machine.toFixed(2)}); ${sum(({ shared }) => shared)} meetings; ${alone.toFixed(2)} ms on one thread alone`,
    );
  }
  print("");
}

const showMs4 = (ms: number): string => ms.toFixed(ms < 1 ? 4 : 2);
