/**
 * One workload, timed on request: started by `batchwise bench` as a process of its own, like the rivals. Arguments: workload, threads, and `fast` for kernels
 * that are not bound to the same bits everywhere.
 * Says `{version, firstStepMs}` when it is ready; for each line of standard input (seconds) steps for so long and says what it took; for the
 * line `kernels` it says what each kernel takes of a step.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { compileKernels, kernelBytes } from "./engine/kernels";
import { profileKernels } from "./engine/profile";
import { compilePlans, Session } from "./engine/session";
import { planOf, workloads, type Workload } from "./engine/workloads";
import { initialize } from "./train/initializers";

const beside = (name: string): Buffer => readFileSync(join(__dirname, name));
const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

function main(name: string, threads: number): void {
  const workload = workloads.find((one) => one.name === name)!;
  const { version } = JSON.parse(beside("../package.json").toString()) as { version: string };
  const began = performance.now();
  const { session, feed, step } = open(workload, threads);
  step();
  say({ version, firstStepMs: performance.now() - began });
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) =>
    say(line === "kernels" ? profileKernels(session, "plan", 9, feed) : stepFor(Number(line), step)),
  );
  lines.on("close", () => void session.close().then(() => process.exit(0)));
}

interface Opened {
  readonly session: Session;
  readonly feed: () => void;
  readonly step: () => void;
}

function open(workload: Workload, threads: number): Opened {
  const plan = planOf(workload);
  const session = Session.open(
    compilePlans({ plan }, threads),
    compileKernels(kernelBytes(beside, process.argv[4] === "fast")),
    threads,
  );
  for (const { name, value, spec } of plan.weights)
    session.numbers(name).set(initialize(spec.initializer, value.shape, 1, name));
  // not by `from`, which makes a list of all numbers first: the memory of a step is measured
  const inputs = new Float32Array(session.input("plan", "x0").length);
  for (let i = 0; i < inputs.length; i++) inputs[i] = ((i * 7919) % 2003) / 1000 - 1;
  const targets = new Float32Array(session.input("plan", "y0").length).map((_, i) => i % Math.max(2, workload.classes));
  let count = 0;
  const feed = (): void => {
    session.input("plan", "x0").set(inputs);
    session.input("plan", "y0").set(targets);
    // a small rate: a step costs the same, and gradients do not fade into subnormal numbers
    session.set({ step: count++, rate: 1e-5, learning_rate: 1e-5 });
  };
  const step = (): void => {
    feed();
    session.run("plan");
  };
  return { session, feed, step };
}

function stepFor(seconds: number, step: () => void) {
  const wall: number[] = [];
  const cpu: number[] = [];
  const end = performance.now() + seconds * 1000;
  do {
    const [began, before] = [performance.now(), process.cpuUsage()];
    step();
    const { user, system } = process.cpuUsage(before);
    wall.push(performance.now() - began);
    cpu.push((user + system) / 1000);
  } while (performance.now() < end && wall.length < 100_000);
  // one reading of the processor's time is too coarse for steps of microseconds
  const stepCpuMs = median(wall) < 1 ? cpu.reduce((sum, value) => sum + value, 0) / cpu.length : median(cpu);
  const leastCpuMs = Math.min(stepCpuMs, ...cpu.filter((value) => value >= 1));
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  return { stepMs: median(wall), stepCpuMs, leastCpuMs, steps: wall.length, peakRssBytes };
}

main(process.argv[2]!, Number(process.argv[3]));
