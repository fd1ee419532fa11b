/** When values are the same: as keys of dictionaries, for `==`, and where two branches meet. */
import { unknown, type Tuple, type Unknown, type Value } from "./value";

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

/** Values nested deeper are not compared. */
const DEEPEST = 50;
/** Tuples nested deeper are no keys. */
const DEEPEST_KEY = 700;
/** So many values are compared in all, and brought together: a value that is in itself twice, and that twice, is more than can be counted. */
const MOST_VALUES = 100_000;

/** How many values may still be looked at. */
interface Room {
  left: number;
}
const room = (): Room => ({ left: MOST_VALUES });

/** Keys of tuples: what a tuple holds is not looked at again for each place where it is. */
const keysOfTuples = new WeakMap<Tuple, { readonly key: string | undefined }>();

function keyOfTuple(value: Tuple, depth: number): string | undefined {
  const known = keysOfTuples.get(value);
  if (known) return known.key;
  if (depth > DEEPEST_KEY) return undefined;
  const keys = value.items.map((one) => keyOf(one, depth + 1));
  const whole = keys.includes(undefined) ? undefined : `(${keys.map((key) => `${key!.length}:${key!}`).join("")})`;
  const key = whole !== undefined && whole.length > LONGEST_KEY ? digest(whole) : whole;
  keysOfTuples.set(value, { key });
  return key;
}

const LONGEST_KEY = 1000;

/** Stands for a long text: 106 bits and its length. */
function digest(whole: string): string {
  let [a, b, c, d] = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];
  for (let i = 0; i < whole.length; i++) {
    const letter = whole.charCodeAt(i);
    a = Math.imul(a ^ letter, 0x01000193);
    b = Math.imul(b ^ letter, 0x5bd1e995) ^ (a >>> 13);
    c = Math.imul(c ^ letter, 0x1b873593) ^ (b >>> 15);
    d = Math.imul(d ^ letter, 0xcc9e2d51) ^ (c >>> 16);
  }
  return `(${[a, b, c, d].map((part) => (part >>> 0).toString(36)).join("-")}-${whole.length})`;
}

/** Equal texts for equal values; undefined for unknown values and those that cannot be keys. */
export function keyOf(value: Value, depth = 0): string | undefined {
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
    case "tuple":
      return keyOfTuple(value, depth);
    case "external":
      return value.key ?? identity(value);
    case "unknown":
    case "list":
    case "dict":
    case "set":
    case "slice":
      return undefined;
    case "bound":
      return `${identity(value.target)}${keyOf(value.receiver, depth) ?? identity(value.receiver)}`;
    default:
      return identity(value);
  }
}

/** `==`; undefined when it cannot be told. Lists and dictionaries are compared by their contents. */
export function equal(a: Value, b: Value, depth = 0, left = room()): boolean | undefined {
  if (a.kind === "unknown" || b.kind === "unknown" || depth > DEEPEST || left.left-- <= 0)
    return a === b ? true : undefined;
  if (a === b && (a.kind === "list" || a.kind === "tuple" || a.kind === "dict")) return true;
  if ((a.kind === "list" && b.kind === "list") || (a.kind === "tuple" && b.kind === "tuple")) {
    if ("unknown" in a && (a.unknown ?? (b as typeof a).unknown)) return a === b ? true : undefined;
    if (a.items.length !== b.items.length) return false;
    return every(a.items.map((item, i) => equal(item, b.items[i]!, depth + 1, left)));
  }
  if (a.kind === "dict" && b.kind === "dict") {
    if (a.unknown ?? b.unknown) return undefined;
    if (a.entries.size !== b.entries.size) return false;
    return every(
      [...a.entries].map(([key, { value }]) => {
        const other = b.entries.get(key);
        return other ? equal(value, other.value, depth + 1, left) : false;
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
export function mergeValues(values: readonly Value[], why: Unknown, left = room()): Value {
  const [first] = values;
  if (!first || left.left-- <= 0) return why;
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
          left,
        ),
      ),
    };
  return unknown(why.reason, why.span);
}
