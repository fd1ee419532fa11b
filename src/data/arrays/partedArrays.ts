/** `.npz` files for models with several inputs or outputs: which array is what, and samples of them. */
import { product, showCount } from "../../base/figures";
import type { NumberArray } from "../../base/numbers";
import type { StoredArray } from "../../base/npz";
import { Trouble } from "../../base/trouble";
import type { DataSpec } from "../../model/job";
import type { Dataset, ModelParts, PartName, Samples, Target, Wish } from "../dataset";
import { partedSamples } from "../samples/partedSamples";
import { inputOf, labelsOf, sampleShape, targetSizeOf } from "./arrayData";
import { sampleWeights, weightNames } from "./sampleWeights";

/** Whether a sample has more than one input and one target. */
export const isParted = ({ inputs, targets }: ModelParts): boolean => inputs.length > 1 || targets.length > 1;

/** What stands behind an array's name, for each part of the data. */
export const suffixes: Readonly<Record<PartName, readonly string[]>> = {
  train: ["_train", ""],
  validation: ["_val", "_valid", "_validation"],
  test: ["_test"],
};

/** What an input or target may be called: by its name, with `x_` or `y_` before it, or by its place. */
function basesOf(letter: "x" | "y", name: string, place: number, { inputs, targets }: ModelParts): readonly string[] {
  const [own, others] = letter === "x" ? [inputs, targets] : [targets, inputs];
  const isBoth = others.some((other) => other.name === name);
  return [
    ...(isBoth ? [] : [name]),
    `${letter}_${name}`,
    `${letter}${place}`,
    ...(own.length === 1 ? [letter] : []),
  ].map((base) => base.toLowerCase());
}

/** What the weights for one of several targets may be called. */
const weightBases = (target: string, place: number): readonly string[] =>
  weightNames.flatMap((base) => [`${base}_${target}`.toLowerCase(), `${base}${place}`]);

interface Found {
  readonly name: PartName;
  readonly inputs: readonly StoredArray[];
  readonly targets: readonly StoredArray[];
  /** How much the samples count: one array for all targets, or one for each that has one. */
  readonly weights: readonly (StoredArray | undefined)[];
}

export interface PartArrays {
  readonly name: PartName;
  readonly inputs: readonly NumberArray[];
  readonly targets: readonly NumberArray[];
  /** How much the samples count, with the arrays' names: one for all targets, or one for each that has one. */
  readonly weights: readonly (NamedArray | undefined)[];
}

export type NamedArray = NumberArray & { readonly name: string };

function findArrays(arrays: ReadonlyMap<string, StoredArray>, model: ModelParts): readonly Found[] {
  const byName = new Map([...arrays].map(([name, array]) => [name.toLowerCase(), array]));
  const find = (bases: readonly string[], part: PartName): StoredArray | undefined =>
    bases.flatMap((base) => suffixes[part].map((suffix) => byName.get(base + suffix))).find((one) => one !== undefined);
  const all = (letter: "x" | "y", part: PartName) =>
    (letter === "x" ? model.inputs : model.targets).map(({ name }, i) => find(basesOf(letter, name, i, model), part));
  const found = (["train", "validation", "test"] as const).map((name) => ({
    name,
    inputs: all("x", name),
    targets: all("y", name),
  }));
  const taken = new Set(found.flatMap(({ inputs, targets }) => [...inputs, ...targets]));
  const weigh = (bases: readonly string[], part: PartName): StoredArray | undefined => {
    const array = find(bases, part);
    return array && taken.has(array) ? undefined : array;
  };
  const [train] = found;
  const missing = [
    ...model.inputs.filter((_, i) => !train!.inputs[i]).map(({ name }) => `input ${name}`),
    ...model.targets.filter((_, i) => !train!.targets[i]).map(({ name }) => `output ${name}`),
  ];
  if (missing.length > 0) {
    const there = [...arrays.keys()].slice(0, 20).join(", ") || "nothing";
    throw new Trouble(
      `It holds ${there}, and no array for ${missing.join(", ")}. An array is called like the input or output, or x_NAME and y_NAME, or x0, x1 … and y0, y1 …, with _val or _test behind it for validation and test data.`,
    );
  }
  return found.flatMap(({ name, ...part }) => {
    const [inputs, targets] = [part.inputs, part.targets].map((list) => list.filter((one) => one !== undefined));
    const isWhole = inputs!.length === model.inputs.length && targets!.length === model.targets.length;
    const own = model.targets.map((target, i) => weigh(weightBases(target.name, i), name));
    const weights = own.some((one) => one !== undefined) ? own : [weigh(weightNames, name)];
    return isWhole ? [{ name, inputs: inputs!, targets: targets!, weights }] : [];
  });
}

