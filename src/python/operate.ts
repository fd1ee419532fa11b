/** Operators: what values give when they are added, compared, or asked whether they are true. */
import type { Span } from "../model/span";
import { Arguments } from "./arguments";
import { call } from "./call";
import { Dict, List, SetValue } from "./containers";
import { iterate } from "./items";
import { Raised, type Machine, type Site } from "./machine";
import { classMember } from "./members";
import { arithmetic, isNumeric, toInt, toNumber } from "./numbers";
import { equal, keyOf } from "./same";
import { percent } from "./show";
import type { BinaryOperator, ComparisonOperator, UnaryOperator } from "./syntax";
import { bool, float, int, text, tuple, typeName, unknown, type Unknown, type Value } from "./value";

/** No list or text that is followed grows longer. */
export const MOST_ITEMS = 100_000;

const specialNames: Readonly<Partial<Record<string, string>>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "truediv",
  "//": "floordiv",
  "%": "mod",
  "**": "pow",
  "@": "matmul",
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};

export function binary(machine: Machine, operator: BinaryOperator, a: Value, b: Value, site: Site): Value {
  const { span } = site;
  const outside = operateOutside(machine, operator, a, b, site);
  if (outside) return outside;
  if (a.kind === "unknown") return a;
  if (b.kind === "unknown") return b;
  if (isNumeric(a) && isNumeric(b)) {
    if ((a.kind === "bool" || b.kind === "bool") && a.kind === b.kind && "&|^".includes(operator)) {
      const [x, y] = [a.value === true, b.value === true];
      return bool(operator === "&" ? x && y : operator === "|" ? x || y : x !== y, span);
    }
    const result = arithmetic(operator, a, b, span);
    if (result) return result;
  }
  const combined = combine(machine, operator, a, b, span);
  if (combined) return combined;
  if ([a, b].some(({ kind }) => kind === "instance" || kind === "external"))
    return unknown(`what ${operator} does with ${typeName(a)} and ${typeName(b)} is not followed`, span);
  throw new Raised("TypeError", `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`);
}

/** Operators of things from outside and of the user's own classes. */
function operateOutside(machine: Machine, operator: string, a: Value, b: Value, site: Site): Value | undefined {
  const left = a.kind === "instance" ? (a.native ?? a) : a;
  const right = b.kind === "instance" ? (b.native ?? b) : b;
  const special = specialNames[operator];
  if (a.kind === "instance" && special) {
    const method = classMember(a.class_, `__${special}__`);
    if (method?.kind === "function") return call(machine, method, Arguments.of(a, b), site);
  }
  if (b.kind === "instance" && special && !["==", "!=", "<", "<=", ">", ">="].includes(operator)) {
    const method = classMember(b.class_, `__r${special}__`);
    if (method?.kind === "function") return call(machine, method, Arguments.of(b, a), site);
  }
  const ofLeft = left.kind === "external" ? left.operate?.(operator, b, "left", site, machine) : undefined;
  if (ofLeft) return ofLeft;
  return right.kind === "external" ? right.operate?.(operator, a, "right", site, machine) : undefined;
}

function combine(
  machine: Machine,
  operator: BinaryOperator,
  a: Value,
  b: Value,
  span: Span | undefined,
): Value | undefined {
  if (operator === "+") {
    if (a.kind === "text" && b.kind === "text")
      return a.value.length + b.value.length > MOST_ITEMS ? tooLong(span) : text(a.value + b.value, span);
    if (a.kind === "tuple" && b.kind === "tuple") return sized(machine, [...a.items, ...b.items], span, tuple);
    if (a.kind === "list" && b.kind === "list") {
      const why = a.unknown ?? b.unknown;
      if (why) return why;
      return sized(machine, [...a.items, ...b.items], span, (items) => new List(items, span));
    }
    return undefined;
  }
  if (operator === "*") {
    const [sequence, times] = isNumeric(a) ? [b, a] : [a, b];
    if (times.kind !== "int" && times.kind !== "bool") return undefined;
    const count = Math.max(0, Number(toInt(times)));
    if (sequence.kind === "text")
      return sequence.value.length * count > MOST_ITEMS ? tooLong(span) : text(sequence.value.repeat(count), span);
    if (sequence.kind !== "list" && sequence.kind !== "tuple") return undefined;
    if (sequence.kind === "list" && sequence.unknown) return sequence.unknown;
    if (sequence.items.length * count > MOST_ITEMS) return tooLong(span);
    const items = Array.from({ length: count }, () => sequence.items).flat();
    return sized(machine, items, span, sequence.kind === "tuple" ? tuple : (all) => new List(all, span));
  }
  if (operator === "%" && a.kind === "text") {
    const shown = percent(a.value, b);
    return shown === undefined ? unknown("a part of this text is not known", span) : text(shown, span);
  }
  if (operator === "|" && a.kind === "dict" && b.kind === "dict") {
    const merged = new Dict(span);
    merged.unknown = a.unknown ?? b.unknown;
    merged.entries = new Map([...a.entries, ...b.entries]);
    return merged;
  }
  if (a.kind === "set" && b.kind === "set" && "|&-^".includes(operator)) {
    const why = a.unknown ?? b.unknown;
    if (why) return why;
    const [left, right] = [[...a.entries], [...b.entries]];
    const kept =
      operator === "|"
        ? [...left, ...right]
        : operator === "&"
          ? left.filter(([key]) => b.entries.has(key))
          : operator === "-"
            ? left.filter(([key]) => !b.entries.has(key))
            : [...left.filter(([key]) => !b.entries.has(key)), ...right.filter(([key]) => !a.entries.has(key))];
    return new SetValue(new Map(kept).values(), span);
  }
  return undefined;
}

