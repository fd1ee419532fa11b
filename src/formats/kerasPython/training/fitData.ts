/** What `fit` is given to train on, as recipes. */
import type { DataReference } from "../../../model/training";
import type { Recipe } from "../../../model/recipe";
import type { Span } from "../../../model/span";
import type { Given } from "../../../python/arguments";
import type { Machine, Site } from "../../../python/machine";
import { isNumeric } from "../../../python/numbers";
import type { Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { DatasetValue } from "../arrays/dataset";
import { partNames } from "../arrays/structure";
import { thingsIn } from "../nested";
import { arrayOf } from "../numpy/making";
import { TableValue } from "../pandas/table";
import { isShape, tensorsIn } from "../tensors/tensor";
import { Lost, recipeOf, type Trace } from "../arrays/trace";

export function trainingData(
  x: Given | undefined,
  y: Given | undefined,
  weights: Given | undefined,
  machine: Machine,
): DataReference | undefined {
  if (!x || x.value.kind === "none") return undefined;
  const span = x.span ?? { start: 0, end: 0 };
  if (x.value instanceof DatasetValue) return fromDataset(x.value, span);
  const [inputs, targets, counts] = [x, y, weights].map((one) => one && listed(one.value, { span }, machine));
  return reference(inputs!, targets, counts, span);
}

/** `validation_data=(x, y)` or `(x, y, sample_weight)`, or a data set. */
export function validationData(given: Given | undefined, machine: Machine): DataReference | undefined {
  if (!given || given.value.kind === "none") return undefined;
  const span = given.span ?? { start: 0, end: 0 };
  const { value } = given;
  if (value instanceof DatasetValue) return fromDataset(value, span);
  const items = value.kind === "tuple" || (value.kind === "list" && !value.unknown) ? value.items : [];
  const [x, y, weights] = items.map((item) => listed(item, { span }, machine));
  return x ? reference(x, y, weights, span) : reference(value, undefined, undefined, span);
}

/** Numbers in a list are one array; arrays in a list are several. */
function listed(value: Value, site: Site, machine: Machine): Value {
  const isList = value.kind === "list" && !value.unknown && value.items.length > 0;
  return isList && [...thingsIn(value)].every(isNumeric) ? arrayOf(machine, value, site) : value;
}

function fromDataset({ parts }: DatasetValue, span: Span): DataReference {
  const [x, y, weights] = parts.kind === "tuple" ? parts.items : [parts];
  return reference(x ?? parts, y, weights, span);
}

function reference(x: Value, y: Value | undefined, weights: Value | undefined, span: Span): DataReference {
  const inputs = tensorsIn(x);
  const targets = y && y.kind !== "none" ? tensorsIn(y) : undefined;
  const traces = inputs.map(traced);
  const counts = weights && weights.kind !== "none" ? tensorsIn(weights).map(traced) : [];
  // without them training is still possible
  const unweighed = counts.find((one) => one instanceof Lost);
  const recipe: Recipe | Lost =
    targets === undefined
      ? (traces.find((one) => one instanceof Lost) ?? new Lost("there is nothing that is to be predicted", span))
      : recipeOf(traces, targets.map(traced), unweighed ? [] : counts);
  const [first] = inputs;
  const count = first instanceof ArrayValue && isShape(first.shape) ? first.shape[0] : undefined;
  const counted = typeof count === "number" ? { count } : {};
  if (recipe instanceof Lost)
    return {
      source: { unknown: recipe.why, ...(recipe.span && { span: recipe.span }) },
      options: {},
      ...counted,
      span,
    };
  const names = { x: partNames(x), y: y && partNames(y) };
  const named = (names.x ?? names.y) !== undefined && {
    names: { ...(names.x && { x: names.x }), ...(names.y && { y: names.y }) },
  };
  const left = unweighed ? { weightsUnknown: unweighed.why } : {};
  return { source: nameOf(recipe), recipe: { ...recipe, ...named }, options: {}, ...left, ...counted, span };
}

const traced = (value: Value): Trace =>
  value instanceof ArrayValue || value instanceof TableValue
    ? value.trace
    : new Lost(value.kind === "unknown" ? value.reason : "where this comes from is not followed", value.span);

/** Where the data come from, in few words. */
function nameOf({ steps }: Recipe): string {
  const names = steps.flatMap(({ does, settings }) => {
    if (typeof settings["path"] === "string") return [settings["path"]];
    if (does === "keras_dataset" && typeof settings["name"] === "string") return [`keras.datasets.${settings["name"]}`];
    return [];
  });
  return [...new Set(names)].join(", ") || "made by the file itself";
}
