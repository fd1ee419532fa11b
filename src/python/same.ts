/** When values are the same: as keys of dictionaries, for `==`, and where two branches meet. */
import { unknown, type Unknown, type Value } from "./value";

let last = 0;
const identities = new WeakMap<object, string>();

function identity(thing: object): string {
  let id = identities.get(thing);
  if (id === undefined) {
    id = `#${++last}`;
    identities.set(thing, id);
  }
  return id;
}

/** Equal texts for equal values; undefined for unknown values and those that cannot be keys. */
export function keyOf(value: Value): string | undefined {
  switch (value.kind) {
    case "none":
      return "None";
    case "bool":
      return value.value ? "n1" : "n0";
    case "int":
      return `n${value.value}`;
    case "float":
      return Number.isInteger(value.value) ? `n${BigInt(value.value)}` : `n${value.value}`;
    case "text":
      return `t${value.value}`;
    case "tuple": {
      const keys = value.items.map(keyOf);
      return keys.includes(undefined) ? undefined : `(${keys.map((key) => `${key!.length}:${key!}`).join("")})`;
    }
    case "external":
      return value.key ?? identity(value);
    case "unknown":
    case "list":
    case "dict":
    case "set":
    case "slice":
      return undefined;
    case "bound":
      return `${identity(value.target)}${keyOf(value.receiver) ?? identity(value.receiver)}`;
    default:
      return identity(value);
  }
}

/** `==`; undefined when it cannot be told. Lists and dictionaries are compared by their contents. */
export function equal(a: Value, b: Value, depth = 0): boolean | undefined {
  if (a.kind === "unknown" || b.kind === "unknown" || depth > 50) return a === b ? true : undefined;
  if ((a.kind === "list" && b.kind === "list") || (a.kind === "tuple" && b.kind === "tuple")) {
    if ("unknown" in a && (a.unknown ?? (b as typeof a).unknown)) return a === b ? true : undefined;
    if (a.items.length !== b.items.length) return false;
    return every(a.items.map((item, i) => equal(item, b.items[i]!, depth + 1)));
  }
  if (a.kind === "dict" && b.kind === "dict") {
    if (a.unknown ?? b.unknown) return undefined;
    if (a.entries.size !== b.entries.size) return false;
    return every(
      [...a.entries].map(([key, { value }]) => {
        const other = b.entries.get(key);
        return other ? equal(value, other.value, depth + 1) : false;
      }),
    );
  }
  if (a.kind === "set" && b.kind === "set") {
    if (a.unknown ?? b.unknown) return undefined;
    return a.entries.size === b.entries.size && [...a.entries.keys()].every((key) => b.entries.has(key));
  }
  if (a.kind === "range" && b.kind === "range") return a.first === b.first && a.end === b.end && a.step === b.step;
  const [keyA, keyB] = [keyOf(a), keyOf(b)];
  if (keyA === undefined || keyB === undefined) return a.kind === "tuple" && b.kind === "tuple" ? undefined : a === b;
  return keyA === keyB;
}

function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** Whether two branches left the same thing: one object, or equal plain values. */
function indistinct(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === "list" || a.kind === "dict" || a.kind === "set") return false;
  const key = keyOf(a);
  return key !== undefined && key === keyOf(b);
}

const isContainer = ({ kind }: Value): boolean => kind === "list" || kind === "dict" || kind === "set";

/** What holds in every branch, or an unknown that says why nothing does. */
export function mergeValues(values: readonly Value[], why: Unknown): Value {
  const [first] = values;
  if (!first) return why;
  if (values.every((value) => indistinct(value, first))) return first;
  if (values.every((value) => value.kind === "unknown")) return first;
  if (isContainer(first) && values.every((value) => value.kind === first.kind && equal(value, first))) return first;
  if (first.kind === "external" && first.either) {
    const either = first.either(values, why);
    if (either) return either;
  }
  if (
    first.kind === "tuple" &&
    values.every((value) => value.kind === "tuple" && value.items.length === first.items.length)
  )
    return {
      ...first,
      items: first.items.map((_, i) =>
        mergeValues(
          values.map((value) => (value.kind === "tuple" ? value.items[i]! : value)),
          why,
        ),
      ),
    };
  return unknown(why.reason, why.span);
}
