// Every name of Keras's API, by kind: what a file may use is read and trains, or stands here with the reason.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { activations } from "../../src/layers/activations";
import { layerByType } from "../../src/layers/index";
import { constraints, initializers, regularizers } from "../../src/layers/objects";
import { signatures } from "../../src/formats/kerasPython/layers/signatures";
import { callbackByName } from "../../src/train/callbacks";
import { lossByName } from "../../src/train/losses";
import { metricByName } from "../../src/train/metrics";
import { optimizerByName } from "../../src/train/optimizers";
import { scheduleByName } from "../../src/train/schedules";
import { goldenCases } from "../support/golden";

const read = (path: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures", path), "utf8")) as unknown;
/** Written by scripts/oracle/apiNames.py. */
const api = read("keras/apiNames.json") as Readonly<Record<string, readonly string[]>>;

const base = "a base of others: nothing is made of it";
const program = "calls functions of the user's own, or is handed what a program computes";
/** Kind and name, with the reason. */
const missing: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  layers: {
    IndexLookup: base,
    InputSpec: "says of a layer what it takes, and is none",
    Lambda: "holds a function of the user's own, which is followed where it can be (kerasPython/layers/lambda.ts)",
    Layer: base,
    MaxNumBoundingBoxes: "takes boxes in a dictionary, which no model of tensors has",
    Pipeline: "a list of layers for a data set, not for a model",
    Wrapper: base,
    GRUCell: "a part of RNN, which trains with it",
    LSTMCell: "a part of RNN, which trains with it",
    SimpleRNNCell: "a part of RNN, which trains with it",
    StackedRNNCells: "a part of RNN, which trains with it",
  },
  losses: { Loss: base, LossFunctionWrapper: base },
  metrics: { Metric: base, MeanMetricWrapper: program, Mean: program, Sum: program },
  optimizers: {
    LossScaleOptimizer: "stands for the optimizer within it: in float32 a scale changes nothing (train/settings.ts)",
    MultiOptimizer: "is given the variables of a model that runs",
    OptimizerMap: "is given the variables of a model that runs",
    Optimizer: base,
  },
  learning_rate_schedules: { LearningRateSchedule: base },
  initializers: { Initializer: base },
  regularizers: { Regularizer: base },
  constraints: { Constraint: base },
  callbacks: {
    Callback: base,
    CallbackList: base,
    History: "keeps what the run's folder keeps anyway",
    LambdaCallback: program,
    MonitorCallback: base,
    OrbaxCheckpoint: "another form of file for what checkpoints keep anyway",
    ProgbarLogger: "draws what the training view draws",
    RemoteMonitor: "sends numbers to another machine",
    TensorBoard: "writes for another program; the training view draws the same",
  },
  activations: {},
};

const trains: Readonly<Record<string, (name: string) => boolean>> = {
  layers: (name) => layerByType.has(name),
  losses: (name) => lossByName.has(name),
  metrics: (name) => metricByName.has(name),
  optimizers: (name) => optimizerByName(name) !== undefined,
  learning_rate_schedules: (name) => scheduleByName.has(name),
  initializers: (name) => initializers.has(name),
  regularizers: (name) => regularizers.has(name),
  constraints: (name) => constraints.has(name),
  callbacks: (name) => callbackByName.has(name),
  activations: (name) => activations.has(name),
};
/** Without arguments that are known: InputSpec makes nothing, and OptimizerMap came with Keras 3.16. */
const unsigned: Readonly<Record<string, readonly string[]>> = { layers: ["InputSpec"], optimizers: ["OptimizerMap"] };
/** The lists of arguments that the reader has, by kind. */
const signed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  layers: signatures.layers,
  losses: signatures.losses,
  metrics: signatures.metrics,
  optimizers: signatures.optimizers,
  learning_rate_schedules: signatures.schedules,
  initializers: signatures.initializers,
  regularizers: signatures.regularizers,
  constraints: signatures.constraints,
  callbacks: signatures.callbacks,
  activations: signatures.activations,
};

describe.each(Object.keys(api))("%s", (kind) => {
  const names = api[kind]!;
  test("train, but for those with a reason", () => {
    expect(names.filter((name) => !trains[kind]!(name))).toEqual(
      Object.keys(missing[kind]!).sort((a, b) => names.indexOf(a) - names.indexOf(b)),
    );
  });
  test("are read with their arguments", () => {
    const bases = new Set(
      Object.entries(missing[kind]!)
        .filter(([, why]) => why === base)
        .map(([name]) => name),
    );
    const isSigned = (name: string): boolean =>
      [name, ...(layerByType.get(name)?.aliases ?? [])].some((one) => Object.hasOwn(signed[kind]!, one));
    expect(names.filter((name) => !isSigned(name) && !bases.has(name))).toEqual(unsigned[kind] ?? []);
  });
});

/** Layers whose numbers are compared with Keras's elsewhere than in the golden cases. */
const elsewhere: Readonly<Record<string, string>> = {
  GaussianDropout: "moments, in noise.test.ts",
  GaussianNoise: "moments, in noise.test.ts",
  HashedCrossing: "texts.test.ts",
  Hashing: "texts.test.ts",
  InputLayer: "computes nothing",
  IntegerLookup: "adapt.test.ts, and texts.test.ts where it hashes",
  SpatialDropout3D: "moments, in noise.test.ts",
  StringLookup: "texts.test.ts",
  TextVectorization: "texts.test.ts",
};
test("every layer is compared with Keras", () => {
  const lines = (read("operations.json") as { cases: readonly { line: string }[] }).cases
    .map(({ line }) => line)
    .join("\n");
  const augmented = (read("augmentation.json") as { cases: readonly { class: string }[] }).cases;
  const compared = new Set([...goldenCases, ...augmented].map((one) => one.class));
  const isCompared = (name: string): boolean =>
    [name, ...(layerByType.get(name)?.aliases ?? [])].some((one) => compared.has(one)) ||
    lines.includes(`layers.${name}(`);
  const others = api["layers"]!.filter((name) => !Object.hasOwn(missing["layers"]!, name) && !isCompared(name));
  expect(others).toEqual(Object.keys(elsewhere));
});
