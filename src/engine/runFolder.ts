/** A run's folder on disk: what was asked for, what happened, and the weights, written as the run goes on. */
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Trouble } from "../base/trouble";
import type { TrainingJob } from "../model/job";
import { writeRunFile } from "../protocol/runFile";
import { writeEvent, type RunEvent } from "../protocol/runLog";
import { cannotWrite, HALF_WRITTEN, LineFile, writeWhole } from "./disk";

/** Checkpoints that are kept beside the best weights. */
const KEPT = 2;
const CHECKPOINT = /^checkpoint-(\d+)\.npz$/;

export class RunFolder {
  private constructor(
    readonly path: string,
    private readonly log: LineFile,
  ) {}

  /** Makes the folder, or opens that of a run that is to go on. No other process may be writing to it. */
  static async open(job: TrainingJob, version: string): Promise<RunFolder> {
    const path = job.out;
    try {
      await mkdir(path, { recursive: true });
    } catch (error) {
      throw cannotWrite(path, error);
    }
    await lock(path);
    await removeHalfWritten(path);
    const log = await LineFile.open(join(path, "metrics.jsonl"));
    if (!job.resume)
      await writeWhole(join(path, "run.json"), writeRunFile({ format: 1, version, startedAt: Date.now(), job }));
    return new RunFolder(path, log);
  }

  record(event: RunEvent): void {
    this.log.append(writeEvent(event));
  }

  async saveCheckpoint(iterations: number, bytes: Uint8Array): Promise<void> {
    await writeWhole(join(this.path, `checkpoint-${iterations}.npz`), bytes);
    for (const old of (await checkpoints(this.path)).slice(KEPT)) await rm(join(this.path, old), { force: true });
  }

  save(name: "weights.npz" | "best.npz", bytes: Uint8Array): Promise<void> {
    return writeWhole(join(this.path, name), bytes);
  }

  /** A file that a callback writes, in a folder of its own (`saved/best.npz`). */
  async saveBeside(name: string, contents: Uint8Array | string): Promise<void> {
    const path = join(this.path, name);
    try {
      await mkdir(dirname(path), { recursive: true });
    } catch (error) {
      throw cannotWrite(path, error);
    }
    await writeWhole(path, contents);
  }

  /** Waits for the log and lets go of the folder. */
  async close(): Promise<void> {
    await this.log.close();
    await rm(join(this.path, "run.lock"), { force: true });
  }
}

/** Names of the checkpoints in a folder, the newest first. */
export async function checkpoints(path: string): Promise<readonly string[]> {
  const names = (await readdir(path)).filter((name) => CHECKPOINT.test(name));
  const number = (name: string): number => Number(CHECKPOINT.exec(name)![1]);
  return names.sort((a, b) => number(b) - number(a));
}

/** What a process that was killed in the middle of writing has left beside the file that it meant. */
async function removeHalfWritten(path: string): Promise<void> {
  for (const name of await readdir(path)) if (HALF_WRITTEN.test(name)) await rm(join(path, name), { force: true });
}

/** One process writes to a folder. A lock that a dead process left is taken over. */
async function lock(path: string): Promise<void> {
  const file = join(path, "run.lock");
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(String(process.pid));
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw cannotWrite(file, error);
    }
    const owner = Number(await readFile(file, "utf8").catch(() => ""));
    if (owner > 0 && isAlive(owner))
      throw new Trouble(`This run is being written by another process (pid ${owner}).`, path);
    await rm(file, { force: true });
  }
  throw new Trouble("Another process has just begun to write to this run.", path);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
