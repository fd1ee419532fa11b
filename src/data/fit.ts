/** Whether data suit a model, and what is changed so that they do: shapes, sizes and colours of images, the form of targets. */
import { counted, product } from "../base/figures";
import { isUnknown, showShape, type Dim, type Shape } from "../model/shape";
import type { Dataset, Input, ModelParts, Samples, Target, TargetForm } from "./dataset";
import { convertImages } from "./samples/convertedSamples";
import { mapParts } from "./samples/partedSamples";
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

/** The data as a model with several inputs or outputs takes them. */
export function fitParts(data: Dataset, model: ModelParts): Dataset | Unfit {
  const { parts } = data;
  const [inputs, targets] = [model.inputs.length, model.targets.length];
  if (parts?.inputs.length !== inputs || parts.targets.length !== targets)
    return new Unfit(
      `The model has ${listed("input", model.inputs)} and ${listed("target", model.targets)}, and such data hold one of each. What can be had for it: a .npz file with an array for each by these names, a table whose columns have them, or builtin:random.`,
    );
  const suitedInputs = parts.inputs.map((input, i) => {
    const { name, shape } = model.inputs[i]!;
    const wanted = shape.slice(1).map((dim, axis) => (typeof dim === "number" ? dim : (input.shape[axis] ?? 1)));
    if (sameNumbers(input.shape, wanted)) return { ...input, shape: wanted };
    return new Unfit(`Input ${name} takes ${showShape(shape)}, its data are samples of ${showShape(input.shape)}.`);
  });
  const suitedTargets = parts.targets.map(({ target, size }, i) => {
    const { name, shape, form } = model.targets[i]!;
    const suited = suit(target, shape.slice(1), form);
    return suited instanceof Unfit ? new Unfit(`Output ${name}: ${suited.message}`) : { size, ...suited };
  });
  const all = [...suitedInputs, ...suitedTargets];
  const unfit = all.find((one) => one instanceof Unfit);
  if (unfit) return unfit;
  const isFit = <T>(one: T | Unfit): one is T => !(one instanceof Unfit);
  return withParts(data, suitedInputs.filter(isFit), suitedTargets.filter(isFit));
}

const listed = (what: string, parts: readonly { readonly name: string }[]): string =>
  `${counted(parts.length, what)} (${parts.map(({ name }) => name).join(", ")})`;

function withParts(
  data: Dataset,
  inputs: readonly Input[],
  mapped: readonly (Suited & { readonly size: number })[],
): Dataset {
  const targets = mapped.map(({ target, size, map }) => ({ target, size: map?.size ?? size }));
  const same = mapped.every(({ map }) => map === undefined);
  return {
    ...data,
    ...(same ? {} : everywhere(data, (samples) => mapParts(samples, mapped))),
    targetSize: targets.reduce((sum, { size }) => sum + size, 0),
    parts: { inputs, targets },
  };
}

/** A change of all samples that there are. */
const everywhere = (
  data: Dataset,
  change: (samples: Samples) => Samples,
): Pick<Dataset, "train" | "validation" | "test"> => ({
  train: change(data.train),
  ...(data.validation && { validation: change(data.validation) }),
  ...(data.test && { test: change(data.test) }),
});

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

/** A target as the model is compared with it, and how it is written where that is not as it is stored. */
interface Suited {
  readonly target: Target;
  readonly map: TargetMap | undefined;
}

function fitTarget(data: Dataset, output: readonly Dim[], form: TargetForm): Dataset | Unfit {
  const suited = suit(data.target, output, form);
  if (suited instanceof Unfit) return suited;
  const { target, map } = suited;
  if (!map) return data;
  return { ...data, ...everywhere(data, (samples) => mapTargets(samples, map)), target, targetSize: map.size };
}

function suit(target: Target, output: readonly Dim[], form: TargetForm): Suited | Unfit {
  if (form === "sequence") return suitLists(target, output);
  const outputs = output.every((dim) => typeof dim === "number") ? product(output) : undefined;
  if (outputs === undefined) return { target, map: undefined };
  return target.kind === "classes"
    ? suitClasses(target, output, outputs, form)
    : suitValues(target, output, outputs, form);
}

/** A list of class numbers for each sample, however long. */
function suitLists(target: Target, output: readonly Dim[]): Suited | Unfit {
  if (output.length !== 2)
    return new Unfit(
      `A loss for sequences compares lists with logits for each frame (batch, frames, classes), and the model's output is ${withBatch(output)}.`,
    );
  if (target.kind === "values") return { target, map: undefined };
  return new Unfit(
    `The target is one of ${counted(target.names.length, "class", "classes")}, and a loss for sequences wants a list of class numbers for each sample, filled up with 0.`,
  );
}

function suitClasses(
  target: Target & { readonly kind: "classes" },
  output: readonly Dim[],
  outputs: number,
  form: Exclude<TargetForm, "sequence">,
): Suited | Unfit {
  const { names } = target;
  const asIs: Suited = { target, map: undefined };
  const classes = counted(names.length, "class", "classes");
  const last = output.at(-1) as number;
  switch (form) {
    case "index":
      if (names.length <= last) return asIs;
      return new Unfit(
        `The data have ${classes}, the model's output ${withBatch(output)} tells ${last} apart: give its last layer ${names.length} units.`,
      );
    case "one-hot":
      if (names.length <= last && outputs === last) return { target, map: oneHot(last) };
      return new Unfit(
        `The data have ${classes}, the model's output is ${withBatch(output)}: give its last layer ${names.length} units.`,
      );
    case "binary":
      if (outputs === 1 && names.length <= 2) return asIs;
      if (outputs === names.length) return { target, map: oneHot(outputs) };
      return new Unfit(
        `The data have ${classes}, and a binary loss with an output of ${withBatch(output)} does not tell them apart: give the last layer ${names.length} units with softmax, and use sparse_categorical_crossentropy.`,
      );
    case "values": {
      const values = names.map(Number);
      if (outputs === 1 && values.every((value) => Number.isFinite(value)))
        return {
          target: { kind: "values", shape: [1] },
          map: { size: 1, write: (label, into, at) => void (into[at] = values[label]!) },
        };
      if (outputs === names.length) return { target, map: oneHot(outputs) };
      return new Unfit(
        `The target is ${classes} (${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}), not numbers: use a loss for classes, such as sparse_categorical_crossentropy with ${names.length} units in the last layer.`,
      );
    }
  }
}

function suitValues(
  target: Target & { readonly kind: "values" },
  output: readonly Dim[],
  outputs: number,
  form: TargetForm,
): Suited | Unfit {
  const { shape } = target;
  const asIs: Suited = { target, map: undefined };
  const last = output.at(-1) as number;
  // A class number for each place, as in a segmentation.
  if (form === "index" && output.length > 1 && product(shape) * last === outputs) return asIs;
  if (form === "index")
    return new Unfit(
      "The loss wants class numbers, and the target holds numbers that are none: use a loss for values, such as mse.",
    );
  if (product(shape) === outputs) return asIs;
  return new Unfit(
    `The target is ${counted(product(shape), "number")} for each sample, the model's output ${withBatch(output)}: make them the same.`,
  );
}

const oneHot = (size: number): TargetMap => ({ size, write: (label, into, at) => void (into[at + label] = 1) });
