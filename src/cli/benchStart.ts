/** `batchwise bench --start`: how long it takes from the order to train to the first step, in a new process and in one that waited. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { showBytes } from "../base/figures";
import { median } from "../base/statistics";
import { Trouble } from "../base/trouble";
import { acceptedFlags, forkProgram } from "../engine/fork";
import { WIDER } from "../engine/kernels";
import type { TrainingJob } from "../model/job";
import { client } from "../protocol/channel";
import type { TrainerCalls, TrainerEvents } from "../protocol/trainer";
import { jobOf } from "./job";
import { chooseModel, readModelFile } from "./models";
import { print, printJson, ProgressLine, table } from "./terminal";

interface Start {
  /** Until the first step begins. */
  readonly beginsMs: number;
  /** What that step takes: V8 meets most of its code for the first time. */
  readonly stepMs: number;
  /** The memory of the process before it had the job. */
  readonly waitingBytes: number;
}

export async function benchStart(path: string, rounds: number, json: boolean): Promise<void> {
  const file = await readModelFile(path);
  const options = { seed: 0, threads: 0, shuffle: true, scale: true };
  const job = { ...jobOf(file, chooseModel(file, undefined), options, true), everyStep: true };
  const flags = await acceptedFlags([WIDER]);
  const folder = await mkdtemp(join(tmpdir(), "batchwise-start-"));
  const line = new ProgressLine();
  const [cold, warm]: [Start[], Start[]] = [[], []];
  try {
    for (let round = 0; round < rounds; round++) {
      line.show(`Round ${round + 1} of ${rounds}`);
      cold.push(await start({ ...job, out: join(folder, `cold-${round}`) }, flags, false));
      warm.push(await start({ ...job, out: join(folder, `warm-${round}`) }, flags, true));
    }
  } finally {
    line.clear();
    await rm(folder, { recursive: true, force: true });
  }
  const [newProcess, waiting] = [middle(cold), middle(warm)];
  if (json) {
    printJson({ rounds, newProcess, waiting });
    return;
  }
  const row = (name: string, { beginsMs, stepMs }: Start) => [name, beginsMs.toFixed(0), stepMs.toFixed(0)];
  const head = ["the process", "ms to the first step", "ms of that step"];
  print(table([head, row("is started", newProcess), row("waits", waiting)], new Set([1, 2])));
  print(`One that waits takes ${showBytes(waiting.waitingBytes)}.`);
}

async function start(job: TrainingJob, flags: readonly string[], waits: boolean): Promise<Start> {
  let began = performance.now();
  const child = forkProgram(join(__dirname, "trainer.js"), flags);
  const trainer = client<TrainerCalls, TrainerEvents>(child.port);
  try {
    const waitingBytes = waits ? (await trainer.call("ready")).memoryBytes : 0;
    if (waits) began = performance.now();
    const step = new Promise<number>((resolve, reject) => {
      trainer.on("steps", ({ reports }) => resolve(reports[0]!.stepMs));
      trainer.on("failed", ({ message }) => reject(new Trouble(message)));
      trainer.onClose((reason) => reject(new Trouble(`The training process is gone: ${reason}.`)));
    });
    step.catch(() => undefined); // what fails before the first step is told by the call
    await trainer.call("start", job).catch((error: unknown) => {
      throw new Trouble(error instanceof Error ? error.message : String(error));
    });
    const beginsMs = performance.now() - began;
    return { beginsMs, stepMs: await step, waitingBytes };
  } finally {
    child.kill();
  }
}

const middle = (starts: readonly Start[]): Start => ({
  beginsMs: median(starts.map(({ beginsMs }) => beginsMs)),
  stepMs: median(starts.map(({ stepMs }) => stepMs)),
  waitingBytes: median(starts.map(({ waitingBytes }) => waitingBytes)),
});
