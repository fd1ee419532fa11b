// A training process that is killed (kill -9) at any moment leaves whole files, and a run that goes on as if it had never been stopped.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { readWeights } from "../../src/base/npz";
import { RandomStream } from "../../src/base/random";
import { forkProgram } from "../../src/engine/fork";
import type { RunStart, TrainingJob } from "../../src/model/job";
import { client } from "../../src/protocol/channel";
import type { TrainerCalls, TrainerEvents } from "../../src/protocol/trainer";
import { sequential } from "../support/graph";

const KILLS = 20;
/** Longer than any of them lives. */
const ENDLESS = 100_000;

const folder = mkdtempSync(join(tmpdir(), "batchwise-killed-"));
afterAll(() => rmSync(folder, { recursive: true }));

const job: Omit<TrainingJob, "out"> = {
  graph: sequential(
    [64],
    [
      ["Dense", { units: 128, activation: "relu" }],
      ["BatchNormalization"],
      ["Dropout", { rate: 0.3 }],
      ["Dense", { units: 1 }],
    ],
  ),
  source: { name: "model.py", text: "" },
  data: { source: "builtin:random?samples=48", scale: true },
  validation: 0.25,
  loss: { class_name: "mse", config: {} },
  metrics: [],
  optimizer: { class_name: "adam", config: {} },
  callbacks: [{ class_name: "ReduceLROnPlateau", config: { patience: 3 } }],
  epochs: ENDLESS,
  batchSize: 8,
  shuffle: true,
  seed: 5,
  threads: 1,
};

/** Kills so many milliseconds after the second epoch, when the first one's checkpoint is there; without a number, trains to the end. */
async function train(
  run: TrainingJob,
  killAfter?: number,
): Promise<{ readonly start: RunStart; readonly epoch: number }> {
  const child = forkProgram(resolve(import.meta.dirname, "../../dist/trainer.js"));
  const trainer = client<TrainerCalls, TrainerEvents>(child.port);
  const gone = new Promise<string>((done) => trainer.onClose(done));
  const ended = new Promise<void>((done, fail) => {
    trainer.on("ended", () => done());
    trainer.on("failed", ({ message }) => fail(new Error(message)));
  });
  let epoch = 0;
  let epochs = 0;
  const second = new Promise<void>((done) => {
    trainer.on("epoch", (report) => {
      epoch = report.epoch;
      if (++epochs === 2) done();
    });
  });
  try {
    const start = await trainer.call("start", run);
    if (killAfter === undefined) await ended;
    else {
      await Promise.race([second, ended]);
      await sleep(killAfter);
    }
    return { start, epoch };
  } finally {
    child.kill();
    await gone;
  }
}

const numbers = (name: string): number => Number(/\d+/.exec(name)![0]);

test(`${KILLS} kills`, async () => {
  const chance = new RandomStream(7);
  const out = join(folder, "killed");
  let reached = 0;
  let newest = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    // some while checkpoints are written, which they are after each epoch of a few milliseconds
    const before = kill === 0 ? undefined : newest;
    const { start, epoch } = await train({ ...job, out, resume: kill > 0 }, 160 * chance.uniform());
    // nothing that was found was damaged
    expect(start.notes ?? []).toEqual([]);
    reached = Math.max(reached, epoch);
    const names = readdirSync(out);
    const kept = names.filter((name) => name.startsWith("checkpoint-") && name.endsWith(".npz"));
    expect(kept.length).toBeGreaterThanOrEqual(1);
    // the last two, and a third when it was killed before the oldest was taken away
    expect(kept.length).toBeLessThanOrEqual(3);
    for (const name of [...kept, ...names.filter((one) => one === "best.npz")])
      expect((await readWeights(readFileSync(join(out, name)))).size, name).toBeGreaterThan(0);
    // at most what this process was at
    expect(names.filter((name) => name.includes(".tmp-")).length).toBeLessThanOrEqual(1);
    newest = Math.max(...kept.map(numbers));
    if (before !== undefined) expect(newest).toBeGreaterThanOrEqual(before);
  }
  expect(reached).toBeGreaterThan(KILLS);

  // a file that nobody finished is cleared away, and the run ends as one that was never killed
  writeFileSync(join(out, "weights.npz.tmp-1"), "half");
  const epochs = reached + 5;
  await train({ ...job, out, epochs, resume: true });
  expect(readdirSync(out).filter((name) => /tmp|lock/.test(name))).toEqual([]);
  const whole = join(folder, "whole");
  await train({ ...job, out: whole, epochs });
  for (const name of ["weights.npz", "best.npz"])
    expect(readFileSync(join(out, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
  expect(readdirSync(out).sort()).toEqual(readdirSync(whole).sort());
}, 240_000);
