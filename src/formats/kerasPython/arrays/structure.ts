/** Data in tuples and dictionaries, as `tf.data` and `fit` take them. */
import { Dict } from "../../../python/containers";
import { tuple, unknown, type Value } from "../../../python/value";

/** Data is not nested deeper: a structure that is in itself twice, and that twice, is more than can be counted. */
const DEEPEST = 10;

/** Each part changed, in the same structure. */
export function mapStructure(value: Value, change: (part: Value) => Value, depth = 0): Value {
  if (depth > DEEPEST) return unknown("this is nested too deeply", value.span);
  if (value.kind === "tuple")
    return tuple(
      value.items.map((item) => mapStructure(item, change, depth + 1)),
      value.span,
    );
  if (value.kind !== "dict" || value.unknown) return change(value);
  const made = new Dict(value.span);
  for (const { key, value: part } of value.entries.values()) made.set(key, mapStructure(part, change, depth + 1));
  return made;
}

/** The names of the parts, sorted as Keras sorts them, where they have names. */
export function partNames(value: Value): readonly string[] | undefined {
  if (value.kind !== "dict" || value.unknown) return undefined;
  const names = [...value.entries.values()].map(({ key }) => (key.kind === "text" ? key.value : undefined));
  return names.every((name) => name !== undefined) ? names.sort((a, b) => (a < b ? -1 : 1)) : undefined;
}
