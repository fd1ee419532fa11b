/** One constructor argument of a layer, written once: default, check, docs, hover and completion all read it here. */
import { isKerasObject, isList, isUnknown, type KerasObject, type Literal } from "../model/literal";
import type { Dim, UnknownDim } from "../model/shape";
import { activations } from "./activations";
import { constraints, initializers, regularizers } from "./objects";

/** A value that does not fit; says what would. */
export class Misfit {
  constructor(readonly expected: string) {}
}

export interface Param<T> {
  readonly docs: string;
  /** How the kind of value is called in a hover: `int`, `tuple of 2 ints`. */
  readonly kind: string;
  /** As written in Python; absent when the user must give it. */
  readonly default?: Literal;
  readonly choices?: readonly string[];
  /** Whether the output's shape or the weights depend on it. An unknown value elsewhere does no harm. */
  readonly shapes: boolean;
  parse(value: Literal): T | Misfit;
}
// The type of a parameter's value is only known where the layer is defined.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Params = Readonly<Record<string, Param<any>>>;
export type ConfigOf<P extends Params> = { readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never };

interface Range {
  readonly min?: number;
  readonly max?: number;
}
type Options = Range & { readonly default?: Literal };

const LARGEST = 2 ** 31 - 1;

const inRange = (value: Literal, { min = -Infinity, max = Infinity }: Range): value is number =>
  typeof value === "number" && value >= min && value <= max;

function define<T>(
  docs: string,
  kind: string,
  parse: (value: Literal) => T | Misfit,
  rest: {
    readonly default?: Literal | undefined;
    readonly choices?: readonly string[];
    readonly shapes?: boolean;
  } = {},
): Param<T> {
  const { default: preset, shapes = true, ...more } = rest;
  return { docs, kind, parse, shapes, ...more, ...(preset === undefined ? {} : { default: preset }) };
}

/** A size that the user chooses, such as `units`: at least 1; may be unknown. */
export const size = (docs: string): Param<number | UnknownDim> =>
  define(docs, "int", (value) => {
    if (isUnknown(value)) return value;
    if (inRange(value, { min: 1, max: LARGEST }) && Number.isInteger(value)) return value;
    return new Misfit("a whole number from 1 to 2,147,483,647");
  });

export const int = (docs: string, options: Options = {}): Param<number> =>
  define(
    docs,
    "int",
    (value) => {
      if (inRange(value, options) && Number.isInteger(value)) return value;
      return new Misfit(options.min === undefined ? "a whole number" : `a whole number of at least ${options.min}`);
    },
    { default: options.default },
  );

export const float = (docs: string, options: Options = {}): Param<number> =>
  define(
    docs,
    "float",
    (value) => {
      if (inRange(value, options) && !Number.isNaN(value)) return value;
      const { min, max } = options;
      if (min !== undefined && max !== undefined) return new Misfit(`a number from ${min} to ${max}`);
      return new Misfit(min === undefined ? "a number" : `a number of at least ${min}`);
    },
    { default: options.default, shapes: false },
  );

export const bool = (docs: string, preset: boolean, shapes = true): Param<boolean> =>
  define(docs, "bool", (value) => (typeof value === "boolean" ? value : new Misfit("True or False")), {
    default: preset,
    shapes,
  });

export const choice = <const T extends string>(docs: string, choices: readonly T[], preset: NoInfer<T>): Param<T> =>
  define<T>(
    docs,
    choices.map((name) => `"${name}"`).join(" | "),
    (value) => {
      const wanted = typeof value === "string" ? value.toLowerCase() : value;
      return (
        choices.find((name) => name === wanted) ?? new Misfit(`one of ${choices.map((name) => `"${name}"`).join(", ")}`)
      );
    },
    { default: preset, choices },
  );

/** The same as `param`, or None, which is also the default unless another is given. */
export const optional = <T>(param: Param<T>, preset: Literal = null): Param<T | null> => ({
  ...param,
  kind: `${param.kind} | None`,
  default: preset,
  parse: (value) => (value === null ? null : param.parse(value)),
});

/** The same, also as the only entry of a list: so earlier versions of Keras wrote it. */
export const inList = <T>(param: Param<T>): Param<T> => ({
  ...param,
  parse: (value) => param.parse(isList(value) && value.length === 1 ? value[0]! : value),
});

/** One whole number for all of `count` axes, or one for each. */
export const tuple = (docs: string, count: number, options: Options = {}): Param<readonly number[]> => {
  const least = options.min ?? 1;
  const fits = (value: Literal): value is number =>
    inRange(value, { min: least, max: LARGEST }) && Number.isInteger(value);
  const several = count === 1 ? "" : `, or ${count === 2 ? "two" : count} of them`;
  return define(
    docs,
    count === 1 ? "int" : `int or tuple of ${count} ints`,
    (value) => {
      if (fits(value)) return Array<number>(count).fill(value);
      if (isList(value) && value.length === count && value.every(fits)) return value;
      return new Misfit(`a whole number of at least ${least}${several}`);
    },
    { default: options.default },
  );
};

/** Sizes without the batch; `None` is a free one. */
export const sizes = (docs: string, preset?: Literal): Param<readonly Dim[]> =>
  define(
    docs,
    "tuple of ints",
    (value) => {
      // Not even how many there are is known.
      if (isUnknown(value)) return new Misfit("a tuple of whole numbers or None");
      const list = isList(value) ? value : [value];
      const fits = (part: Literal): part is number | null | UnknownDim =>
        part === null ||
        isUnknown(part) ||
        (Number.isInteger(part) && typeof part === "number" && part >= -1 && part <= LARGEST);
      return list.every(fits) ? list : new Misfit("a tuple of whole numbers or None");
    },
    { default: preset },
  );

