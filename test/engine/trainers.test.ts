// Training processes that are started before they are wanted: with the real program, and the ways in which one may end.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { LogOutputChannel } from "vscode";
import { afterEach, describe, expect, test } from "vitest";
import { Trainers } from "../../src/editor/trainers";
import { forkProgram } from "../../src/engine/fork";
import type { TrainingJob } from "../../src/model/job";
import { client } from "../../src/protocol/channel";
import type { Child } from "../../src/protocol/child";
import type { TrainerCalls, TrainerEvents } from "../../src/protocol/trainer";
import { chain } from "../support/trial";

const program = resolve(import.meta.dirname, "../../dist/trainer.js");
const started: Child[] = [];
const said: string[] = [];

const start = (): Promise<Child> => {
  const child = forkProgram(program);
  started.push(child);
  return Promise.resolve(child);
};
const log = { info: (text: string) => void said.push(text) } as unknown as LogOutputChannel;
const end = (child: Child): Promise<string> => new Promise((resolve) => child.port.onClose!(resolve));
const trainerOf = (child: Child) => client<TrainerCalls, TrainerEvents>(child.port);

const job: Omit<TrainingJob, "out"> = {
  source: { name: "model.py", text: "" },
  graph: chain(["InputLayer", { shape: [4] }], ["Dense", { units: 3 }]),
  data: { source: "builtin:random", scale: false },
  validation: 0,
  loss: { class_name: "mse", config: {} },
  metrics: [],
  optimizer: { class_name: "SGD", config: {} },
  epochs: 1,
  batchSize: 32,
  shuffle: true,
  seed: 1,
  threads: 1,
};

afterEach(() => {
  for (const child of started.splice(0)) child.kill();
  said.length = 0;
});

describe("a training process that waits", () => {
  test("is taken once, and trains; another waits when it is wanted, not before", async () => {
    const trainers = new Trainers(start, log);
    trainers.keepOne();
    trainers.keepOne();
    expect(started).toHaveLength(1);

    const taken = await trainers.take();
    expect(taken).toBe(started[0]);
    expect(started).toHaveLength(1);
    const trainer = trainerOf(taken);
    expect((await trainer.call("ready")).memoryBytes).toBeGreaterThan(2 ** 20);
    const folder = mkdtempSync(join(tmpdir(), "batchwise-"));
    try {
      const ended = new Promise((resolve) => trainer.on("ended", resolve));
      expect((await trainer.call("start", { ...job, out: folder })).params).toBe(15);
      expect(await ended).toMatchObject({ reason: "done" });
    } finally {
      rmSync(folder, { recursive: true });
    }

    trainers.keepOne();
    expect(started).toHaveLength(2);
    expect(await trainers.take()).toBe(started[1]);
  });

  test("is not needed: without one a process is started", async () => {
    const trainers = new Trainers(start, log);
    const [first, second] = [await trainers.take(), await trainers.take()];
    expect(started).toEqual([first, second]);
    expect(first).not.toBe(second);
  });

  test("is ended when nobody wants it any more, and with the window", async () => {
    const trainers = new Trainers(start, log);
    trainers.keepOne();
    trainers.keepNone();
    expect(await end(started[0]!)).toMatch(/^it was ended from outside/);
    trainers.keepOne();
    trainers.dispose();
    expect(await end(started[1]!)).toMatch(/^it was ended from outside/);
    expect(said).toEqual([]);
  });

  test("ends by itself when the window is gone without a word", async () => {
    const child = await start();
    await trainerOf(child).call("ready");
    child.release();
    expect(await end(child)).toBe("it ended");
  });

  test("may be killed: that is no error, and whoever trains gets a new one", async () => {
    const trainers = new Trainers(start, log);
    trainers.keepOne();
    const [killed] = started;
    await trainerOf(killed!).call("ready");
    killed!.kill();
    await end(killed!);
    expect(said).toEqual([expect.stringContaining("it was ended from outside")]);

    trainers.keepOne(); // not again and again
    expect(started).toHaveLength(1);
    const taken = await trainers.take();
    expect(taken).not.toBe(killed);
    await trainerOf(taken).call("ready");

    trainers.keepOne();
    expect(started).toHaveLength(3);
  });

  test("that cannot be started is no error before somebody wants it", async () => {
    let fails = true;
    const trainers = new Trainers(() => (fails ? Promise.reject(new Error("no memory")) : start()), log);
    trainers.keepOne();
    await new Promise(setImmediate);
    expect(said).toEqual([expect.stringContaining("no memory")]);
    fails = false;
    expect(await trainers.take()).toBe(started[0]);
  });
});
