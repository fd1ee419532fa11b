/** Operations number by number: arithmetic, comparisons, functions of one number. */
import { isWhole, type ElementType } from "../../base/numbers";
import { Trouble } from "../../base/trouble";
import { broadcastShapes, placesIn } from "./broadcast";
import { elementType, isSet, numberIn, textIn, wholeIn, type Given, type Operation } from "./operation";
import {
  asNumbers,
  converted,
  notFor,
  numbers,
  promoted,
  room,
  texts,
  type Column,
  type Numbers,
  type Table,
  type Texts,
  type Value,
} from "./value";

type Rule = "same" | "quotient" | "truth";
interface Arithmetic {
  readonly of: (a: number, b: number) => number;
  readonly gives: Rule;
}

const remainder = (a: number, b: number): number => a - Math.floor(a / b) * b;
const arithmetic: Readonly<Record<string, Arithmetic>> = {
  add: { of: (a, b) => a + b, gives: "same" },
  subtract: { of: (a, b) => a - b, gives: "same" },
  multiply: { of: (a, b) => a * b, gives: "same" },
  divide: { of: (a, b) => a / b, gives: "quotient" },
  floor_divide: { of: (a, b) => Math.floor(a / b), gives: "same" },
  mod: { of: remainder, gives: "same" },
  power: { of: (a, b) => (b === 2 ? a * a : a ** b), gives: "same" },
  maximum: { of: (a, b) => (a > b || Number.isNaN(a) ? a : b), gives: "same" },
  minimum: { of: (a, b) => (a < b || Number.isNaN(a) ? a : b), gives: "same" },
  equal: { of: (a, b) => Number(a === b), gives: "truth" },
  not_equal: { of: (a, b) => Number(a !== b), gives: "truth" },
  less: { of: (a, b) => Number(a < b), gives: "truth" },
  less_equal: { of: (a, b) => Number(a <= b), gives: "truth" },
  greater: { of: (a, b) => Number(a > b), gives: "truth" },
  greater_equal: { of: (a, b) => Number(a >= b), gives: "truth" },
  and: { of: (a, b) => a & b, gives: "same" },
  or: { of: (a, b) => a | b, gives: "same" },
  xor: { of: (a, b) => a ^ b, gives: "same" },
};

/** Roots, powers of e and the like give floating numbers of the same width, or doubles of whole ones. */
const functions: Readonly<Record<string, (a: number) => number>> = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  deg2rad: (a) => (a * Math.PI) / 180,
};
/** These leave whole numbers whole. */
const keeping: Readonly<Record<string, (a: number) => number>> = {
  negative: (a) => -a,
  abs: Math.abs,
  square: (a) => a * a,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
};
const tests: Readonly<Record<string, (a: number) => boolean>> = {
  isnan: (a) => Number.isNaN(a),
  isfinite: (a) => Number.isFinite(a),
  not: (a) => a === 0,
};

/** A number that stands in the program is as wide as what it meets; with a point it is no whole number. */
function meeting(type: ElementType, scalar: number, isFloat: boolean): ElementType {
  if (!isWhole(type)) return type;
  if (isFloat || !Number.isInteger(scalar)) return "float64";
  return type === "bool" ? "int64" : type;
}

function typeOf(type: ElementType, rule: Rule): ElementType {
  if (rule === "truth") return "bool";
  return rule === "quotient" && isWhole(type) ? "float64" : type;
}

/** With a number that stands in the program, on either side. */
function withScalar(name: string, array: Numbers, given: Given): Numbers {
  const { settings } = given;
  const left = numberIn(settings, "left");
  const scalar = left ?? numberIn(settings, "right");
  if (scalar === undefined) throw new Trouble(`“${name}” needs two arrays.`);
  const { of, gives } = arithmetic[name]!;
  const met = meeting(array.type, scalar, isSet(settings, "float"));
  const type = typeOf(met, gives);
  const out = given.isFree(0) && type === array.type ? array : room(type, array.shape);
  const { data } = array;
  const number = type === "float32" ? Math.fround(scalar) : scalar;
  if (left !== undefined) for (let i = 0; i < data.length; i++) out.data[i] = of(number, data[i]!);
  else if (name === "divide") for (let i = 0; i < data.length; i++) out.data[i] = data[i]! / number;
  else if (name === "multiply") for (let i = 0; i < data.length; i++) out.data[i] = data[i]! * number;
  else for (let i = 0; i < data.length; i++) out.data[i] = of(data[i]!, number);
  return out;
}

