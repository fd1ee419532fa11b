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
