/** Arrays of numbers whose shape is known and whose numbers are not, and how these come about. */
import type { Dim, Shape } from "../../../model/shape";
import { birth, type Mutable } from "../../../python/journal";
import { isNumeric, toNumber } from "../../../python/numbers";
import { item } from "../../../python/items";
import { binary } from "../../../python/operate";
import type { BinaryOperator } from "../../../python/syntax";
import type { Machine, Site } from "../../../python/machine";
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
} from "../../../python/value";
import { arrayMethod } from "./arrayMethods";
import { indexSettings, selectedShape } from "./indexing";
import type { Literate } from "../literal";
import { fromDim, toShape } from "../literal";
import { broadcast } from "../tensors/shapes";
import { isShape, type KnownShape } from "../tensors/tensor";
import { Lost, Step, step, type Trace } from "./trace";

export type ValueRange = readonly [least: number, most: number];

/** Bytes, as pictures come. */
export const BYTES: ValueRange = [0, 255];

/** What is known of an array besides its shape. */
export interface Facts {
  /** Where its numbers come from, as far as the file tells. */
  readonly trace?: Trace | undefined;
  /** Its numbers, when it is a short row of known ones. */
  readonly numbers?: readonly Value[] | undefined;
  /** How many different values it holds, for labels. */
  readonly classes?: number | undefined;
  /** The smallest and the largest value that it may hold. */
  readonly range?: ValueRange | undefined;
}

export class ArrayValue implements External, Mutable, Literate {
  readonly kind = "external";
  readonly what: string = "an array";
  readonly born = birth();
  readonly numbers: readonly Value[] | undefined;
  readonly classes: number | undefined;
  private readonly firstRange: ValueRange | undefined;
  private readonly first: Trace | undefined;
  private now: Trace | undefined;

  constructor(
    readonly shape: KnownShape,
    readonly span?: Site["span"],
    { trace, numbers, classes, range }: Facts = {},
  ) {
    this.first = this.now = trace;
    this.numbers = numbers;
    this.classes = classes;
    this.firstRange = range;
  }

  /** Numbers that were written into it, or computed where they lie, may be any; those that are only mixed stay what they are. */
  get range(): ValueRange | undefined {
    const isMixed = this.now instanceof Step && moving.has(this.now.does) && this.now.of[0] === this.first;
    return this.now === this.first || isMixed ? this.firstRange : undefined;
  }

  /** How its numbers come about; it changes when a part of it is written anew. */
  get trace(): Trace {
    if (this.now) return this.now;
    if (this.numbers?.every(isNumeric)) return constantOf(this.numbers.map(toNumber), this.numbers.every(isWholeValue));
    return new Lost("how these numbers come about is not followed", this.span);
  }

  /** An array that is made of this one, of the same sort. */
  made(shape: KnownShape, span: Site["span"], facts: Facts): ArrayValue {
    return new ArrayValue(shape, span, facts);
  }

  /** The same numbers, or numbers made of them, in another shape. */
  with(shape: KnownShape, site: Site, trace: Trace, range = this.rangeAfter(trace)): ArrayValue {
    return this.made(shape, site.span, { trace, classes: this.classes, range });
  }

  /** Numbers that only change their place stay in their range. */
  private rangeAfter(trace: Trace): ValueRange | undefined {
    return trace instanceof Step && !moving.has(trace.does) ? undefined : this.range;
  }

  save(): unknown {
    return this.now;
  }

  load(state: unknown): void {
    this.now = state as Trace | undefined;
  }

  merge(states: readonly unknown[], why: Unknown): void {
    const all = states as readonly (Trace | undefined)[];
    const lit = all.find((state) => state instanceof Step && state.does === "multi_hot");
    // A loop over all lists may be followed or not: it is run.
    const isLoop = lit && all.every((state) => state === lit || (state instanceof Step && state.does === "full"));
    if (isLoop) this.now = lit;
    else this.now = all.every((state) => state === all[0]) ? all[0] : new Lost(why.reason, why.span);
  }

  holds(): readonly Value[] {
    return [...(isShape(this.shape) ? [] : [this.shape]), ...(this.numbers ?? [])];
  }

  /** What a graph holds for it: nothing that is known. */
  literal(): { unknown: string } {
    return { unknown: "the numbers in an array are known only at run time" };
  }

  attribute(name: string, site: Site): Value | undefined {
    const { shape } = this;
    switch (name) {
      case "shape":
        return isShape(shape)
          ? tuple(
              shape.map((dim, axis) => this.sized(dim, axis, site)),
              site.span,
            )
          : shape;
      case "ndim":
        return isShape(shape) ? int(shape.length) : shape;
      case "size":
        return isShape(shape) && shape.every((dim) => typeof dim === "number")
          ? int(shape.reduce((size, dim) => size * dim, 1))
          : unknown("the size is not known", site.span);
      case "dtype":
        return text("float32");
      case "T":
        return this.with(isShape(shape) ? [...shape].reverse() : shape, site, step("transpose", [this.trace]));
      default:
        return arrayMethod(this, name);
    }
  }