export async function partedArrays(
  arrays: ReadonlyMap<string, StoredArray>,
  model: ModelParts,
  spec: DataSpec,
  { like }: Wish,
): Promise<Dataset> {
  const read = (list: readonly StoredArray[]): Promise<readonly NumberArray[]> =>
    Promise.all(list.map((array) => array.read()));
  const found = findArrays(arrays, model);
  const parts: PartArrays[] = [];
  for (const one of found) {
    const weights = await Promise.all(
      one.weights.map(async (stored) => stored && { ...(await stored.read()), name: stored.name }),
    );
    const part = { name: one.name, inputs: await read(one.inputs), targets: await read(one.targets), weights };
    checkPart(one, part, parts[0] ?? part);
    parts.push(part);
  }
  return partedData(parts, model, spec, like, (place, i) => found[place]!.targets[i]!.name);
}

/** Data whose samples have several inputs or targets, from arrays in the model's order. */
export function partedData(
  parts: readonly PartArrays[],
  model: ModelParts,
  spec: DataSpec,
  like: Wish["like"],
  nameOf: (part: number, target: number) => string,
): Dataset {
  const [first] = parts;
  const inputs = first!.inputs.map((x) => ({ ...inputOf(x, spec.scale), type: "float32" as const }));
  const labels = model.targets.map(({ form, shape }, i) => {
    const perPlace = form === "index" && shape.length > 2;
    const known = like?.parts?.targets[i]?.target;
    return labelsOf(
      parts.map(({ targets }, part) => ({ y: targets[i]!, yName: nameOf(part, i) })),
      { targets: perPlace ? "values" : form, ...(known && { like: { ...like, target: known } }) },
    );
  });
  const samples = new Map<PartName, Samples>();
  for (const [part, { name, inputs: xs, weights: counts }] of parts.entries()) {
    const rows = partedSamples(
      xs.map((x, i) => ({ data: scaled(x, inputs[i]!.scale), size: product(inputs[i]!.shape) })),
      labels.map(({ target, parts }) => ({ data: parts[part]!, size: targetSizeOf(target) })),
    );
    const weights = counts.map((one) => one && sampleWeights(one, one.name, rows.count));
    samples.set(name, { ...rows, ...(weights.some((one) => one !== undefined) && { weights }) });
  }
  const targets = labels.map(({ target }) => ({ target, size: targetSizeOf(target) }));
  const [validation, test] = [samples.get("validation"), samples.get("test")];
  return {
    source: spec.source,
    ...rowsOf(
      inputs.map(({ shape }) => shape),
      targets,
    ),
    parts: { inputs: inputs.map((input) => ({ ...input, scale: 1 })), targets },
    train: samples.get("train")!,
    ...(validation && { validation }),
    ...(test && { test }),
    splitBy: "order",
    warnings: () => labels.flatMap(({ warnings }) => warnings),
  };
}

/** The whole row that parts stand in. */
export function rowsOf(
  inputShapes: readonly (readonly number[])[],
  targets: readonly { readonly size: number }[],
): Pick<Dataset, "input" | "target" | "targetSize"> {
  const width = inputShapes.reduce((sum, shape) => sum + product(shape), 0);
  const targetSize = targets.reduce((sum, { size }) => sum + size, 0);
  const target: Target = { kind: "values", shape: [targetSize] };
  return { input: { shape: [width], type: "float32", scale: 1, image: false }, target, targetSize };
}

/** Not by `from`, which makes a list of all numbers first. */
function scaled({ data }: NumberArray, scale: number): Float32Array {
  if (scale === 1) return data instanceof Float32Array ? data : new Float32Array(data);
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = data[i]! * scale;
  return out;
}

/** All arrays of a part have as many rows, and samples of the same shape as the training data. */
function checkPart(names: Found, part: PartArrays, first: PartArrays): void {
  const stored = [...names.inputs, ...names.targets];
  const [all, before] = [part, first].map(({ inputs, targets }) => [...inputs, ...targets]) as [
    NumberArray[],
    NumberArray[],
  ];
  const count = all[0]!.shape[0] ?? 1;
  all.forEach(({ shape }, i) => {
    const { name } = stored[i]!;
    if (product(shape) === 0) throw new Trouble(`${name} holds no samples.`);
    if ((shape[0] ?? 1) !== count)
      throw new Trouble(
        `${stored[0]!.name} holds ${showCount(count)} samples, ${name} ${showCount(shape[0] ?? 1)}: they must be as many.`,
      );
    const [own, wanted] = [all[i]!, before[i]!].map((array) => sampleShape(array).join(", "));
    if (own !== wanted)
      throw new Trouble(`A sample of ${name} has shape (${own!}), in the training data (${wanted!}).`);
  });
}
