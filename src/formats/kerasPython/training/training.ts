/** `compile` and `fit`: what the file itself says about training. */
import { isList, type Literal } from "../../../model/literal";
import type { CompileSettings, FitSettings, LabelFacts } from "../../../model/training";
import type { Arguments, Given } from "../../../python/arguments";
import type { Machine, Site } from "../../../python/machine";
import { unknown, type Value } from "../../../python/value";
import { ArrayValue, type ValueRange } from "../arrays/array";
import { DatasetValue } from "../arrays/dataset";
import { batchesOf } from "../arrays/looped";
import { trainingData, validationData } from "./fitData";
import { toLiteral } from "../literal";
import { KerasThing } from "./objects";
import { notCounted, TableValue } from "../pandas/table";
import { firstRate, rateTable } from "./rates";
import { isShape, type KnownShape } from "../tensors/tensor";

const fitOrder = [
  "x",
  "y",
  "batch_size",
  "epochs",
  "verbose",
  "callbacks",
  "validation_split",
  "validation_data",
  "shuffle",
  "class_weight",
  "sample_weight",
  "initial_epoch",
  "steps_per_epoch",
];

/** Of Keras 2. */
const generatorOrder = [
  ...["generator", "steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data", "validation_steps"],
  ...["validation_freq", "class_weight"],
];
const dataNames: ReadonlySet<string> = new Set(["x", "generator", "validation_data"]);

const literalOf = (given: Given | undefined): Literal => (given ? toLiteral(given.value) : null);
const listOf = (given: Given | undefined): readonly Literal[] => {
  const literal = literalOf(given);
  if (literal === null) return [];
  return isList(literal) ? literal : [literal];
};

export function compileSettings(args: Arguments, { span }: Site): CompileSettings {
  const { bound } = args.under(["optimizer", "loss", "loss_weights", "metrics", "weighted_metrics"]);
  return {
    optimizer: literalOf(bound.get("optimizer")),
    loss: literalOf(bound.get("loss")),
    lossWeights: literalOf(bound.get("loss_weights")),
    metrics: listOf(bound.get("metrics")),
    ...(bound.has("weighted_metrics") && { weightedMetrics: listOf(bound.get("weighted_metrics")) }),
    span,
  };
}

/** The settings of a `fit`, and the shape of the data that it is given, where that is known. */
export function fitSettings(
  args: Arguments,
  site: Site,
  machine: Machine,
  compile: CompileSettings | undefined,
  name = "fit",
): { readonly fit: FitSettings; readonly shape: KnownShape | undefined } {
  const { span } = site;
  const { bound: given } = args.under(name === "fit_generator" ? generatorOrder : fitOrder);
  // What gives batches is data as soon as it is known what these are.
  const bound = new Map(
    Array.from(given, ([key, one]): [string, Given] => {
      const batches = dataNames.has(key) ? batchesOf(one.value, site, machine) : undefined;
      return [key, batches ? { ...one, value: new DatasetValue(batches, { shuffled: true }) } : one];
    }),
  );
  const literal = (...names: readonly string[]): Literal | undefined => {
    const given = names.map((name) => bound.get(name)).find((one) => one !== undefined);
    return given && toLiteral(given.value);
  };
  const settings = {
    epochs: literal("epochs", "nb_epoch"),
    initialEpoch: literal("initial_epoch"),
    stepsPerEpoch: literal("steps_per_epoch"),
    batchSize: literal("batch_size"),
    validationSplit: literal("validation_split"),
    shuffle: literal("shuffle"),
    classWeight: literal("class_weight"),
    sampleWeight: literal("sample_weight"),
    callbacks: bound.has("callbacks")
      ? callbacksIn(bound.get("callbacks")!.value, (schedule) =>
          rateTable(machine, schedule, { epochs: literal("epochs"), first: firstRate(compile) }, site),
        )
      : undefined,
    train: trainingData(bound.get("x") ?? bound.get("generator"), bound.get("y"), bound.get("sample_weight"), machine),
    validation: validationData(bound.get("validation_data"), machine),
    ...ofDataset((bound.get("x") ?? bound.get("generator"))?.value),
  };
  const x = bound.get("x")?.value;
  const facts = {
    labels: labelsOf(bound.get("y")?.value),
    inputRange: x && rangeOf(x),
    validatesOnTraining: x && isSameData(x, bound.get("validation_data")?.value) ? true : undefined,
  };
  const told = Object.fromEntries(Object.entries({ ...settings, ...facts }).filter(([, value]) => value !== undefined));
  const hidden = unknown("the shape of this data is not known", span);
  return { fit: { ...told, span }, shape: x && (shapeOf(x) ?? hidden) };
}

/** Callbacks; a function that says learning rates becomes a table of them. */
function callbacksIn(value: Value, tabulate: (schedule: Value) => Literal): readonly Literal[] {
  const things = value.kind === "tuple" ? value.items : value.kind === "list" && !value.unknown ? value.items : [value];
  return things.map((thing): Literal => {
    const schedule =
      thing instanceof KerasThing && thing.type === "LearningRateScheduler" && thing.args.pick(0, "schedule");
    if (!schedule) return toLiteral(thing);
    const { class_name, config } = thing.literal();
    return { class_name, config: { ...config, schedule: tabulate(schedule) } };
  });
}

function labelsOf(y: Value | undefined): LabelFacts | undefined {
  if (!(y instanceof ArrayValue) || !isShape(y.shape)) return undefined;
  return { shape: y.shape, ...(y.classes !== undefined && { classes: y.classes }) };
}

const rangeOf = (x: Value): ValueRange | undefined =>
  x instanceof ArrayValue || x instanceof DatasetValue ? x.range : undefined;

/** Whether the data that is validated on is that which is trained on, and not a part of it. */
function isSameData(x: Value, validation: Value | undefined): boolean {
  if (x instanceof DatasetValue) return x === validation;
  return x instanceof ArrayValue && validation?.kind === "tuple" && validation.items[0] === x;
}

/** A data set says itself how it is batched and whether it comes in a random order. */
function ofDataset(value: Value | undefined): { readonly batchSize?: Literal; readonly shuffle?: Literal } {
  if (!(value instanceof DatasetValue)) return {};
  const { batch, shuffled = false } = value.batching;
  return { ...(batch !== undefined && { batchSize: batch }), shuffle: shuffled };
}

function shapeOf(value: Value): KnownShape | undefined {
  // Training takes batches of any size.
  if (value instanceof ArrayValue) return isShape(value.shape) ? [null, ...value.shape.slice(1)] : value.shape;
  if (value instanceof TableValue) return [null, value.columns?.length ?? notCounted("columns")];
  if (value instanceof DatasetValue)
    return value.sample && isShape(value.sample) ? [null, ...value.sample] : value.sample;
  return undefined;
}