/** One axis, or several. */
export const axes = (docs: string, preset?: Literal): Param<readonly number[]> => {
  const fits = (part: Literal): part is number => typeof part === "number" && Number.isInteger(part);
  return define(
    docs,
    "int or tuple of ints",
    (value) => {
      if (fits(value)) return [value];
      return isList(value) && value.every(fits) ? value : new Misfit("a whole number or a tuple of them");
    },
    { default: preset },
  );
};

/** One number, or one for each channel. */
export const floats = (docs: string, preset?: Literal): Param<number | readonly number[]> =>
  define(
    docs,
    "float or list of floats",
    (value) => {
      if (typeof value === "number") return value;
      const fits = (part: Literal): part is number => typeof part === "number";
      return isList(value) && value.every(fits) ? value : new Misfit("a number or a list of numbers");
    },
    { default: preset, shapes: false },
  );

/** Padding or cropping of `rank` axes: n for all sides, one for each axis, or (before, after) for each. */
export const margins = (docs: string, rank: number, preset: Literal): Param<Margins> => {
  const count = (value: Literal | undefined): value is number =>
    value !== undefined && inRange(value, { min: 0, max: LARGEST }) && Number.isInteger(value);
  const side = (value: Literal | undefined): readonly [number, number] | undefined => {
    if (count(value)) return [value, value];
    if (value !== undefined && isList(value) && value.length === 2 && count(value[0]) && count(value[1]))
      return [value[0], value[1]];
    return undefined;
  };
  const pairs = Array<string>(rank).fill("(int, int)").join(", ");
  const kind = rank === 1 ? "int or (int, int)" : `int, (${Array<string>(rank).fill("int").join(", ")}) or (${pairs})`;
  return define(
    docs,
    kind,
    (value) => {
      if (count(value)) return Array<readonly [number, number]>(rank).fill([value, value]);
      const parts = rank === 1 ? [value] : isList(value) && value.length === rank ? value : [];
      const sides = parts.map(side).filter((one) => one !== undefined);
      if (sides.length === rank) return sides;
      return new Misfit(kind.replaceAll("int", "a whole number"));
    },
    { default: preset },
  );
};
/** Before and after, for each axis. */
export type Margins = readonly (readonly [number, number])[];

/** A range of random amounts: one number for both directions, or (lowest, highest). */
export const factor = (docs: string, preset?: Literal): Param<number | readonly number[]> =>
  define(
    docs,
    "float or tuple of 2 floats",
    (value) => {
      if (typeof value === "number") return value;
      const fits = (part: Literal): part is number => typeof part === "number";
      return isList(value) && value.length === 2 && value.every(fits) ? value : new Misfit("a number, or two of them");
    },
    { default: preset, shapes: false },
  );

/** Words that Keras does not restrict. */
export const words = (docs: string, preset?: string, shapes = true): Param<string> =>
  define(docs, "str", (value) => (typeof value === "string" ? value : new Misfit("a text")), {
    default: preset,
    shapes,
  });

/** Any value: kept as the file gives it. */
export const anything = (docs: string, preset: Literal = null): Param<Literal> =>
  define(docs, "object", (value) => value, { default: preset, shapes: false });

/** Another layer, as Keras serializes it. */
export const layerObject = (docs: string): Param<KerasObject> =>
  define(docs, "layer", (value) =>
    isKerasObject(value) && value.class_name !== "dict" ? value : new Misfit("a layer"),
  );

export interface Clipping {
  readonly rmin?: number;
  readonly rmax?: number;
  readonly dmax?: number;
}

/** A dictionary of bounds. */
export const clipping = (docs: string): Param<Clipping> =>
  define(
    docs,
    "dict",
    (value) => {
      if (!isKerasObject(value) || value.class_name !== "dict")
        return new Misfit("a dictionary with rmin, rmax or dmax");
      const bounds = Object.entries(value.config).filter(([, bound]) => bound !== null);
      const fits = bounds.every(
        ([name, bound]) => ["rmin", "rmax", "dmax"].includes(name) && typeof bound === "number",
      );
      return fits ? Object.fromEntries(bounds) : new Misfit("a dictionary with numbers for rmin, rmax or dmax");
    },
    { shapes: false },
  );

/** A Keras object by its name or its constructor; names are resolved to the class that Keras would make. */
function object(
  docs: string,
  kind: string,
  known: ReadonlyMap<string, string>,
  preset: Literal | undefined,
): Param<KerasObject> {
  return define(
    docs,
    kind,
    (value) => {
      const made = typeof value === "string" ? { class_name: value, config: {} } : value;
      if (!isKerasObject(made)) return new Misfit(`the name of ${article(kind)} or one made with keras.${kind}s`);
      const class_name = known.get(made.class_name);
      if (class_name === undefined)
        return new Misfit(`${article(kind)} that Keras has (${JSON.stringify(made.class_name)} is not one)`);
      return { class_name, config: made.config };
    },
    { default: preset, choices: [...known.keys()], shapes: false },
  );
}
const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

export const initializer = (docs: string, preset: string): Param<KerasObject> =>
  object(docs, "initializer", initializers, preset);
export const regularizer = (docs: string): Param<KerasObject | null> =>
  optional(object(docs, "regularizer", regularizers, undefined));
export const constraint = (docs: string): Param<KerasObject | null> =>
  optional(object(docs, "constraint", constraints, undefined));

const activationNames = new Map([...activations.keys()].map((name) => [name, name]));
/** An activation by name; None is `linear`. */
export const activation = (docs: string, preset: string | null | undefined = null): Param<KerasObject> => {
  const named = object(docs, "activation", activationNames, preset);
  const parse = (value: Literal): KerasObject | Misfit =>
    value === null ? { class_name: "linear", config: {} } : named.parse(value);
  return { ...named, parse };
};
