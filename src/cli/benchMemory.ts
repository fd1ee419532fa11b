/** `batchwise bench --memory`: what a run is told to need before it begins, and the most that its process then held. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { showBytes } from "../base/figures";
import { Trouble } from "../base/trouble";
import { acceptedFlags, forkProgram } from "../engine/fork";
import { WIDER } from "../engine/kernels";
import { jobOfWorkload, workloads } from "../engine/workloads";
import type { TrainingJob } from "../model/job";
import { client } from "../protocol/channel";
import type { TrainerCalls, TrainerEvents } from "../protocol/trainer";
import { jobOf } from "./job";
import { chooseModel, readModelFile } from "./models";
import { print, printJson, ProgressLine, table } from "./terminal";

interface Measured {
  readonly name: string;
  readonly toldBytes: number;
  readonly heldBytes: number;
  /** How far what was told lies from what was held. */
  readonly deviation: number;
}

/** Steps of a run: all of its memory has been touched, and it has written its checkpoints. */
const STEPS = 4;

/** `names` are workloads or model files with commas between; a file that names no data gets made-up ones. */
export async function benchMemory(names: readonly string[], threads: number, json: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "batchwise-memory-"));
  const line = new ProgressLine();
  const measured: Measured[] = [];
  try {
    for (const name of names) {
      line.show(name);
      const job = { ...(await jobFor(name)), threads, epochs: 2, stepsPerEpoch: STEPS };
      measured.push(await measure(name, { ...job, out: join(folder, String(measured.length)) }));
    }
  } finally {
    line.clear();
    await rm(folder, { recursive: true, force: true });
  }
  if (json) {
    printJson({ threads, runs: measured });
    return;
  }
  const rows = measured.map(({ name, toldBytes, heldBytes, deviation }) => [
    name,
    showBytes(toldBytes),
    showBytes(heldBytes),
    `${(100 * deviation).toFixed(0)} %`,
  ]);
  print(table([["run", "told", "held", "off by"], ...rows], new Set([1, 2, 3])));
}

async function jobFor(name: string): Promise<Omit<TrainingJob, "out">> {
  const workload = workloads.find((one) => one.name === name);
  if (workload) return jobOfWorkload(workload);
  const file = await readModelFile(name);
  const options = { seed: 0, threads: 0, shuffle: true, scale: true };
  const model = chooseModel(file, undefined);
  const saysItself = typeof model.graph.training?.fits[0]?.train?.source === "string";
  return jobOf(file, model, saysItself ? options : { ...options, data: "builtin:random" }, true);
}

async function measure(name: string, job: TrainingJob): Promise<Measured> {
  const child = forkProgram(join(__dirname, "trainer.js"), await acceptedFlags([WIDER]));
  const trainer = client<TrainerCalls, TrainerEvents>(child.port);
  try {
    const ended = new Promise<void>((resolve, reject) => {
      trainer.on("ended", () => resolve());
      trainer.on("failed", ({ message }) => reject(new Trouble(message)));
      trainer.onClose((reason) => reject(new Trouble(`The training process is gone: ${reason}.`)));
    });
    ended.catch(() => undefined); // what fails before the first step is told by the call
    const { memoryBytes: toldBytes } = await trainer.call("start", job).catch((error: unknown) => {
      throw new Trouble(error instanceof Error ? error.message : String(error));
    });
    await ended;
    const { peakBytes: heldBytes } = await trainer.call("ready");
    return { name, toldBytes, heldBytes, deviation: toldBytes / heldBytes - 1 };
  } finally {
    child.kill();
  }
}
