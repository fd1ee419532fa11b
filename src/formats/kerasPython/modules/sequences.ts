/** `pad_sequences`: lists of different lengths as rows of an array. */
import type { Setting } from "../../../model/recipe";
import { builtin } from "../../../python/members";
import { indexOf, none, unknown } from "../../../python/value";
import { ArrayValue } from "../arrays/array";
import { typeName } from "../arrays/arrayMethods";
import { toDim, toLiteral } from "../literal";
import { arrayOf } from "../numpy/making";
import { isShape } from "../tensors/tensor";
import { Lost, step } from "../arrays/trace";

const order = ["sequences", "maxlen", "dtype", "padding", "truncating", "value"];

export const padSequences = builtin("pad_sequences", (args, site, machine) => {
  const { bound } = args.under(order);
  const array = arrayOf(machine, bound.get("sequences")?.value ?? none, site);
  if (!(array instanceof ArrayValue))
    return array.kind === "unknown" ? array : unknown("what is padded here is not known", site.span);
  const length = bound.get("maxlen")?.value;
  const isLength = length && length.kind !== "none";
  const settings: Record<string, Setting> = {};
  if (isLength) settings["length"] = indexOf(length) ?? null;
  for (const name of ["padding", "truncating", "value"]) {
    const given = bound.get(name);
    const literal = given && toLiteral(given.value);
    if (typeof literal === "string" || typeof literal === "number") settings[name] = literal;
  }
  const type = typeName(bound.get("dtype")?.value);
  if (type !== undefined) settings["type"] = type;
  const trace =
    settings["length"] === null
      ? new Lost("how long the rows are to be is not known", site.span)
      : step("pad_sequences", [array.trace], settings);
  const width = isLength ? toDim(length) : { unknown: "how long the longest sequence is is known only at run time" };
  const count = isShape(array.shape) ? (array.shape[0] ?? null) : null;
  return new ArrayValue([count, width], site.span, { trace });
});