  /** A size, which may be computed with even where it is known only when the data are read. */
  private sized(dim: Dim, axis: number, { span }: Site): Value {
    if (dim === null || typeof dim === "number" || this.trace instanceof Lost) return fromDim(dim);
    return new ArrayValue([], span, { trace: step("size", [this.trace], { axis }) });
  }

  operate(operator: string, other: Value | undefined, side: Side, site: Site, machine: Machine): Value | undefined {
    if (this.numbers && isNumeric(other) && arithmetic.has(operator)) {
      const numbers = this.numbers.map((one) =>
        side === "left"
          ? binary(machine, operator as BinaryOperator, one, other, site)
          : binary(machine, operator as BinaryOperator, other, one, site),
      );
      return this.made(this.shape, site.span, { numbers });
    }
    if (!other) return this.alone(operator, site);
    const does = operations[operator];
    if (isNumeric(other) || other.kind === "text") {
      const scalar = {
        [side === "left" ? "right" : "left"]: scalarOf(other),
        ...(other.kind === "float" && { float: true }),
      };
      const range = side === "left" && isNumeric(other) ? moved(this.range, operator, toNumber(other)) : undefined;
      const trace = does === undefined ? notFollowed(operator, site) : step(does, [this.trace], scalar);
      if (comparisons.has(operator)) return this.made(this.shape, site.span, { trace, classes: 2, range: [0, 1] });
      return this.made(this.shape, site.span, { trace, classes: this.classes, range });
    }
    if (other.kind === "unknown") {
      return this.made(this.shape, site.span, { trace: new Lost(other.reason, other.span), classes: this.classes });
    }
    const array = other instanceof ArrayValue ? other : undefined;
    if (!array) return undefined;
    const both = isShape(this.shape) && isShape(array.shape) ? broadcast(this.shape, array.shape) : undefined;
    const [left, right] = side === "left" ? [this, array] : [array, this];
    const trace = does === undefined ? notFollowed(operator, site) : step(does, [left.trace, right.trace]);
    // What pandas has stays pandas's.
    const maker = this.constructor === ArrayValue ? array : this;
    const shape = both ?? unknown("the shape is not known", site.span);
    if (comparisons.has(operator)) return maker.made(shape, site.span, { trace, classes: 2, range: [0, 1] });
    return maker.made(shape, site.span, { trace, classes: this.classes });
  }

  /** An operator or a builtin function with this alone. */
  private alone(operator: string, site: Site): Value | undefined {
    const does = { neg: "negative", "-": "negative", abs: "abs", "~": "not", round: "round" }[operator];
    if (does !== undefined) return this.with(this.shape, site, step(does, [this.trace]));
    const isSingle = isShape(this.shape) && this.shape.every((dim) => dim === 1);
    if (operator === "+" || (operator === "float" && isSingle)) return this;
    if (isSingle && (operator === "ceil" || operator === "floor")) {
      const whole = step("astype", [step(operator, [this.trace])], { type: "int64" });
      return this.with([], site, whole);
    }
    if (operator === "int" && isSingle) return this.with([], site, step("astype", [this.trace], { type: "int64" }));
    return undefined;
  }

  item(index: Value, site: Site, machine: Machine): Value {
    if (this.numbers && index.kind === "int") return item(machine, tuple(this.numbers), index, site);
    const shape = isShape(this.shape) ? selectedShape(this.shape, index, site.span) : this.shape;
    const found = indexSettings(index);
    const trace = found instanceof Lost ? found : step("index", [this.trace, ...found.of], { index: found.index });
    return this.with(shape, site, trace);
  }

  /** `x[index] = value`. */
  setItem(index: Value, value: Value, site: Site, machine: Machine): void {
    machine.journal.touch(this);
    const lit = this.litBy(index, value);
    if (lit) {
      this.now = lit;
      return;
    }
    const found = indexSettings(index);
    if (found instanceof Lost) this.now = found;
    else if (isNumeric(value))
      this.now = step("put", [this.trace, ...found.of], { index: found.index, value: toNumber(value) });
    else if (value instanceof ArrayValue)
      this.now = step("put", [this.trace, ...found.of, value.trace], { index: found.index });
    else
      this.now = new Lost(
        value.kind === "unknown" ? value.reason : "what is written into this array is not followed",
        site.span,
      );
  }

