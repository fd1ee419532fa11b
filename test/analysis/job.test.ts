import { expect, test } from "vitest";
import { infer } from "../../src/analysis/infer";
import { draftJob } from "../../src/analysis/job";
import type { Graph } from "../../src/model/graph";
import type { Literal } from "../../src/model/literal";
import type { FitSettings, TrainingSettings } from "../../src/model/training";
import { sequential } from "../support/graph";

const span = { start: 0, end: 1 };
const classifier = (units: number, activation: string): Graph => sequential([4], [["Dense", { units, activation }]]);
const compile = (optimizer: Literal, loss: Literal, ...metrics: Literal[]): TrainingSettings["compile"] => ({
  optimizer,
  loss,
  lossWeights: null,
  metrics,
  span,
});
const draft = (graph: Graph, training?: TrainingSettings) =>
  draftJob(infer({ ...graph, ...(training && { training }) }));

test.each([
  [classifier(1, "sigmoid"), "binary_crossentropy", ["accuracy"]],
  [classifier(10, "softmax"), "sparse_categorical_crossentropy", ["accuracy"]],
  [classifier(1, "linear"), "mean_squared_error", []],
])("a file that only builds a model gets what suits its last layer", (graph, loss, metrics) => {
  const job = draft(graph);
  expect(job).toMatchObject({ epochs: 10, batchSize: 32, validation: 0.2, shuffle: true, notes: [] });
  expect(job.loss.class_name).toBe(loss);
  expect(job.optimizer).toEqual({ class_name: "adam", config: {} });
  expect(job.metrics.map(({ class_name }) => class_name)).toEqual(metrics);
  expect(job.data).toBeUndefined();
});

test("what the file says counts", () => {
  const sgd = { class_name: "SGD", config: { learning_rate: 0.1 } };
  const fit: FitSettings = {
    epochs: 3,
    batchSize: 8,
    shuffle: false,
    train: { source: "data/pictures", options: { image_size: [64, 48] }, span },
    validation: { source: "data/others", options: {}, span },
    span,
  };
  expect(draft(classifier(1, "sigmoid"), { compile: compile(sgd, "mse", "mae")!, fits: [fit] })).toMatchObject({
    optimizer: sgd,
    loss: { class_name: "mse" },
    metrics: [{ class_name: "mae" }],
    epochs: 3,
    batchSize: 8,
    shuffle: false,
    data: { source: "data/pictures", imageSize: [64, 48], scale: true },
    validation: { source: "data/others" },
    notes: [],
  });
});

test("fit without arguments is Keras's own: one epoch, no validation", () => {
  const job = draft(classifier(1, "sigmoid"), { fits: [{ span }] });
  expect(job).toMatchObject({ epochs: 1, batchSize: 32, validation: 0, notes: [] });
});

test("what cannot be followed is replaced, and said", () => {
  const unknown = { unknown: "it comes from argparse" };
  const fit: FitSettings = {
    epochs: unknown,
    batchSize: -4,
    validationSplit: unknown,
    train: { source: unknown, options: {}, span },
    span,
  };
  const job = draft(classifier(1, "sigmoid"), { compile: compile(unknown, unknown, unknown)!, fits: [fit] });
  expect(job).toMatchObject({ epochs: 1, batchSize: 32, validation: 0, metrics: [] });
  expect(job.optimizer.class_name).toBe("adam");
  expect(job.loss.class_name).toBe("binary_crossentropy");
  expect(job.data).toBeUndefined();
  expect(job.notes).toEqual([
    "The optimizer is adam: it comes from argparse.",
    "The loss is binary_crossentropy: it comes from argparse.",
    "A metric is left out: it comes from argparse.",
    "epochs is 1: it comes from argparse.",
    "batch_size is 32: what the file gives is not of a kind that can be used.",
    "There is no validation: it comes from argparse.",
  ]);
});

test("a split of the training data is taken as it is", () => {
  const fit: FitSettings = { validationSplit: 0.1, span };
  expect(draft(classifier(1, "sigmoid"), { fits: [fit] }).validation).toBe(0.1);
});

