// What Keras has for training is here, or it is said why not. The names and arguments are those of Keras itself.
import { expect, test } from "vitest";
import { signatures } from "../../src/formats/kerasPython/layers/signatures";
import type { Params } from "../../src/layers/param";
import { constraints, initializers, regularizers } from "../../src/layers/objects";
import type { KerasObject } from "../../src/model/literal";
import { constraintOf } from "../../src/train/constraints";
import { initialize } from "../../src/train/initializers";
import { lossByName } from "../../src/train/losses";
import { metricByName } from "../../src/train/metrics";
import { optimizerByName } from "../../src/train/optimizers";
import { penaltyOf } from "../../src/train/penalties";
import { scheduleByName } from "../../src/train/schedules";
import { callbackByName } from "../../src/train/callbacks";
import { watchersOf } from "../../src/train/callbacks/react";
import { weightValue } from "../../src/ops/op";

/** Why something is not here. */
const missing: Readonly<Record<string, string>> = {
  Mean: "the mean of what a program hands it, which no model file tells",
  Sum: "the sum of what a program hands it, which no model file tells",
  MeanMetricWrapper: "wraps a function of the user's own",
  Callback: "a base: what it does is written in the file",
  CallbackList: "a list of others",
  History: "keeps what the run's folder keeps anyway",
  LambdaCallback: "calls functions of the user's own",
  MonitorCallback: "a base of others",
  OrbaxCheckpoint: "another form of file for what checkpoints keep anyway",
  ProgbarLogger: "draws what the training view draws",
  RemoteMonitor: "sends numbers to another machine",
  TensorBoard: "writes for another program; the training view draws the same",
  MultiOptimizer: "is given the variables of a model that runs",
};
/** Arguments that change nothing here, or of which only one value is taken. */
const ignored: ReadonlySet<string> = new Set(["name", "dtype", "reduction", "loss_scale_factor", "axis"]);
const missingArguments: Readonly<Record<string, string>> = {
  from_sorted_ids: "predictions are numbers for each class, not sorted class numbers",
  label_weights: "AUC has no weight for each label",
  num_labels: "follows from the predictions",
};

const known = (name: string): boolean => !Object.hasOwn(missing, name);
const names = (table: Readonly<Record<string, unknown>>): readonly string[] => Object.keys(table).filter(known);

const probe = weightValue("w", [4, 3]);

test.each([
  ["losses", signatures.losses, (name: string) => lossByName.get(name)],
  ["metrics", signatures.metrics, (name: string) => metricByName.get(name)],
  ["optimizers", signatures.optimizers, optimizerByName],
  ["schedules", signatures.schedules, (name: string) => scheduleByName.get(name)],
] as const)("all %s", (_, table, find) => {
  const lacking = names(table).filter((name) => name !== "LossScaleOptimizer" && !find(name));
  expect(lacking).toEqual([]);
  for (const [name, list] of Object.entries(table as Readonly<Record<string, string>>)) {
    const found = find(name);
    if (!found) continue;
    const lost = list
      .split(" ")
      .filter((argument) => !ignored.has(argument) && !Object.hasOwn(found.params as Params, argument))
      .filter((argument) => !Object.hasOwn(missingArguments, argument));
    expect(lost, name).toEqual([]);
  }
});

test("all initializers, regularizers and constraints", () => {
  const meant = (name: string, table: ReadonlyMap<string, string>): KerasObject => {
    expect(table.get(name), `the name ${name}`).toBeDefined();
    return { class_name: table.get(name)!, config: {} };
  };
  for (const name of names(signatures.initializers))
    expect(initialize(meant(name, initializers), [4, 3], 1, "w").every(Number.isFinite), name).toBe(true);
  for (const name of names(signatures.regularizers))
    expect(penaltyOf(meant(name, regularizers), probe), name).toBeDefined();
  for (const name of names(signatures.constraints))
    expect(constraintOf(meant(name, constraints), probe), name).toBeDefined();
});

test("all callbacks, and the arguments of those that are here", () => {
  const facts = { watched: new Map(), learningRate: 0.01 };
  for (const [name, list] of Object.entries(signatures.callbacks)) {
    const found = callbackByName.get(name);
    expect(found !== undefined || Object.hasOwn(missing, name), name).toBe(true);
    if (found) {
      const lost = list.split(" ").filter((argument) => !Object.hasOwn(found.params as Params, argument));
      expect(lost, name).toEqual([]);
    } else {
      const { notes } = watchersOf([{ class_name: name, config: {} }], facts);
      const isSilent = name === "History" || name === "ProgbarLogger";
      expect(notes, name).toEqual(isSilent ? [] : [expect.stringMatching(`^The callback ${name} is left out: `)]);
    }
  }
});

test("nothing is said to lack that is here", () => {
  for (const name of Object.keys(missing)) {
    expect(
      lossByName.get(name) ?? metricByName.get(name) ?? optimizerByName(name) ?? callbackByName.get(name),
      name,
    ).toBeUndefined();
    expect(missing[name]).not.toBe("");
  }
});
