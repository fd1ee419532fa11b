// What callbacks do with given curves, against what Keras's own do (scripts/oracle/callbacks.py).
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Literal } from "../../src/model/literal";
import type { RunFacts } from "../../src/train/callbacks/callback";
import { savedFile } from "../../src/train/callbacks/filepath";
import { react, watchersOf, type When } from "../../src/train/callbacks/react";

interface Case {
  readonly callbacks: readonly (readonly [string, Record<string, Literal>])[];
  readonly logs: Readonly<Record<string, readonly (number | null)[]>>;
  readonly batches: number;
  readonly rate: number;
  readonly answer: {
    readonly rates: readonly number[];
    readonly stopped: number | null;
    readonly saved: readonly (readonly [number, number | null, string])[];
    readonly weights: number;
    readonly tables?: Readonly<Record<string, readonly (readonly string[])[]>>;
  };
}

const cases = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../fixtures/callbacks.json"), "utf8"),
) as readonly Case[];

const factsOf = (names: readonly string[], learningRate?: number): RunFacts => ({
  watched: new Map(
    names.map((name) => {
      const metric = name.replace(/^val_/, "");
      return [name, ["accuracy", "auc"].includes(metric) ? "up" : "down"];
    }),
  ),
  ...(learningRate !== undefined && { learningRate }),
});

const objectsOf = ({ callbacks }: Pick<Case, "callbacks">) =>
  callbacks.map(([class_name, config]) => ({ class_name, config }));

function run(one: Case) {
  const { watchers: first, run: facts } = watchersOf(objectsOf(one), factsOf(Object.keys(one.logs), one.rate));
  let watchers = first;
  let rate = Math.fround(one.rate);
  let weights = 0;
  const kept = new Map<number, number>();
  const rates: number[] = [];
  const saved: [number, number | null, string][] = [];
  const written = new Map<string, string>();
  let stopped = null as number | null;
  const tell = (when: When, epoch: number, batch?: number): void => {
    const all = Object.entries(one.logs).map(([name, values]): [string, number] => [name, values[epoch] ?? NaN]);
    const logs = Object.fromEntries(when === "epochEnd" ? all : all.filter(([name]) => !name.startsWith("val_")));
    const at = { epoch, ...(batch !== undefined && { batch }), logs, learningRate: rate, run: facts };
    const reaction = react(watchers, when, at);
    watchers = reaction.watchers;
    for (const { from, action } of reaction.ordered) {
      if (action.kind === "learning-rate") rate = Math.fround(action.value);
      if (action.kind === "keep") kept.set(from, weights);
      if (action.kind === "restore") weights = kept.get(from)!;
      if (action.kind === "save") saved.push([epoch, batch ?? null, action.file]);
      if (action.kind === "write") written.set(String(from), action.text);
      if (action.kind === "stop") stopped = epoch;
    }
  };
  const epochs = Object.values(one.logs)[0]!.length;
  for (let epoch = 0; epoch < epochs && stopped === null; epoch++) {
    tell("epochBegin", epoch);
    rates.push(rate);
    for (let batch = 0; batch < one.batches; batch++) tell("stepEnd", epoch, batch);
    weights = epoch + 1;
    tell("epochEnd", epoch);
  }
  tell("trainingEnd", rates.length - 1);
  return { rates, saved, stopped, weights, written };
}

describe("as in Keras", () => {
  cases.forEach((one, i) => {
    const name = one.callbacks.map(([type, config]) => `${type} ${JSON.stringify(config)}`).join(", ");
    test(`${i}: ${name}`, () => {
      const { rates, saved, stopped, weights, written } = run(one);
      const { answer } = one;
      expect(stopped).toBe(answer.stopped);
      expect(weights).toBe(answer.weights);
      rates.forEach((rate, epoch) => expect(rate).toBeCloseTo(answer.rates[epoch]!, 9));
      expect(rates).toHaveLength(answer.rates.length);
      const inFolder = (path: string): string =>
        `saved/${path.replace(/^.*\//, "").replace(/(\.weights)?\.(keras|h5)$/, "")}.npz`;
      expect(saved).toEqual(answer.saved.map(([epoch, batch, path]) => [epoch, batch, inFolder(path)]));
      for (const [at, table] of Object.entries(answer.tables ?? {})) {
        const separator = (one.callbacks[Number(at)]![1]["separator"] as string | undefined) ?? ",";
        const rows = written.get(at)!.trimEnd().split("\r\n");
        expect(rows.map((row) => row.split(separator))).toEqual(table);
      }
    });
  });
});