export const tooLong = (span: Span | undefined): Unknown => unknown("this is too long to be followed", span);

function sized(
  machine: Machine,
  items: Value[],
  span: Span | undefined,
  make: (items: Value[], span: Span | undefined) => Value,
): Value {
  if (items.length > MOST_ITEMS) return tooLong(span);
  machine.step(items.length >> 4);
  return make(items, span);
}

export function unary(machine: Machine, operator: UnaryOperator, value: Value, site: Site): Value {
  const { span } = site;
  if (operator === "not") {
    const answer = truth(machine, value, site);
    return typeof answer === "boolean" ? bool(!answer, span) : answer;
  }
  const thing = value.kind === "instance" ? value.native : value;
  if (thing?.kind === "external") {
    const result = thing.operate?.(operator === "-" ? "neg" : operator, undefined, "left", site, machine);
    if (result) return result;
  }
  if (value.kind === "unknown") return value;
  if (value.kind === "float" && operator !== "~") return float(operator === "-" ? -value.value : value.value, span);
  if (isNumeric(value) && value.kind !== "float") {
    const whole = toInt(value);
    return int(operator === "-" ? -whole : operator === "~" ? ~whole : whole, span);
  }
  if (thing) return unknown(`what ${operator} does with ${typeName(value)} is not followed`, span);
  throw new Raised("TypeError", `bad operand type for unary ${operator}: '${typeName(value)}'`);
}

export function compare(machine: Machine, operator: ComparisonOperator, a: Value, b: Value, site: Site): Value {
  const { span } = site;
  if (operator === "is" || operator === "is not") {
    const same = identical(a, b);
    if (same === undefined) return unknownOf(a, b, span);
    return bool(same === (operator === "is"), span);
  }
  if (operator === "in" || operator === "not in") {
    const inside = contains(machine, b, a, site);
    return typeof inside === "boolean" ? bool(inside === (operator === "in"), span) : inside;
  }
  const outside = operateOutside(machine, operator, a, b, site);
  if (outside) return outside;
  if (operator === "==" || operator === "!=") {
    const same = equal(a, b);
    return same === undefined ? unknownOf(a, b, span) : bool(same === (operator === "=="), span);
  }
  const order = compareOrder(a, b);
  if (order === undefined) return unknownOf(a, b, span);
  const holds =
    operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;
  return bool(!Number.isNaN(order) && holds, span);
}

/** The unknown that makes a comparison unknown. */
const unknownOf = (a: Value, b: Value, span: Span | undefined): Unknown =>
  a.kind === "unknown" ? a : b.kind === "unknown" ? b : unknown("this comparison is not followed", span);

/** `is`: things by identity, and None, True, False and small constants by what they are. */
function identical(a: Value, b: Value): boolean | undefined {
  if (a === b) return true;
  if (a.kind === "unknown" || b.kind === "unknown") return undefined;
  if (a.kind !== b.kind) return false;
  const key = keyOf(a);
  return key !== undefined && key === keyOf(b);
}

/** Negative, zero or positive; undefined when the two have no known order. */
export function compareOrder(a: Value, b: Value): number | undefined {
  if (isNumeric(a) && isNumeric(b)) {
    if (a.kind !== "float" && b.kind !== "float") {
      const [x, y] = [toInt(a), toInt(b)];
      return x < y ? -1 : x > y ? 1 : 0;
    }
    return toNumber(a) - toNumber(b);
  }
  if (a.kind === "text" && b.kind === "text") return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
  if ((a.kind === "tuple" && b.kind === "tuple") || (a.kind === "list" && b.kind === "list")) {
    for (let i = 0; i < Math.min(a.items.length, b.items.length); i++) {
      const same = equal(a.items[i]!, b.items[i]!);
      if (same === undefined) return undefined;
      if (!same) return compareOrder(a.items[i]!, b.items[i]!);
    }
    return a.items.length - b.items.length;
  }
  return undefined;
}

function contains(machine: Machine, container: Value, value: Value, site: Site): boolean | Unknown {
  if (container.kind === "unknown") return container;
  if (container.kind === "text" && value.kind === "text") return container.value.includes(value.value);
  if (container.kind === "dict" || container.kind === "set") {
    const key = keyOf(value);
    if (key !== undefined && container.entries.has(key)) return true;
    if (container.unknown) return container.unknown;
    return key !== undefined ? false : value.kind === "unknown" ? value : false;
  }
  const items = iterate(machine, container, site);
  if ("kind" in items) return items;
  let uncertain: Unknown | undefined;
  for (const item of items) {
    const same = equal(item, value);
    if (same) return true;
    if (same === undefined) uncertain ??= unknownOf(item, value, site.span);
  }
  return uncertain ?? false;
}

export function truth(machine: Machine, value: Value, site: Site): boolean | Unknown {
  switch (value.kind) {
    case "unknown":
      return value;
    case "none":
      return false;
    case "bool":
      return value.value;
    case "int":
      return value.value !== 0n;
    case "float":
      return value.value !== 0;
    case "text":
      return value.value !== "";
    case "tuple":
      return value.items.length > 0;
    case "list":
      return value.unknown ?? value.items.length > 0;
    case "dict":
    case "set":
      return value.entries.size > 0 ? true : (value.unknown ?? false);
    case "range":
      return value.step > 0n ? value.first < value.end : value.first > value.end;
    case "external":
      return value.truth?.() ?? true;
    case "instance": {
      const method = classMember(value.class_, "__bool__") ?? classMember(value.class_, "__len__");
      if (method?.kind === "function") return truth(machine, call(machine, method, Arguments.of(value), site), site);
      return value.native?.truth?.() ?? true;
    }
    default:
      return true;
  }
}