function ofTwo(name: string, a: Numbers, b: Numbers): Numbers {
  const { of, gives } = arithmetic[name]!;
  const shape = broadcastShapes(a.shape, b.shape);
  const out = room(typeOf(promoted(a.type, b.type), gives), shape);
  const [left, right] = [placesIn(a.shape, shape), placesIn(b.shape, shape)];
  const [x, y] = [a.data, b.data];
  for (let i = 0; i < out.data.length; i++) out.data[i] = of(x[left ? left(i) : i]!, y[right ? right(i) : i]!);
  return out;
}

/** Texts can be compared with a text. */
function compareTexts(name: string, value: Texts, other: Texts | string): Numbers {
  if (name !== "equal" && name !== "not_equal") throw notFor(`“${name}”`, value);
  const wanted = name === "equal";
  const same = value.data.map((text, i) => text === (typeof other === "string" ? other : other.data[i]!));
  return numbers(
    "bool",
    value.shape,
    Uint8Array.from(same, (one) => Number(one === wanted)),
  );
}

function binary(name: string): Operation {
  const one = (given: Given): Column => {
    const [a, b] = given.of;
    const { settings } = given;
    const text = settings["right"] ?? settings["left"];
    if (a?.kind === "texts" && b?.kind === "texts" && name !== "add") return compareTexts(name, a, b);
    if (a?.kind === "texts" && typeof text === "string" && b === undefined) {
      if (name !== "add") return compareTexts(name, a, text);
      return texts(
        a.shape,
        a.data.map((part) =>
          part === null ? null : typeof settings["right"] === "string" ? part + text : text + part,
        ),
      );
    }
    if (b === undefined) return withScalar(name, asNumbers(a, `“${name}”`), given);
    return ofTwo(name, asNumbers(a, `“${name}”`), asNumbers(b, `“${name}”`));
  };
  return {
    name,
    run: (given) => (given.of.some(({ kind }) => kind === "table") ? byColumns(given, one) : one(given)),
  };
}

/** Column by column: with numbers of the program, a number for each column, another table, or a column for each. */
function byColumns(given: Given, run: (given: Given) => Column): Table {
  const table = given.of.find((value): value is Table => value.kind === "table")!;
  const columns = table.columns.map((_, i) =>
    run({ ...given, isFree: () => false, of: given.of.map((value) => partFor(value, table, i)) }),
  );
  return { ...table, columns };
}

function partFor(value: Value, table: Table, i: number): Value {
  if (value.kind === "table") {
    const at = value === table ? i : value.names.indexOf(table.names[i]!);
    const column = value.columns[at];
    if (!column) throw new Trouble(`There is no column “${table.names[i]!}” on the other side.`);
    return column;
  }
  if (value.kind !== "numbers" || value.shape.length === 0) return value;
  if (value.shape.length === 1 && value.shape[0] === table.columns.length)
    return numbers(value.type, [], value.data.slice(i, i + 1));
  throw new Trouble(
    `A table of ${table.columns.length} columns does not go together with an array of ${value.shape.join("×")}.`,
  );
}

function unary(name: string, run: (array: Numbers, given: Given) => Numbers): Operation {
  const one = (given: Given): Column => run(asNumbers(given.of[0], `“${name}”`), given);
  return { name, run: (given) => (given.of[0]?.kind === "table" ? byColumns(given, one) : one(given)) };
}

function mapped(array: Numbers, type: ElementType, of: (a: number) => number, free: boolean): Numbers {
  const out = free && type === array.type ? array : room(type, array.shape);
  for (let i = 0; i < array.data.length; i++) out.data[i] = of(array.data[i]!);
  return out;
}

const roundEven = (a: number): number => {
  const down = Math.floor(a);
  const rest = a - down;
  return rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
};

const round = unary("round", (array, { settings, isFree }) => {
  const scale = 10 ** (wholeIn(settings, "decimals") ?? 0);
  return mapped(array, array.type, (a) => roundEven(a * scale) / scale, isFree(0));
});

const clip: Operation = unary("clip", (array, { settings, isFree }) => {
  const least = numberIn(settings, "least") ?? -Infinity;
  const most = numberIn(settings, "most") ?? Infinity;
  const type = [least, most].every((one) => Number.isInteger(one) || !Number.isFinite(one))
    ? array.type
    : meeting(array.type, 0.5, true);
  return mapped(array, type, (a) => (a < least ? least : a > most ? most : a), isFree(0));
});

