/** Whole runs in this process, for tests: a job in, what it told out. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { readWeights } from "../../src/base/npz";
import { diskFiles } from "../../src/engine/files";
import { Training, type Environment } from "../../src/engine/training";
import type { EpochReport, RunNote, StepReport, TrainingJob } from "../../src/model/job";
import type { TrainerEvents } from "../../src/protocol/trainer";
import { kernels, threadFile } from "./run";

export const environment: Environment = {
  tools: { files: diskFiles },
  kernels: Promise.resolve(kernels),
  threadFile,
  version: "test",
};

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder that is gone after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "batchwise-run-"));
  folders.push(folder);
  return folder;
}

/** What every job has that these tests do not care about. */
export const plainJob = {
  source: { name: "model.py", text: "" },
  validation: 0,
  metrics: [],
  seed: 1,
  threads: 1,
} as const;

/** `during` is called whenever steps are told, with their number so far. */
export async function train(job: TrainingJob, during?: (training: Training, steps: number) => void) {
  const epochs: EpochReport[] = [];
  const steps: StepReport[] = [];
  const notes: RunNote[] = [];
  let end: TrainerEvents["ended"] | undefined;
  const training = new Training(job, environment, (name, data) => {
    if (name === "epoch") epochs.push(data as EpochReport);
    if (name === "note") notes.push(data as RunNote);
    if (name === "ended") end = data as TrainerEvents["ended"];
    if (name === "steps") {
      steps.push(...(data as TrainerEvents["steps"]).reports);
      during?.(training, steps.length);
    }
  });
  const { start, finish } = await training.begin();
  await finish();
  return { start, epochs, steps, notes, end: end!, training };
}

/** The weights that a run has left in its folder. */
export const weightsIn = (folder: string, name = "weights.npz") => readWeights(readFileSync(join(folder, name)));

/** The numbers of epochs under Keras's names. */
export const logsOf = (epochs: readonly EpochReport[]) =>
  epochs.map(({ loss, metrics, validationLoss, validationMetrics }): Readonly<Record<string, number>> => ({
    loss,
    ...metrics,
    ...(validationLoss !== undefined && { val_loss: validationLoss }),
    ...Object.fromEntries(Object.entries(validationMetrics ?? {}).map(([name, value]) => [`val_${name}`, value])),
  }));
