/** A training from its start to the run on disk. */
import * as assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, suiteTeardown, teardown, test } from "mocha";
import * as vscode from "vscode";
import { readRunFile } from "../../src/protocol/runFile";
import { readLog, type RunEvent } from "../../src/protocol/runLog";
import { closeAll, inWorkspace, panelTitle, until, write } from "./window";

const runs = inWorkspace(".batchwise/runs").fsPath;
const folders = (): string[] => (existsSync(runs) ? readdirSync(runs).sort() : []);
const eventsOf = (folder: string): readonly RunEvent[] => {
  const file = join(runs, folder, "metrics.jsonl");
  return existsSync(file) ? readLog(readFileSync(file, "utf8")).events : [];
};
const count = (folder: string, kind: RunEvent["event"]): number =>
  eventsOf(folder).filter(({ event }) => event === kind).length;

/** The number of steps, when it does not grow. */
async function stillAt(folder: string): Promise<number | false> {
  const before = count(folder, "batch");
  await new Promise((resolve) => setTimeout(resolve, 400));
  return count(folder, "batch") === before && before;
}

const model = (epochs: number): string =>
  [
    "import keras",
    "from keras import layers",
    "small = keras.Sequential()",
    'small.add(layers.Conv2D(8, 3, activation="relu", input_shape=(64, 64, 3)))',
    "small.add(layers.GlobalAveragePooling2D())",
    'small.add(layers.Dense(1, activation="sigmoid"))',
    'small.compile(optimizer="sgd", loss="binary_crossentropy", metrics=["accuracy"])',
    `small.fit(x, y, epochs=${epochs}, batch_size=8)  # batchwise: data=builtin:shapes?samples=64`,
    "",
  ].join("\n");

/** Starts it and gives its folder. */
async function start(epochs: number): Promise<string> {
  const before = folders();
  const { document } = await write(model(epochs));
  // not awaited: it may ask something, which nobody would answer
  void vscode.commands.executeCommand("batchwise.train", document.uri, "small");
  return until("a run", () => folders().find((folder) => !before.includes(folder) && count(folder, "batch") > 0));
}

suite("training", () => {
  suiteTeardown(closeAll);

  test("a run is written down with what it was asked for, and its numbers", async () => {
    const folder = await start(2);
    await until("its end", () => count(folder, "end") === 1);
    assert.match(folder, /^small-\d{8}-\d{6}$/);
    const { job } = readRunFile(readFileSync(join(runs, folder, "run.json"), "utf8"))!;
    assert.equal(job.data.source, "builtin:shapes?samples=64");
    assert.equal(job.epochs, 2);
    assert.equal(job.batchSize, 8);
    assert.equal(job.loss.class_name, "binary_crossentropy");
    assert.equal(job.graph.name, "small");
    assert.equal(count(folder, "epoch"), 2);
    assert.ok(existsSync(join(runs, folder, "weights.npz")));
    assert.equal(readFileSync(inWorkspace(".batchwise/.gitignore").fsPath, "utf8"), "*\n");
    await until("its name on the panel", () => /^Training of small, /.test(panelTitle("batchwise.training") ?? ""));
  });

  teardown(async () => vscode.commands.executeCommand("batchwise.stopTrainingNow"));

  test("it can be paused, resumed and stopped", async () => {
    const folder = await start(500);
    await vscode.commands.executeCommand("batchwise.pauseTraining");
    const steps = await until("an end of steps", () => stillAt(folder));
    await vscode.commands.executeCommand("batchwise.resumeTraining");
    await until("steps", () => count(folder, "batch") > steps);
    await vscode.commands.executeCommand("batchwise.stopTraining");
    const [end] = await until("its end", () => {
      const ends = eventsOf(folder).filter(({ event }) => event === "end");
      return ends.length > 0 && ends;
    });
    assert.equal(end?.event === "end" && end.reason, "stopped");
  });

  test("it can be ended at once", async () => {
    const folder = await start(500);
    await vscode.commands.executeCommand("batchwise.stopTrainingNow");
    await until("an end of steps", () => stillAt(folder));
    assert.equal(count(folder, "end"), 0);
  });
});