describe("what cannot be carried out is said", () => {
  const notes = (name: string, config: Record<string, Literal>, facts = factsOf(["loss", "accuracy"], 0.01)) =>
    watchersOf([{ class_name: name, config }], facts).notes;

  test.each([
    ["TensorBoard", {}, /The callback TensorBoard is left out: Batchwise carries out BackupAndRestore, CSVLogger/],
    ["EarlyStopping", {}, /watches val_loss, and there is no validation \(an epoch gives loss, accuracy\)/],
    ["EarlyStopping", { monitor: "acc" }, /watches acc, and there is no such number/],
    ["EarlyStopping", { monitor: "loss", patience: "3" }, /patience must be a whole number, got "3"/],
    [
      "EarlyStopping",
      { monitor: "loss", patience: { unknown: "read from a file" } },
      /patience must be a whole number/,
    ],
    ["EarlyStopping", { monitor: "loss", patiense: 3 }, /it has no argument patiense/],
    ["ReduceLROnPlateau", { monitor: "loss", factor: 1 }, /its factor must be below 1/],
    ["ModelCheckpoint", {}, /it needs filepath/],
    [
      "ModelCheckpoint",
      { filepath: "{epoch}-{val_loss}.keras" },
      /asks for more than there is when it saves: loss, acc/,
    ],
    ["ModelCheckpoint", { filepath: "{batch}.keras" }, /asks for more than there is/],
    [
      "LearningRateScheduler",
      { schedule: { unknown: "a lambda" } },
      /schedule must be a function that can be followed/,
    ],
  ])("%s %j", (name, config, sentence) => {
    expect(notes(name, config)).toEqual([expect.stringMatching(sentence)]);
  });

  test("a metric of which it is not known what is better", () => {
    const facts: RunFacts = {
      watched: new Map([
        ["loss", "down"],
        ["true_positives", undefined],
      ]),
      learningRate: 1,
    };
    expect(notes("EarlyStopping", { monitor: "true_positives" }, facts)[0]).toMatch(/give mode="min" or mode="max"/);
    expect(notes("EarlyStopping", { monitor: "true_positives", mode: "max" }, facts)).toEqual([]);
  });

  test("a learning rate that follows a schedule is not changed", () => {
    expect(notes("ReduceLROnPlateau", { monitor: "loss" }, factsOf(["loss"]))[0]).toMatch(/follows a schedule/);
  });

  test("where files go instead", () => {
    const given = { filepath: "/home/me/{epoch:02d}.keras", monitor: "val_loss", save_best_only: true };
    expect(notes("ModelCheckpoint", given)).toEqual([
      'ModelCheckpoint: it asks for "/home/me/{epoch:02d}.keras"; the weights are written into the run\'s folder as ' +
        '"saved/{epoch:02d}.npz", every time, since there is no val_loss to watch.',
    ]);
    expect(notes("CSVLogger", { filename: { unknown: "now" } })[0]).toMatch(/only at run time; .* as "saved\/log.csv"/);
  });

  test("silent ones are silent", () => expect(notes("History", {})).toEqual([]));
});

test.each([
  ["../../etc/passwd", "saved/passwd.npz"],
  ["C:\\models\\best.h5", "saved/best.npz"],
  ["..", "saved/_.npz"],
  ["dir/", "saved/_.npz"],
  ["nul.keras", "saved/_nul.npz"],
  ["a:b?.keras", "saved/a_b_.npz"],
])("%s never leaves the run's folder", (path, file) => expect(savedFile(path, 0, undefined, {})).toBe(file));

test("a learning rate by table holds its last rate", () => {
  const table = { class_name: "table", config: { rates: [0.1, 0.05], from: 0.2 } };
  const { watchers, notes } = watchersOf(
    [{ class_name: "LearningRateScheduler", config: { schedule: table } }],
    factsOf(["loss"], 0.01),
  );
  expect(notes[0]).toMatch(/those that follow from the file's own learning rate, 0.2/);
  const rateIn = (epoch: number) =>
    react(watchers, "epochBegin", { epoch, logs: {}, learningRate: 0.01, run: factsOf([]) }).ordered[0]!.action;
  expect([0, 1, 7].map(rateIn)).toEqual([0.1, 0.05, 0.05].map((value) => ({ kind: "learning-rate", value })));
});
