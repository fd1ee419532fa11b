/** Whether data suit a model, and what is changed so that they do: shapes, sizes and colours of images, the form of targets. */
import { counted, product } from "../base/figures";
import { isUnknown, showShape, type Dim, type Shape } from "../model/shape";
import type { Dataset, Samples, Target, TargetForm } from "./dataset";
import { convertImages } from "./samples/convertedSamples";
import { mapTargets, type TargetMap } from "./samples/mappedTargets";

/** Both ends of a model; shapes include the batch. */
export interface ModelEnds {
  readonly input: Shape;
  readonly output: Shape;
  /** As the loss wants its targets. */
  readonly targets: TargetForm;
}

/** Why data do not suit a model, and what to do. */
export class Unfit {
  constructor(readonly message: string) {}
}

/** The data as the model takes them. */
export function fitToModel(data: Dataset, { input, output, targets }: ModelEnds): Dataset | Unfit {
  const suited = fitInput(data, input.slice(1));
  return suited instanceof Unfit ? suited : fitTarget(suited, output.slice(1), targets);
}

const withBatch = (shape: readonly Dim[]): string => showShape([null, ...shape]);

function fitInput(data: Dataset, wanted: readonly Dim[]): Dataset | Unfit {
  const { shape, image } = data.input;
  if (wanted.length === shape.length && wanted.every((dim, axis) => typeof dim !== "number" || dim === shape[axis]))
    return data;
  const asked = wanted.every((dim) => typeof dim === "number") ? wanted : undefined;
  if (asked && sameNumbers(shape, asked)) return reshaped(data, asked);
  if (image && wanted.length === 3) {
    const [rows, columns, channels] = wanted.map((dim, axis) => (typeof dim === "number" ? dim : (shape[axis] ?? 1)));
    const own = shape[2] ?? 1;
    if ((channels === 1 || channels === 3) && [1, 3, 4].includes(own))
      return convertImages(data, [rows!, columns!, channels]);
  }
  const what = image ? "images" : "samples";
  const unknown = wanted.find(isUnknown);
  return new Unfit(
    `The model takes ${withBatch(wanted)}, the data are ${what} of ${showShape(shape)}${unknown ? ` (${unknown.unknown})` : ""}: ${advice(shape, wanted)}.`,
  );
}

/** Whether samples may be read in another shape without mixing their axes up: flat, from flat, or with axes of size 1 more or less. */
const sameNumbers = (from: readonly number[], to: readonly number[]): boolean =>
  product(from) === product(to) && (from.length === 1 || to.length === 1 || withoutOnes(from) === withoutOnes(to));

const withoutOnes = (shape: readonly number[]): string => shape.filter((size) => size !== 1).join();

function advice(shape: readonly number[], wanted: readonly Dim[]): string {
  const own = showShape(shape);
  const sorted = (dims: readonly Dim[]): string => dims.map(String).sort().join();
  if (sorted(shape) === sorted(wanted)) return "their axes are in another order, so transpose the data";
  if (shape.length === 1 && wanted.length === 1) return `make the model's input ${own}, or choose other columns`;
  if (wanted.length === 1) return `make the model's input ${own} and begin with Flatten`;
  return `make the model's input ${own}`;
}

function reshaped(data: Dataset, shape: readonly number[]): Dataset {
  const from = data.input.shape;
  // An axis of size 1 more or less says nothing new.
  const remark =
    withoutOnes(from) === withoutOnes(shape) ? [] : [`Samples of ${showShape(from)} are read as ${showShape(shape)}.`];
  const image = data.input.image && shape.length >= 2;
  return { ...data, input: { ...data.input, shape, image }, warnings: () => [...data.warnings(), ...remark] };
}

function fitTarget(data: Dataset, output: readonly Dim[], form: TargetForm): Dataset | Unfit {
  const outputs = output.every((dim) => typeof dim === "number") ? product(output) : undefined;
  if (outputs === undefined) return data;
  return data.target.kind === "classes"
    ? fitClasses(data, data.target.names, output, outputs, form)
    : fitValues(data, data.target.shape, output, outputs, form);
}

function fitClasses(
  data: Dataset,
  names: readonly string[],
  output: readonly Dim[],
  outputs: number,
  form: TargetForm,
): Dataset | Unfit {
  const classes = counted(names.length, "class", "classes");
  const last = output.at(-1) as number;
  switch (form) {
    case "index":
      if (names.length <= last) return data;
      return new Unfit(
        `The data have ${classes}, the model's output ${withBatch(output)} tells ${last} apart: give its last layer ${names.length} units.`,
      );
    case "one-hot":
      if (names.length <= last && outputs === last) return withTarget(data, oneHot(last), data.target);
      return new Unfit(
        `The data have ${classes}, the model's output is ${withBatch(output)}: give its last layer ${names.length} units.`,
      );
    case "binary":
      if (outputs === 1 && names.length <= 2) return data;
      if (outputs === names.length) return withTarget(data, oneHot(outputs), data.target);
      return new Unfit(
        `The data have ${classes}, and a binary loss with an output of ${withBatch(output)} does not tell them apart: give the last layer ${names.length} units with softmax, and use sparse_categorical_crossentropy.`,
      );
    case "values": {
      const values = names.map(Number);
      if (outputs === 1 && values.every((value) => Number.isFinite(value)))
        return withTarget(
          data,
          { size: 1, write: (label, into, at) => void (into[at] = values[label]!) },
          { kind: "values", shape: [1] },
        );
      if (outputs === names.length) return withTarget(data, oneHot(outputs), data.target);
      return new Unfit(
        `The target is ${classes} (${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}), not numbers: use a loss for classes, such as sparse_categorical_crossentropy with ${names.length} units in the last layer.`,
      );
    }
  }
}

function fitValues(
  data: Dataset,
  shape: readonly number[],
  output: readonly Dim[],
  outputs: number,
  form: TargetForm,
): Dataset | Unfit {
  const last = output.at(-1) as number;
  // A class number for each place, as in a segmentation.
  if (form === "index" && shape.length > 1 && product(shape) * last === outputs) return data;
  if (form === "index")
    return new Unfit(
      "The loss wants class numbers, and the target holds numbers that are none: use a loss for values, such as mse.",
    );
  if (product(shape) === outputs) return data;
  return new Unfit(
    `The target is ${counted(product(shape), "number")} for each sample, the model's output ${withBatch(output)}: make them the same.`,
  );
}

const oneHot = (size: number): TargetMap => ({ size, write: (label, into, at) => void (into[at + label] = 1) });

function withTarget(data: Dataset, map: TargetMap, target: Target): Dataset {
  const mapped = (samples: Samples): Samples => mapTargets(samples, map);
  return {
    ...data,
    target,
    targetSize: map.size,
    train: mapped(data.train),
    ...(data.validation && { validation: mapped(data.validation) }),
    ...(data.test && { test: mapped(data.test) }),
  };
}