  /** `for i, words in enumerate(lists): x[i, words] = 1`: rows of zeros and ones from lists. */
  private litBy(index: Value, value: Value): Trace | undefined {
    const [row, places] = index.kind === "tuple" && index.items.length === 2 ? index.items : [];
    const lists = row?.kind === "unknown" && row === places ? loopedOver.get(row) : undefined;
    const [, width] = isShape(this.shape) ? this.shape : [];
    if (!lists || typeof width !== "number" || !isNumeric(value) || toNumber(value) !== 1) return undefined;
    const { trace } = this;
    if (trace instanceof Lost) return trace;
    if (trace.does === "multi_hot" && trace.of[0] === lists) return trace;
    return trace.does === "full" && trace.settings["value"] === 0 ? step("multi_hot", [lists], { width }) : undefined;
  }

  /** It is changed where it lies. */
  becomes(trace: Trace, machine: Machine): void {
    machine.journal.touch(this);
    this.now = trace;
  }

  iterate(site: Site, _: Machine, wanted: number | undefined): readonly Value[] | Unknown {
    if (this.numbers) return this.numbers;
    if (!isShape(this.shape)) return this.shape;
    const [count] = this.shape;
    const known = typeof count === "number" ? count : wanted;
    if (known === undefined || known > 1000) {
      const each = unknown("the values of an array are known only at run time", site.span);
      loopedOver.set(each, this.trace);
      return each;
    }
    const rest = this.shape.slice(1);
    return Array.from({ length: known }, (_unused, i) =>
      this.with(rest, site, step("index", [this.trace], { index: [i] })),
    );
  }

  length(site: Site): Value {
    if (!isShape(this.shape))
      return this.trace instanceof Lost
        ? this.shape
        : new ArrayValue([], site.span, { trace: step("size", [this.trace], { axis: 0 }) });
    return this.shape.length === 0 ? unknown("this has no length", site.span) : this.sized(this.shape[0]!, 0, site);
  }

  truth(): Unknown {
    return unknown("the values of an array are known only at run time", this.span);
  }
}

/** What stands for each element of an array in a loop, and the array. */
const loopedOver = new WeakMap<Unknown, Trace>();

/** Lists whose contents are not known one by one, by the reason for that, and the array that they are. */
const gatheredBy = new WeakMap<Unknown, ArrayValue>();

/** What stands as the contents of a list that is this array. */
export function gatherAs(array: ArrayValue, reason: string): Unknown {
  const why = unknown(reason, array.span);
  gatheredBy.set(why, array);
  return why;
}

/** The array that a list is which a loop has filled. */
export const gatheredIn = (value: Value): ArrayValue | undefined =>
  value.kind === "list" && value.unknown ? gatheredBy.get(value.unknown) : undefined;

/** Steps that leave numbers as they are. */
const moving: ReadonlySet<string> = new Set(
  "reshape index transpose swapaxes moveaxis expand_dims squeeze astype split take flip tile repeat sample part size".split(
    " ",
  ),
);

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

const isWholeValue = ({ kind }: Value): boolean => kind !== "float";

const scalarOf = (value: Value): number | string =>
  value.kind === "text" ? value.value : toNumber(value as Parameters<typeof toNumber>[0]);

const notFollowed = (operator: string, { span }: Site): Lost =>
  new Lost(`what ${operator} gives is not followed`, span);

/** Numbers that stand in the program, in a row or in another shape. */
export function constantOf(
  values: readonly (number | string)[],
  whole: boolean,
  shape: readonly number[] = [values.length],
): Step {
  const written = values.map((value) =>
    typeof value === "string" || Number.isFinite(value)
      ? value
      : Number.isNaN(value)
        ? "nan"
        : value > 0
          ? "inf"
          : "-inf",
  );
  return new Step("constant", [], { shape, values: written, type: whole ? "int64" : "float64" });
}

/** Operators by the names of their steps. */
const operations: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "//": "floor_divide",
  "%": "mod",
  "**": "power",
  "@": "matmul",
  "==": "equal",
  "!=": "not_equal",
  "<": "less",
  "<=": "less_equal",
  ">": "greater",
  ">=": "greater_equal",
  "&": "and",
  "|": "or",
  "^": "xor",
};

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
  const left = known ? size / product(others) : undefined;
  const rest =
    left === undefined
      ? { unknown: "the number of values is not known" }
      : Number.isInteger(left)
        ? left
        : { unknown: `${size} values have no place in this shape` };
  return target.map((dim, i) => (i === free ? rest : dim));
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
const toDimOf = (value: Value): Shape[number] =>
  value.kind === "none" ? null : { unknown: value.kind === "unknown" ? value.reason : "this is not a size" };
