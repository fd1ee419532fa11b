/** Data sets whose samples lie in arrays: `.npz`, `.npy` and IDX files. */
import { product, showCount } from "../../base/figures";
import { areFinite, isWhole, type NumberArray } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import type { DataSpec } from "../../model/job";
import type { Dataset, Input, InputBuffer, PartName, Samples, Target, Wish } from "../dataset";
import { arraySamples } from "../samples/arraySamples";
import { namesClasses, numberClasses, type Labels } from "./labels";
import { sampleWeights } from "./sampleWeights";

/** Inputs and targets of one part, with the names to speak of them. */
export interface ArrayPart {
  readonly name: PartName;
  readonly x: NumberArray;
  readonly y: NumberArray;
  readonly xName: string;
  readonly yName: string;
  /** How much the samples count. */
  readonly w?: NumberArray;
  readonly wName?: string;
}

/** The first part is the training data. */
export function arrayData(parts: readonly [ArrayPart, ...ArrayPart[]], spec: DataSpec, wish: Wish): Dataset {
  for (const part of parts) checkCounts(part, parts[0]);
  const [first] = parts;
  const input = inputOf(first.x, spec.scale);
  const labels = labelsOf(parts, wish);
  const warnings = [...labels.warnings, ...parts.flatMap(({ x, xName }) => notFinite(x, xName))];
  const samples = new Map<PartName, Samples>();
  for (const [i, { name, x, w, wName }] of parts.entries()) {
    const weights = w && [sampleWeights(w, wName ?? "w", x.shape[0]!)];
    samples.set(name, { ...samplesOf(x, input, labels.parts[i]!, labels.target), ...(weights && { weights }) });
  }
  const [validation, test] = [samples.get("validation"), samples.get("test")];
  return {
    source: spec.source,
    input,
    target: labels.target,
    targetSize: targetSizeOf(labels.target),
    train: samples.get("train")!,
    ...(validation && { validation }),
    ...(test && { test }),
    splitBy: "order",
    warnings: () => warnings,
  };
}

export const targetSizeOf = (target: Target): number => (target.kind === "classes" ? 1 : product(target.shape));

/** Without the axis of samples; single numbers are samples of one. */
export const sampleShape = ({ shape }: NumberArray): readonly number[] => (shape.length === 1 ? [1] : shape.slice(1));

function checkCounts({ x, y, xName, yName }: ArrayPart, first: ArrayPart): void {
  if (x.shape.length === 0) throw new Trouble(`${xName} is a single number, not a list of samples.`);
  const [count, labels] = [x.shape[0]!, y.shape[0] ?? 1];
  const thing = isImage(x) ? "images" : "samples";
  if (count !== labels)
    throw new Trouble(`${showCount(count)} ${thing} (${xName}) but ${showCount(labels)} labels (${yName}).`);
  if (product(x.shape) === 0) throw new Trouble(`${xName} holds no samples.`);
  if (storage(x) !== storage(first.x))
    throw new Trouble(`${xName} holds ${x.type} numbers, ${first.xName} ${first.x.type}: save them as the same type.`);
  for (const [array, name, other, otherName] of [
    [x, xName, first.x, first.xName],
    [y, yName, first.y, first.yName],
  ] as const)
    if (sampleShape(array).join() !== sampleShape(other).join())
      throw new Trouble(
        `A sample of ${name} has shape (${sampleShape(array).join(", ")}), one of ${otherName} (${sampleShape(other).join(", ")}).`,
      );
}

/** Small whole numbers with two axes, or anything with a third of 1, 3 or 4 colours. */
export function isImage({ type, shape }: Pick<NumberArray, "type" | "shape">): boolean {
  if (shape.length === 3) return type === "uint8" || type === "uint16";
  return shape.length === 4 && [1, 3, 4].includes(shape[3]!);
}

const largestOf: Readonly<Partial<Record<NumberArray["type"], number>>> = { uint8: 255, uint16: 65535 };

/** Types that are kept and scaled alike. */
const storage = ({ type }: NumberArray): string => (type in largestOf || type === "bool" ? type : "number");

export function inputOf(x: NumberArray, scale: boolean): Input {
  const image = isImage(x);
  const largest = largestOf[x.type];
  return {
    shape: sampleShape(x),
    type: x.type === "uint8" || x.type === "bool" ? "uint8" : "float32",
    scale: scale && image && largest !== undefined ? 1 / largest : 1,
    image,
    ...(x.texts && { texts: x.texts }),
  };
}

function samplesOf(x: NumberArray, input: Input, targets: Float32Array, target: Target): Samples {
  const inputs: InputBuffer =
    input.type === "float32" && !(x.data instanceof Float32Array) ? new Float32Array(x.data) : (x.data as InputBuffer);
  return arraySamples(
    { data: inputs, size: product(input.shape) },
    { data: targets, size: targetSizeOf(target) },
    target.kind === "classes" ? targets : undefined,
  );
}

/** What the targets are, as numbers that `fill` gives. */
export function labelsOf(parts: readonly Pick<ArrayPart, "y" | "yName">[], wish: Wish): Labels {
  const { y } = parts[0]!;
  const whole = isWhole(y.type);
  const size = product(sampleShape(y));
  const column = { parts: parts.map((part) => part.y.data), whole };
  if (size === 1 && namesClasses(column, wish.targets ?? formOf(wish.like?.target))) return numberClasses(column, wish);
  if (y.shape.length === 2 && wish.targets !== "values" && wish.targets !== "sequence") {
    const chosen = parts.map((part) => chosenColumns(part.y.data, size));
    if (chosen.every((part) => part !== undefined)) {
      const names = Array.from({ length: size }, (_, i) => String(i));
      return { target: { kind: "classes", names }, parts: chosen, warnings: [] };
    }
  }
  return {
    target: { kind: "values", shape: sampleShape(y) },
    parts: parts.map((part) => new Float32Array(part.y.data)),
    warnings: parts.flatMap((part) => notFinite(part.y, part.yName)),
  };
}

const formOf = (target: Target | undefined): "index" | "values" | undefined =>
  target && (target.kind === "classes" ? "index" : "values");

/** The column of the single 1 in each row, or undefined where a row is not of one 1 and zeros. */
function chosenColumns(data: ArrayLike<number>, size: number): Float32Array | undefined {
  const chosen = new Float32Array(data.length / size).fill(-1);
  for (let i = 0; i < data.length; i++) {
    const row = Math.floor(i / size);
    if (data[i] === 0) continue;
    if (data[i] !== 1 || chosen[row]! >= 0) return undefined;
    chosen[row] = i % size;
  }
  return chosen.includes(-1) ? undefined : chosen;
}

function notFinite({ data, shape, type }: NumberArray, name: string): readonly string[] {
  if (isWhole(type) || areFinite(data)) return [];
  let count = 0;
  let first = -1;
  for (let i = 0; i < data.length; i++)
    if (!Number.isFinite(data[i]!)) {
      if (count++ === 0) first = i;
    }
  const sample = Math.floor(first / (data.length / shape[0]!));
  return [
    `${name} holds ${showCount(count)} numbers that are NaN or infinite, the first in sample ${showCount(sample)}.`,
  ];
}
