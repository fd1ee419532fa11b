/** What an operation of a recipe is: it makes a value of earlier ones, as the function of NumPy, pandas or Keras does that it stands for. */
import { Trouble } from "../../base/trouble";
import type { ElementType } from "../../base/numbers";
import { elementTypes } from "../../base/numbers";
import type { Recipe, Setting, Settings } from "../../model/recipe";
import type { Tools } from "../dataset";
import type { Value } from "./value";

/** What a step works with. */
export interface Given {
  readonly of: readonly Value[];
  readonly settings: Settings;
  /** Whether nobody else needs the value at this place, so that its memory may be written over. */
  readonly isFree: (place: number) => boolean;
  readonly context: Context;
}

/** What one following of a recipe shares. */
export interface Context {
  readonly tools: Tools;
  /** Says what is being done, when it takes its time. */
  readonly tell: (what: string) => void;
  /** Notes what was changed or left out, in a sentence. */
  readonly note: (warning: string) => void;
  /** Where random numbers begin. */
  readonly seed: number;
  /** Follows a recipe for one sample of others: `elements` are what its `element` steps give. */
  readonly inner: (recipe: Recipe, elements: readonly Value[]) => Promise<readonly Value[]>;
}

export interface Operation {
  readonly name: string;
  /** Throws `Trouble` for what has no meaning; never changes what it is given unless that is free. */
  run(given: Given): Value | Promise<Value>;
}

/** A recipe that is not of this making, or of a newer one. */
const notRight = (name: string, setting: Setting | undefined): Trouble =>
  new Trouble(
    `The recipe of the data is damaged: ${name} is ${setting === undefined ? "missing" : JSON.stringify(setting)}.`,
  );

export function numberIn(settings: Settings, name: string): number | undefined {
  const value = settings[name];
  if (value === undefined || value === null) return undefined;
  // JSON has no word for these.
  if (value === "inf" || value === "-inf") return value === "inf" ? Infinity : -Infinity;
  if (value === "nan") return NaN;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "number") throw notRight(name, value);
  return value;
}

export function wholeIn(settings: Settings, name: string): number | undefined {
  const value = numberIn(settings, name);
  if (value !== undefined && !Number.isSafeInteger(value)) throw notRight(name, value);
  return value;
}

export function textIn(settings: Settings, name: string): string {
  const value = settings[name];
  if (typeof value !== "string") throw notRight(name, value);
  return value;
}

export const isSet = (settings: Settings, name: string): boolean => settings[name] === true;

export function listIn(settings: Settings, name: string): readonly Setting[] | undefined {
  const value = settings[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw notRight(name, value);
  return value as readonly Setting[];
}

/** Whole numbers in a list; a single one is a list of one. */
export function wholesIn(settings: Settings, name: string): readonly number[] | undefined {
  const value = settings[name];
  const list = typeof value === "number" ? [value] : listIn(settings, name);
  return list?.map((one) => {
    if (typeof one !== "number" || !Number.isSafeInteger(one)) throw notRight(name, value);
    return one;
  });
}

export function textsIn(settings: Settings, name: string): readonly string[] | undefined {
  return listIn(settings, name)?.map((one) => {
    if (typeof one !== "string") throw notRight(name, one);
    return one;
  });
}

const typeNames: Readonly<Record<string, ElementType>> = {
  float: "float64",
  double: "float64",
  half: "float16",
  single: "float32",
  bfloat16: "float32",
  int: "int64",
  long: "int64",
  category: "int64",
  f4: "float32",
  f8: "float64",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
};

/** A type of numbers, by NumPy's name; undefined for types of anything else. */
export function elementType(name: string): ElementType | undefined {
  if (Object.hasOwn(elementTypes, name)) return name as ElementType;
  return Object.hasOwn(typeNames, name) ? typeNames[name] : undefined;
}

/** A size or place along an axis, counted from the end when negative. */
export function axisOf(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (at < 0 || at >= rank) throw new Trouble(`There is no axis ${axis} in an array of ${rank} axes.`);
  return at;
}
