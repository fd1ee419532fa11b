/** From numbers or texts that name classes to class numbers 0, 1, 2 …, and whether numbers do name classes. */
import { byBytes } from "../../base/bytes";
import { counted, showCount } from "../../base/figures";
import type { NumberData } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import type { Target, TargetForm, Wish } from "../dataset";

/** As many different whole numbers may be classes whatever they are, when each is there twice at least. */
const FEW = 20;
/** More of them may be classes when they count without a gap and each is there as often as this. */
const OFTEN = 20;
const MOST_CLASSES = 100_000;

/** A column of targets as it is in a file; parts (training, test) are numbered alike. */
export interface Column {
  readonly parts: readonly NumberData[];
  /** Whether the file stores whole numbers as such. */
  readonly whole: boolean;
}

export interface Labels {
  readonly target: Target;
  readonly parts: readonly Float32Array[];
  readonly warnings: readonly string[];
}

/** Whether a target is numbers that name classes: as the loss wants it, else when they look like it. */
export function namesClasses({ parts, whole }: Column, targets: TargetForm | undefined): boolean {
  if (targets === "values" || !parts.every((part) => allWhole(part))) return false;
  if (targets !== undefined) return true;
  const different = new Set<number>();
  let count = 0;
  for (const part of parts) {
    count += part.length;
    for (const value of part) if (different.add(value).size > MOST_CLASSES) return false;
  }
  const values = [...different].sort((a, b) => a - b);
  const gapless = (values[0] === 0 || values[0] === 1) && values.at(-1)! - values[0] + 1 === values.length;
  if (values.length <= FEW) return gapless || count >= 2 * values.length;
  return whole && gapless && count >= OFTEN * values.length;
}

function allWhole(part: NumberData): boolean {
  for (const value of part) if (!Number.isSafeInteger(value)) return false;
  return true;
}

/**
 * Class numbers for whole numbers. They are kept where they fit the model's output (or count from 0 without large gaps, when that is
 * not known), as Keras takes them; otherwise they are numbered in order.
 */
export function numberClasses({ parts }: Column, { like, output }: Wish): Labels {
  const different = new Set<number>();
  for (const part of parts) for (const value of part) different.add(value);
  const values = [...different].sort((a, b) => a - b);
  if (like?.target.kind === "classes") return { ...asBefore(parts, values, like.target.names), warnings: [] };
  const [least, largest] = [values[0]!, values.at(-1)!];
  const outputs = output?.at(-1);
  const keep =
    typeof outputs === "number"
      ? least >= 0 && largest < Math.max(2, outputs)
      : least === 0 && largest <= 2 * values.length + 1;
  const count = keep ? largest + 1 : values.length;
  if (count > MOST_CLASSES)
    throw new Trouble(`The target has ${showCount(count)} classes; the limit is ${showCount(MOST_CLASSES)}.`);
  if (keep)
    return {
      target: { kind: "classes", names: Array.from({ length: count }, (_, i) => String(i)) },
      parts: parts.map((part) => new Float32Array(part)),
      warnings: fewClasses(values),
    };
  const numbers = new Map(values.map((value, i) => [value, i]));
  const shown = values.length > 6 ? [...values.slice(0, 3), "…", values.at(-1)!] : values;
  return {
    target: { kind: "classes", names: values.map(String) },
    parts: parts.map((part) => Float32Array.from(part, (value) => numbers.get(value)!)),
    warnings: [`The classes ${shown.join(", ")} are numbered from 0, in this order.`, ...fewClasses(values)],
  };
}

function asBefore(
  parts: Column["parts"],
  values: readonly number[],
  names: readonly string[],
): Pick<Labels, "target" | "parts"> {
  const numbers = new Map(names.map((name, i) => [name, i]));
  const stranger = values.find((value) => !numbers.has(String(value)));
  if (stranger !== undefined) throw unknownClass(String(stranger), names);
  return {
    target: { kind: "classes", names },
    parts: parts.map((part) => Float32Array.from(part, (value) => numbers.get(String(value))!)),
  };
}

/** A class of further data that the training data do not have. */
export const unknownClass = (name: string, names: readonly string[]): Trouble =>
  new Trouble(
    `Class “${name}” is not among those of the training data (${names.slice(0, 10).join(", ")}${names.length > 10 ? ", …" : ""}).`,
  );

const fewClasses = (values: readonly unknown[]): readonly string[] =>
  values.length === 1 ? [`There is one class only (${String(values[0])}): nothing to learn.`] : [];

/** Class numbers for texts, in the order of their bytes. */
export function nameClasses(
  texts: Iterable<string>,
  { like }: Wish,
): { names: readonly string[]; warnings: readonly string[] } {
  if (like?.target.kind === "classes") return { names: like.target.names, warnings: [] };
  const names = [...new Set(texts)].sort(byBytes);
  if (names.length > MOST_CLASSES)
    throw new Trouble(
      `The target has ${counted(names.length, "class", "classes")}; the limit is ${showCount(MOST_CLASSES)}.`,
    );
  return { names, warnings: fewClasses(names) };
}
