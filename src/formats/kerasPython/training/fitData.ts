/** What `fit` is given to train on, as recipes. */
import type { DataReference } from "../../../model/training";
import type { Recipe } from "../../../model/recipe";
import type { Span } from "../../../model/span";
import type { Given } from "../../../python/arguments";
import type { Value } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { DatasetValue } from "../arrays/dataset";
import { TableValue } from "../pandas/table";
import { isShape, tensorsIn } from "../tensors/tensor";
import { Lost, recipeOf, type Trace } from "../arrays/trace";

export function trainingData(x: Given | undefined, y: Given | undefined): DataReference | undefined {
  if (!x || x.value.kind === "none") return undefined;
  const span = x.span ?? { start: 0, end: 0 };
  if (x.value instanceof DatasetValue) return fromDataset(x.value, span);
  return reference(x.value, y?.value, span);
}

/** `validation_data=(x, y)`, or a data set. */
export function validationData(given: Given | undefined): DataReference | undefined {
  if (!given || given.value.kind === "none") return undefined;
  const span = given.span ?? { start: 0, end: 0 };
  const { value } = given;
  if (value instanceof DatasetValue) return fromDataset(value, span);
  const items = value.kind === "tuple" || (value.kind === "list" && !value.unknown) ? value.items : [];
  const [x, y] = items;
  return x ? reference(x, y, span) : reference(value, undefined, span);
}

function fromDataset({ parts }: DatasetValue, span: Span): DataReference {
  const [x, y] = parts.kind === "tuple" ? parts.items : [parts];
  return reference(x ?? parts, y, span);
}

function reference(x: Value, y: Value | undefined, span: Span): DataReference {
  const inputs = tensorsIn(x);
  const targets = y && y.kind !== "none" ? tensorsIn(y) : undefined;
  const traces = inputs.map(traced);
  const recipe: Recipe | Lost =
    targets === undefined
      ? (traces.find((one) => one instanceof Lost) ?? new Lost("there is nothing that is to be predicted", span))
      : recipeOf(traces, targets.map(traced));
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
  return { source: nameOf(recipe), recipe, options: {}, ...counted, span };
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
