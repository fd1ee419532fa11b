/** Arrays of numbers whose shape is known and whose numbers are not. */
import type { Shape } from "../../model/shape";
import { isNumeric, toNumber } from "../../python/numbers";
import { item } from "../../python/items";
import { binary } from "../../python/operate";
import type { BinaryOperator } from "../../python/syntax";
import { List } from "../../python/containers";
import type { Machine, Site } from "../../python/machine";
import { builtin } from "../../python/members";
import {
  indexOf,
  int,
  text,
  tuple,
  unknown,
  type External,
  type Side,
  type Unknown,
  type Value,
} from "../../python/value";
import type { DataReference } from "../../model/training";
import { fromDim, toShape } from "./literal";
import { broadcast, picked } from "./shapes";
import { isShape, type KnownShape } from "./tensor";

export type ValueRange = readonly [least: number, most: number];

/** Bytes, as pictures come. */
export const BYTES: ValueRange = [0, 255];

export class ArrayValue implements External {
  readonly kind = "external";
  readonly what = "an array";

  constructor(
    readonly shape: KnownShape,
    readonly span?: Site["span"],
    /** Where its numbers come from, as far as the file tells. */
    readonly origin?: DataReference,
    /** Its numbers, when it is a short row of known ones. */
    readonly numbers?: readonly Value[],
    /** How many different values it holds, for labels. */
    readonly classes?: number,
    /** The smallest and the largest value that it may hold. */
    readonly range?: ValueRange,
  ) {}

  /** The same numbers, or some of them, in another shape. */
  private with(shape: KnownShape, site: Site, range = this.range): ArrayValue {
    return new ArrayValue(shape, site.span, this.origin, undefined, this.classes, range);
  }

  attribute(name: string, site: Site): Value | undefined {
    const { shape } = this;
    switch (name) {
      case "shape":
        return isShape(shape) ? tuple(shape.map(fromDim), site.span) : shape;
      case "max":
      case "min":
      case "mean":
      case "std":
      case "sum":
        return builtin(name, (_, at) => unknown("the numbers in an array are known only at run time", at.span));
      case "ndim":
        return isShape(shape) ? int(shape.length) : shape;
      case "size":
        return isShape(shape) && shape.every((dim) => typeof dim === "number")
          ? int(shape.reduce((size, dim) => size * dim, 1))
          : unknown("the size is not known", site.span);
      case "dtype":
        return text("float32");
      case "T":
        return this.with(isShape(shape) ? [...shape].reverse() : shape, site);
      case "astype":
      case "copy":
      case "numpy":
      case "clip":
        return builtin(name, (_, at) => this.with(shape, at));
      case "reshape":
        return builtin(name, (args, at) => {
          const [first] = args.positional;
          const wanted =
            args.positional.length === 1 && first && first.value.kind !== "int"
              ? first.value
              : tuple(args.positional.map(({ value }) => value));
          return this.with(reshaped(shape, wanted), at);
        });
      case "flatten":
      case "ravel":
        return builtin(name, (_, at) => this.with(reshaped(shape, tuple([int(-1)])), at));
      case "tolist":
        return builtin(name, (_, at) => {
          if (this.numbers) return new List([...this.numbers], at.span);
          const list = new List([], at.span);
          list.unknown = unknown("the numbers in an array are known only at run time", at.span);
          return list;
        });
      default:
        return undefined;
    }
  }

  operate(operator: string, other: Value | undefined, side: Side, site: Site, machine: Machine): Value | undefined {
    if (this.numbers && isNumeric(other) && arithmetic.has(operator)) {
      const made = this.numbers.map((one) =>
        side === "left"
          ? binary(machine, operator as BinaryOperator, one, other, site)
          : binary(machine, operator as BinaryOperator, other, one, site),
      );
      return new ArrayValue(this.shape, site.span, undefined, made);
    }
    if (comparisons.has(operator)) return new ArrayValue(this.shape, site.span, this.origin, undefined, 2, [0, 1]);
    if (!other || other.kind === "int" || other.kind === "float" || other.kind === "bool") {
      const range = side === "left" && isNumeric(other) ? moved(this.range, operator, toNumber(other)) : undefined;
      return new ArrayValue(this.shape, site.span, this.origin, undefined, this.classes, range);
    }
    if (!(other instanceof ArrayValue)) return undefined;
    const both = isShape(this.shape) && isShape(other.shape) ? broadcast(this.shape, other.shape) : undefined;
    const shape = both ?? unknown("the shape is not known", site.span);
    return new ArrayValue(shape, site.span, this.origin, undefined, this.classes);
  }

  item(index: Value, site: Site, machine: Machine): Value {
    if (this.numbers && index.kind === "int") return item(machine, tuple(this.numbers), index, site);
    return this.with(isShape(this.shape) ? picked(this.shape, index, site.span) : this.shape, site);
  }

  iterate(site: Site, _: Machine, wanted: number | undefined): readonly Value[] | Unknown {
    if (this.numbers) return this.numbers;
    if (!isShape(this.shape)) return this.shape;
    const [count] = this.shape;
    const known = typeof count === "number" ? count : wanted;
    if (known === undefined || known > 1000)
      return unknown("the values of an array are known only at run time", site.span);
    const each = this.with(this.shape.slice(1), site);
    return Array.from({ length: known }, () => each);
  }

  length(site: Site): Value {
    if (!isShape(this.shape)) return this.shape;
    return this.shape.length === 0 ? unknown("this has no length", site.span) : fromDim(this.shape[0]!);
  }

  truth(): Unknown {
    return unknown("the values of an array are known only at run time", this.span);
  }
}

/** What an operation with a number makes of a range; undefined for operations that are not followed. */
function moved(range: ValueRange | undefined, operator: string, by: number): ValueRange | undefined {
  if (!range) return undefined;
  const each = (change: (value: number) => number): ValueRange => {
    const [a, b] = [change(range[0]), change(range[1])];
    return a < b ? [a, b] : [b, a];
  };
  switch (operator) {
    case "+":
      return each((value) => value + by);
    case "-":
      return each((value) => value - by);
    case "*":
      return each((value) => value * by);
    case "/":
      return by === 0 ? undefined : each((value) => value / by);
    default:
      return undefined;
  }
}

const comparisons: ReadonlySet<string> = new Set(["<", ">", "<=", ">=", "==", "!="]);
const arithmetic: ReadonlySet<string> = new Set(["+", "-", "*", "/", "//", "%", "**"]);

/** A shape with `-1` for what is left. */
export function reshaped(shape: KnownShape, wanted: Value): KnownShape {
  const items = wanted.kind === "tuple" ? wanted.items : wanted.kind === "list" ? wanted.items : undefined;
  if (!items) {
    const target = toShape(wanted);
    return target;
  }
  const free = items.findIndex((item) => indexOf(item) === -1);
  const target = items.map((item) => indexOf(item) ?? toDimOf(item));
  if (free < 0) return target;
  const size = isShape(shape) && shape.every((dim) => typeof dim === "number") ? product(shape) : undefined;
  const others = target.filter((_, i) => i !== free);
  const known = size !== undefined && others.every((dim): dim is number => typeof dim === "number");
  const rest = known ? size / product(others) : { unknown: "the number of values is not known" };
  return target.map((dim, i) => (i === free ? rest : dim));
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
const toDimOf = (value: Value): Shape[number] =>
  value.kind === "none" ? null : { unknown: value.kind === "unknown" ? value.reason : "this is not a size" };