test("a model that rescales its input gets it as it is", () => {
  const fit: FitSettings = { train: { source: "pictures", options: {}, span }, span };
  const graph = sequential([8, 8, 3], [["Rescaling", { scale: 1 / 255 }], ["Flatten"], ["Dense", { units: 1 }]]);
  expect(draft(graph, { fits: [fit] }).data).toEqual({ source: "pictures", scale: false });
});

/** Two outputs of one layer each: class probabilities and a number. */
const forked: Graph = {
  ...sequential([4], [["Dense", { units: 6 }]]),
  nodes: [
    ...sequential([4], [["Dense", { units: 6 }]]).nodes,
    ...[
      { name: "kind", args: { units: { value: 3 }, activation: { value: "softmax" } } },
      { name: "size", args: { units: { value: 1 } } },
    ].map(({ name, args }) => ({
      id: name,
      name,
      type: "Dense",
      args,
      inputs: sequential([4], [["Dense", { units: 6 }]]).outputs,
    })),
  ],
  outputs: [
    { from: "kind", output: 0 },
    { from: "size", output: 0 },
  ],
};
const dict = (config: Record<string, Literal>): Literal => ({ class_name: "dict", config });
const outputsOf = (loss: Literal, lossWeights: Literal, ...metrics: Literal[]) => {
  const job = draft(forked, { compile: { ...compile("adam", loss, ...metrics)!, lossWeights }, fits: [] });
  return {
    outputs: job.outputs!.map(({ name, loss, weight, metrics }) => [
      name,
      loss?.class_name ?? null,
      weight,
      metrics.map(({ class_name }) => class_name),
    ]),
    notes: job.notes,
  };
};

test("a loss, weights and metrics for several outputs: one for all, or lists", () => {
  expect(outputsOf("mse", null)).toEqual({
    outputs: [
      ["kind", "mse", 1, []],
      ["size", "mse", 1, []],
    ],
    notes: [],
  });
  expect(outputsOf(["ce", null], [0.5, 2], "acc", ["mae", "mse"])).toEqual({
    outputs: [
      ["kind", "ce", 0.5, ["acc"]],
      ["size", null, 2, ["mae", "mse"]],
    ],
    notes: [],
  });
});

test("losses of several outputs by name, and what is not an output is told", () => {
  const { outputs, notes } = outputsOf(dict({ size: "mae", sise: "mse" }), dict({ size: 3 }), dict({ size: ["mse"] }));
  expect(outputs).toEqual([
    ["kind", null, 1, []],
    ["size", "mae", 3, ["mse"]],
  ]);
  expect(notes).toEqual(["The loss names “sise”, which is no output of the model (kind, size)."]);
});

test("several outputs without compile get what suits each", () => {
  expect(draft(forked).outputs).toMatchObject([
    { name: "kind", loss: { class_name: "sparse_categorical_crossentropy" }, metrics: [{ class_name: "accuracy" }] },
    { name: "size", loss: { class_name: "mean_squared_error" }, metrics: [] },
  ]);
});

test("callbacks, class weights and weighted metrics are taken; what is not known is said", () => {
  const stop = { class_name: "EarlyStopping", config: { patience: 3 } };
  const weights = { class_name: "dict", config: { 0: 1, 1: 2.5 } };
  const fit: FitSettings = { callbacks: [stop, { unknown: "Mine is not followed" }], classWeight: weights, span };
  const settings = { ...compile("adam", "mse", "mae")!, weightedMetrics: ["mae"] };
  const job = draft(classifier(1, "linear"), { compile: settings, fits: [fit] });
  expect(job).toMatchObject({ callbacks: [stop], classWeight: { 0: 1, 1: 2.5 } });
  expect(job.outputs![0]!.weightedMetrics).toMatchObject([{ class_name: "mae" }]);
  expect(job.notes).toEqual(["A callback is left out: Mine is not followed."]);
  const unknown: FitSettings = {
    classWeight: { class_name: "dict", config: { 0: { unknown: "it is computed" } } },
    sampleWeight: { unknown: "it is read" },
    span,
  };
  const other = draft(classifier(1, "linear"), { fits: [unknown] });
  expect(other).not.toHaveProperty("classWeight");
  expect(other.notes).toEqual(["class_weight is left out: it is computed.", "sample_weight is left out: it is read."]);
});