/** `x.astype("float32")`; to text too. */
const astype: Operation = {
  name: "astype",
  run(given) {
    const name = textIn(given.settings, "type");
    const type = elementType(name);
    const one = (value: Value | undefined): Column => {
      if (value?.kind === "texts" && type === undefined) return value;
      if (name === "category" && value?.kind === "texts") return codes(value);
      if (type !== undefined) return converted(asNumbers(value, `astype(${name})`), type);
      if (value?.kind === "numbers" && /^(str|object|string|<?U\d*)$/.test(name))
        return texts(value.shape, Array.from(value.data, String));
      throw new Trouble(`Numbers of the type ${name} are not known.`);
    };
    const [value] = given.of;
    return value?.kind === "table" ? { ...value, columns: value.columns.map(one) } : one(value);
  },
};

/** Texts by their place among the different ones, sorted: −1 where there is none. */
export function codes(value: Texts): Numbers {
  const different = [...new Set(value.data.filter((text) => text !== null))].sort();
  const places = new Map(different.map((text, i) => [text, i]));
  return numbers(
    "int64",
    value.shape,
    Float64Array.from(value.data, (text) => (text === null ? -1 : places.get(text)!)),
  );
}

/** Whether a value is one of some. */
const isin: Operation = {
  name: "isin",
  run({ of: [value], settings }) {
    const wanted = new Set(settings["values"] as readonly unknown[]);
    if (value?.kind !== "texts" && value?.kind !== "numbers") throw notFor("isin", value);
    return numbers(
      "bool",
      value.shape,
      Uint8Array.from<number | string | null>(value.data as readonly (string | null)[], (one) =>
        Number(wanted.has(one)),
      ),
    );
  },
};

const missing: Operation = {
  name: "isna",
  run: ({ of: [value] }) =>
    value?.kind === "texts"
      ? numbers(
          "bool",
          value.shape,
          Uint8Array.from(value.data, (text) => Number(text === null)),
        )
      : mapped(asNumbers(value, "isna"), "bool", (a) => Number(Number.isNaN(a)), false),
};

/** One of two for each place, by a condition. */
const where: Operation = {
  name: "where",
  run({ of, settings }) {
    const rest = [...of.slice(1)];
    const side = (name: "left" | "right"): Numbers => {
      const scalar = numberIn(settings, name);
      if (scalar === undefined) return asNumbers(rest.shift(), "where");
      const type = Number.isInteger(scalar) && !isSet(settings, `${name}Float`) ? "int64" : "float64";
      return numbers(type, [], Float64Array.of(scalar));
    };
    const condition = asNumbers(of[0], "where");
    const [a, b] = [side("left"), side("right")];
    const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape));
    const scalars = [settings["left"], settings["right"]].map((one) => one !== undefined);
    // A number of the program takes the width of what it meets.
    const type =
      scalars[0] === scalars[1]
        ? promoted(a.type, b.type)
        : scalars[0]
          ? meeting(b.type, a.data[0]!, a.type === "float64")
          : meeting(a.type, b.data[0]!, b.type === "float64");
    const out = room(type, shape);
    const [at, left, right] = [condition, a, b].map((one) => placesIn(one.shape, shape) ?? ((i: number) => i)) as [
      (i: number) => number,
      (i: number) => number,
      (i: number) => number,
    ];
    for (let i = 0; i < out.data.length; i++)
      out.data[i] = condition.data[at(i)] !== 0 ? a.data[left(i)]! : b.data[right(i)]!;
    return out;
  },
};

export const elementwise: readonly Operation[] = [
  ...Object.keys(arithmetic).map(binary),
  ...Object.entries(functions).map(([name, of]) =>
    unary(name, (array, { isFree }) => mapped(array, isWhole(array.type) ? "float64" : array.type, of, isFree(0))),
  ),
  ...Object.entries(keeping).map(([name, of]) =>
    unary(name, (array, { isFree }) => mapped(array, array.type, of, isFree(0))),
  ),
  ...Object.entries(tests).map(([name, test]) =>
    unary(name, (array) => mapped(array, "bool", (a) => Number(test(a)), false)),
  ),
  round,
  clip,
  astype,
  isin,
  missing,
  where,
];
