/** What an argument can be in a model file: JSON, a Keras object, or something that could not be determined. */

/** A value that exists but cannot be found out without running the program, and why. */
export interface Unknown {
  readonly unknown: string;
}

/**
 * A Keras object as Keras itself serializes it: `L2(0.01)` is `{ class_name: "L2", config: { l2: 0.01 } }`. A dictionary is one
 * too, of class `dict`.
 */
export interface KerasObject {
  readonly class_name: string;
  readonly config: Config;
}

export type Literal = null | boolean | number | string | Unknown | KerasObject | readonly Literal[];
export type Config = Readonly<Record<string, Literal>>;

const isObject = (value: Literal): value is Unknown | KerasObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isUnknown = (value: Literal): value is Unknown => isObject(value) && "unknown" in value;
export const isKerasObject = (value: Literal): value is KerasObject => isObject(value) && "class_name" in value;
export const isList = (value: Literal): value is readonly Literal[] => Array.isArray(value);

/** The first unknown in a value, however deep, or undefined when all of it is known. */
export function findUnknown(value: Literal): Unknown | undefined {
  if (isUnknown(value)) return value;
  const parts = isList(value) ? value : isKerasObject(value) ? Object.values(value.config) : [];
  for (const part of parts) {
    const found = findUnknown(part);
    if (found) return found;
  }
  return undefined;
}

/** As Python writes it. */
export function showLiteral(value: Literal): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Object.is(value, -0) ? "-0.0" : String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (isUnknown(value)) return "?";
  if (isKerasObject(value)) {
    const args = Object.entries(value.config).map(([name, part]) => `${name}=${showLiteral(part)}`);
    return `${value.class_name}(${args.join(", ")})`;
  }
  return value.length === 1 ? `(${showLiteral(value[0]!)},)` : `(${value.map(showLiteral).join(", ")})`;
}
