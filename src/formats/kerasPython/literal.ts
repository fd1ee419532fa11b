/** From Python values to what a graph holds. */
import { isUnknown, type Literal } from "../../model/literal";
import { product, type Dim, type Shape } from "../../model/shape";
import { List } from "../../python/containers";
import { item } from "../../python/items";
import type { Machine, Site } from "../../python/machine";
import { builtin } from "../../python/members";
import { binary, compare } from "../../python/operate";
import { str } from "../../python/show";
import { extentOf } from "./nested";
import {
  int,
  none,
  tuple,
  typeName,
  type Tuple,
  unknown,
  type External,
  type Side,
  type Unknown,
  type Value,
} from "../../python/value";

/** An outside thing that a graph can name: an initializer, an optimizer, an activation. */
export interface Literate extends External {
  literal(): Literal;
}

const isLiterate = (value: External): value is Literate => "literal" in value;

/** More values are not told one by one. */
const MOST_VALUES = 100_000;
/** Values nested deeper are not told. */
const DEEPEST = 20;

/** How many values may still be told, and why no more are. */
interface Room {
  left: number;
  why?: string;
}

/** What somebody has for a value by himself; `inner` gives what is in it. */
export type OwnLiteral = (value: Value, inner: (part: Value) => Literal) => Literal | undefined;

/**
 * What a graph holds for a value; what it cannot hold is unknown, with the reason. A value that holds itself, or more than can be told, is
 * unknown as a whole. `own` says what the caller has for a value by itself.
 */
export function toLiteral(value: Value, own?: OwnLiteral): Literal {
  const room: Room = { left: MOST_VALUES };
  const literal = literalOf(value, 0, room, own);
  return room.why === undefined ? literal : { unknown: room.why };
}

const tooMany = "these are too many values";
const tooDeep = "this is nested too deeply";

function literalOf(value: Value, depth: number, room: Room, own?: OwnLiteral): Literal {
  if (depth > DEEPEST) room.why ??= tooDeep;
  if (--room.left < 0) room.why ??= tooMany;
  if (room.why !== undefined) return null;
  const inner = (one: Value): Literal => literalOf(one, depth + 1, room, own);
  const each = (items: readonly Value[]): Literal => {
    if (items.length > room.left) room.why ??= tooMany;
    return room.why === undefined ? items.map(inner) : null;
  };
  const given = own?.(value, inner);
  if (given !== undefined) return given;
  switch (value.kind) {
    case "unknown":
      return { unknown: value.reason };
    case "none":
      return null;
    case "bool":
    case "float":
    case "text":
      return value.value;
    case "int":
      return Number(value.value);
    case "tuple":
      return each(value.items);
    case "list":
      return value.unknown ? { unknown: value.unknown.reason } : each(value.items);
    case "dict":
      if (value.unknown) return { unknown: value.unknown.reason };
      return {
        class_name: "dict",
        config: Object.fromEntries(
          [...value.entries.values()].map((entry) => [str(entry.key) ?? "?", inner(entry.value)]),
        ),
      };
    case "external":
      return isLiterate(value) ? within(value.literal(), room) : { unknown: `${value.what} is not followed` };
    case "instance":
      return value.native && isLiterate(value.native)
        ? within(value.native.literal(), room)
        : { unknown: `${value.class_.name} is a class of this file` };
    case "function":
      return {
        unknown: value.name === "<lambda>" ? "a lambda is not followed" : `${value.name} is a function of this file`,
      };
    default:
      return { unknown: `a ${typeName(value)} is not followed` };
  }
}

/** What a thing says of itself counts too: it may hold others, which hold others. */
function within(literal: Literal, room: Room): Literal {
  const { values, depth } = extentOf(literal);
  room.left -= values;
  if (room.left < 0) room.why ??= tooMany;
  if (depth > DEEPEST) room.why ??= tooDeep;
  return literal;
}

/** One axis, as it stands in a shape. */
export function toDim(value: Value): Dim {
  if (value.kind === "none") return null;
  const literal = value.kind === "tuple" || value.kind === "list" ? [] : toLiteral(value);
  if (typeof literal === "number") return Number.isInteger(literal) && literal >= 0 ? literal : null;
  if (literal === null) return null;
  return { unknown: isUnknown(literal) ? literal.unknown : "this is not a size" };
}

/** An axis as Python has it. */
export const fromDim = (dim: Dim): Value =>
  dim === null ? none : typeof dim === "number" ? { kind: "int", value: BigInt(dim) } : unknown(dim.unknown);

/** The shape that a tuple or list stands for. */
export function toShape(value: Value): Shape | Unknown {
  if (value.kind === "tuple") return value.items.map(toDim);
  if (value.kind === "list") return value.unknown ?? value.items.map(toDim);
  if (value.kind === "int" || value.kind === "none") return [toDim(value)];
  if (value.kind === "unknown") return value;
  return value instanceof ShapeValue ? value.shape : unknown(`a ${typeName(value)} is not a shape`, value.span);
}

/** A size that is free, as a number that is known when the model runs: computing with it gives another. */
export const freeSize: Literate = {
  kind: "external",
  what: "a size",
  literal: () => null,
  operate: (operator, _other, _side, site) =>
    /^(?:[-+*%]|\/\/?|\*\*)$/.test(operator) ? freeSize : unknown("this size is known only at run time", site.span),
  truth: () => unknown("this size is known only at run time"),
};

/** What `x.shape` gives: a tuple that also has the members of TensorFlow's shapes. */
export class ShapeValue implements Literate {
  readonly kind = "external";
  readonly what = "shape";

  constructor(
    readonly shape: Shape,
    /** Whether free sizes can be computed with, as with what `ops.shape(x)` gives while a model runs. */
    private readonly runs = false,
  ) {}

  private get tuple(): Tuple {
    return tuple(this.shape.map((dim) => (dim === null && this.runs ? freeSize : fromDim(dim))));
  }

  literal(): Literal {
    return toLiteral(this.tuple);
  }

  attribute(name: string): Value | undefined {
    if (name === "as_list") return builtin("as_list", (_, { span }) => new List(this.shape.map(fromDim), span));
    if (name === "rank" || name === "ndims") return int(this.shape.length);
    if (name === "num_elements") return builtin(name, () => fromDim(product(this.shape)));
    return undefined;
  }

  item(index: Value, site: Site, machine: Machine): Value {
    return item(machine, this.tuple, index, site);
  }

  iterate(): readonly Value[] {
    return this.tuple.items;
  }

  length(): Value {
    return int(this.shape.length);
  }

  operate(operator: string, other: Value | undefined, side: Side, site: Site, machine: Machine): Value | undefined {
    const given = other instanceof ShapeValue ? other.tuple : other?.kind === "list" ? tuple(other.items) : other;
    if (!given) return undefined;
    const [left, right] = side === "left" ? [this.tuple, given] : [given, this.tuple];
    if (operator === "+" || operator === "*") return binary(machine, operator, left, right, site);
    if (operator === "==" || operator === "!=") return compare(machine, operator, left, right, site);
    return undefined;
  }
}
