/** `batchwise bench`: time of a training step here and in rival programs, taken in turns so that the machine treats all alike. */
import { cpus } from "node:os";
import type { Command } from "commander";
import { median } from "../base/statistics";
import { Trouble } from "../base/trouble";
import { memoryGigabytes, peakGflops, timesFaster } from "../engine/peak";
import type { KernelTime } from "../engine/profile";
import { mainWorkloads, workloads } from "../engine/workloads";
import { benchNode, engines, Worker, type Engine, type Measured } from "./benchEngines";
import { benchMemory } from "./benchMemory";
import { benchStart } from "./benchStart";
import { printKernels, printTables, ratiosOf, type Limits, type Result } from "./benchTables";
import { beside } from "./models";
import { printJson, ProgressLine } from "./terminal";

interface Options {
  readonly workload: string;
  readonly threads: string;
  readonly rounds: string;
  readonly seconds: string;
  readonly fastMath?: boolean;
  readonly json?: boolean;
  readonly kernels?: boolean;
  readonly start?: string | true;
  readonly memory?: string | true;
  readonly model?: string;
}

export const bench = (program: Command): Command =>
  program
    .command("bench")
    .description(
      "time training steps, beside PyTorch and Keras where a Python with them is at hand (BATCHWISE_BENCH_PYTHON), and TensorFlow.js (BATCHWISE_BENCH_TFJS)",
    )
    .option(
      "--workload <names>",
      `comma-separated; of ${workloads.map(({ name }) => name).join(", ")}`,
      mainWorkloads.map(({ name }) => name).join(","),
    )
    .option("--threads <n,m>", "comma-separated", "1,2")
    .option("--rounds <n>", "turns that each engine takes", "5")
    .option("--seconds <s>", "length of a turn", "1.5")
    .option("--fast-math", "ours a third time, with kernels that may give other last digits on other machines")
    .option(
      "--kernels",
      "instead: what each of our kernels takes of a step, on one thread and on the last of --threads",
    )
    .option("--start [file]", "instead: from the order to train a model file to its first step")
    .option(
      "--memory [names]",
      "instead: the memory that runs were told to need and what they took; workloads or model files, or those of --workload",
    )
    .option("--model <file>", "with --start or --memory: of this model file")
    .option("--json", "one JSON value")
    .action(async (options: Options) => {
      if (options.start !== undefined) {
        const file = options.start === true ? options.model : options.start;
        if (file === undefined) throw new Trouble("--start needs a model file: --start --model FILE");
        await benchStart(file, Number(options.rounds), options.json === true);
        return;
      }
      if (options.memory !== undefined) {
        const given = options.memory === true ? (options.model ?? options.workload) : options.memory;
        await benchMemory(given.split(","), Number(options.threads.split(",").at(-1)), options.json === true);
        return;
      }
      const names = options.workload.split(",");
      const unknown = names.find((name) => !workloads.some((one) => one.name === name));
      if (unknown !== undefined)
        throw new Trouble(
          `There is no workload ${unknown}; there are ${workloads.map(({ name }) => name).join(", ")}.`,
        );
      const threads = options.threads.split(",").map(Number);
      if (options.kernels) {
        await timeKernels(names, threads.at(-1)!, options.fastMath === true, options.json === true);
        return;
      }
      await run(names, threads, options);
    });

async function run(names: readonly string[], threads: readonly number[], options: Options): Promise<void> {
  const [rounds, seconds] = [Number(options.rounds), Number(options.seconds)];
  const node = benchNode();
  const all = await engines(node, options.fastMath === true);
  const leftOut = new Map<string, string>();
  const results: Result[] = [];
  const line = new ProgressLine();
  const peaks = new Map(threads.map((count) => [count, peakGflops(beside("kernels.wasm"), count)]));
  for (const workload of names)
    for (const count of threads) {
      line.show(`${workload}, ${count} threads`);
      results.push(...(await compare(workload, count, all, rounds, seconds, peaks.get(count)!, leftOut)));
    }
  line.clear();
  const ratios = ratiosOf(results);
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, platform: process.platform, node };
  const wasmPeakGflops = Object.fromEntries(peaks);
  const left_out = [...leftOut].map(([engine, why]) => ({ engine, why }));
  if (options.json) printJson({ machine, wasmPeakGflops, results, ratios, left_out });
  else printTables(results, ratios, leftOut, peaks);
}

/** Our own engine alone, kernel by kernel. */
async function timeKernels(names: readonly string[], threads: number, fastMath: boolean, json: boolean): Promise<void> {
  const node = benchNode();
  const peak = peakGflops(beside("kernels.wasm"), 1);
  const memory = memoryGigabytes();
  const own = (await engines(node, fastMath)).filter((engine) => engine.own);
  for (const workload of names)
    for (const engine of own) {
      const worker = new Worker(engine, workload, threads);
      const why = await worker.begin();
      if (why !== undefined) throw new Trouble(`${engine.name} could not be timed: ${why}`);
      const kernels = await worker.ask<readonly KernelTime[]>("kernels");
      worker.end();
      const together = threads > 1 ? await timesFaster(beside("kernels.wasm"), threads) : 1;
      const machine: Limits = { wasmPeakGflops: peak, memoryGigabytes: memory, timesFaster: together };
      if (json) printJson({ workload, engine: engine.name, ...machine, kernels });
      else printKernels(`${workload}, ${engine.name}`, threads, kernels, machine);
    }
}

/** Starts every engine that there is, then lets them take turns. */
async function compare(
  workload: string,
  threads: number,
  all: readonly Engine[],
  rounds: number,
  seconds: number,
  peak: number,
  leftOut: Map<string, string>,
): Promise<readonly Result[]> {
  const running: { readonly engine: Engine; readonly worker: Worker; readonly measured: Measured[] }[] = [];
  for (const engine of all) {
    if (leftOut.has(engine.name)) continue;
    const worker = new Worker(engine, workload, threads);
    const why = await worker.begin();
    if (why === undefined) running.push({ engine, worker, measured: [] });
    else if (why !== "not for this workload") leftOut.set(engine.name, why);
  }
  for (let round = 0; round < rounds; round++)
    for (const { worker, measured } of running) measured.push(await worker.turn(seconds));
  const { operations } = workloads.find(({ name }) => name === workload)!;
  return running.map(({ engine, worker, measured }) => {
    worker.end();
    const stepMs = median(measured.map((one) => one.stepMs));
    const gflops = operations / stepMs / 1e6;
    return {
      workload,
      threads,
      engine: engine.name,
      version: worker.version,
      stepMs,
      stepCpuMs: median(measured.map((one) => one.stepCpuMs)),
      leastCpuMs: Math.min(...measured.map((one) => one.leastCpuMs)),
      gflops,
      peakFraction: gflops / peak,
      peakRssBytes: Math.max(...measured.map((one) => one.peakRssBytes)),
      firstStepMs: worker.firstStepMs,
      rounds,
    };
  });
}
