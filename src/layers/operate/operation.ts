/** An operator or a function on tensors (`x + 1`, `keras.ops.mean(x, axis=1)`), which is a row of the graph but no layer. */
import { isKerasObject, isList, isUnknown, type Config, type Literal } from "../../model/literal";
import { broadcastTo } from "../../ops/broadcast";
import { recipeOfArray } from "../../model/recipe";
import { constant, constants, isLeaf, type Sizes, type Value } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { Unsupported } from "../layer";

/** What a call has in the place of its first, second … tensor. */
export const tensorMark = { class_name: "tensor", config: {} } as const;
const isTensor = (value: Literal): boolean => isKerasObject(value) && value.class_name === "tensor";

/** Where an operation stands. */
export interface Surroundings {
  /** How many samples go through at once. */
  readonly batch: number;
  /** What samples of a batch have in common may be computed: a layer of the file's own does it batch by batch, as Keras does. */
  readonly mixes: boolean;
}

const known = new WeakMap<Value, boolean>();

/** Whether a value is computed from data; weights, and what is made of them, are not. */
export function hasSamples(value: Value): boolean {
  const earlier = known.get(value);
  if (earlier !== undefined) return earlier;
  const seen = new Set([value]);
  for (const one of seen) {
    if (isLeaf(one, "input") || known.get(one) === true) {
      known.set(value, true);
      return true;
    }
    for (const input of Object.values(one.inputs)) seen.add(input);
  }
  for (const one of seen) known.set(one, false);
  return false;
}

/** What is computed; several values where the function gives several tensors. */
export type Operation = (call: Operands) => Value | readonly Value[] | Unsupported;

/** The arguments of one call, by Keras's names. */
export class Operands {
  private readonly places = new Map<string, readonly Value[]>();

  constructor(
    inputs: readonly Value[],
    private readonly call: Config,
    readonly around: Surroundings,
  ) {
    const rest = [...inputs];
    for (const [name, value] of Object.entries(call)) {
      const found = (isList(value) ? value : [value]).flatMap((part) =>
        isTensor(part) ? rest.splice(0, 1) : (constantIn(part) ?? []),
      );
      if (found.length > 0) this.places.set(name, found);
    }
    this.inputs = this.places.size > 0 ? [...this.places.values()].flat() : inputs;
  }

  /** All tensors in the order of the arguments, and arrays of known numbers among them. */
  readonly inputs: readonly Value[];

  /** Whether samples must stay apart. */
  get apart(): boolean {
    return !this.around.mixes && this.hasSamples;
  }

  /** Whether a tensor comes from data, and so has the samples along its first axis. */
  get hasSamples(): boolean {
    return this.inputs.some(hasSamples);
  }

  /** The first tensor. */
  get x(): Value {
    return this.inputs[0]!;
  }

  /** A tensor, or a number in the place of one. */
  operand(name: string): Value | number | undefined {
    const value = this.call[name];
    return (
      this.places.get(name)?.[0] ??
      (typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : undefined)
    );
  }

  /** All tensors of a list, or undefined where something else stands among them. */
  list(name: string): readonly Value[] | undefined {
    const value = this.call[name];
    const places = this.places.get(name);
    return places && value !== undefined && isList(value) && value.length === places.length ? places : undefined;
  }

  /** An argument that is no tensor; undefined where it is not given. */
  literal(name: string): Literal | undefined {
    const value = this.call[name];
    const array = value === undefined ? undefined : numbersIn(value);
    return array ? nested(array.shape, array.values) : value;
  }

  /** Arguments that are no tensors. */
  get others(): Config {
    return Object.fromEntries(
      Object.entries(this.call).filter(([name, value]) => !this.places.has(name) && value !== null),
    );
  }

  /** Something that can only be known by running the file. */
  get hidden(): string | undefined {
    const found = Object.entries(this.call).find(([, value]) => hasUnknown(value));
    return found?.[0];
  }

  /** Axes counted from the front; all of them for None. Undefined for what is no axis. */
  axes(name = "axis", rank = this.x.shape.length): readonly number[] | undefined {
    const given = this.call[name];
    if (given === undefined || given === null) return Array.from({ length: rank }, (_, i) => i);
    const list = isList(given) ? given : [given];
    const axes = list.map((axis) => (typeof axis === "number" ? (axis < 0 ? axis + rank : axis) : -1));
    return axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank) ? axes : undefined;
  }
}

const hasUnknown = (value: Literal): boolean =>
  isUnknown(value) ||
  recipeOfArray(value) !== undefined ||
  (isList(value) && value.some(hasUnknown)) ||
  (isKerasObject(value) && Object.values(value.config).some(hasUnknown));

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** An array whose numbers are known. */
function numbersIn(value: Literal): Numbers | undefined {
  if (!isKerasObject(value) || value.class_name !== "array") return undefined;
  const { shape, values } = value.config as unknown as Partial<Numbers>;
  return shape && values ? { shape, values } : undefined;
}

function constantIn(value: Literal): Value | undefined {
  const array = numbersIn(value);
  return array && reshape(constants(array.values), array.shape);
}

/** As lists in lists. */
const nested = ([size, ...rest]: readonly number[], values: readonly number[]): Literal => {
  if (size === undefined) return values[0] ?? null;
  const each = values.length / size;
  return Array.from({ length: size }, (_, i) => nested(rest, values.slice(i * each, (i + 1) * each)));
};

/** The batch stays with the samples: what mixes them cannot be trained batch by batch. */
export const acrossSamples = new Unsupported("it works across the samples of a batch");
export const notFollowed = (what: string): Unsupported => new Unsupported(`${what} is not known to the engine`);

/** Values of one shape from two that NumPy would combine; undefined where they do not go together. */
export function together(a: Value | number, b: Value | number): readonly [Value, Value] | undefined {
  const [shapeA, shapeB] = [a, b].map((one): Sizes => (typeof one === "number" ? [] : one.shape)) as [Sizes, Sizes];
  const rank = Math.max(shapeA.length, shapeB.length);
  const wide = (shape: Sizes): Sizes => [...Array<number>(rank - shape.length).fill(1), ...shape];
  const [wideA, wideB] = [wide(shapeA), wide(shapeB)];
  if (!wideA.every((size, i) => size === wideB[i] || size === 1 || wideB[i] === 1)) return undefined;
  const shape = wideA.map((size, i) => Math.max(size, wideB[i]!));
  const spread = (one: Value | number, sizes: Sizes): Value =>
    typeof one === "number" ? constant(one, shape) : broadcastTo(reshape(one, sizes), shape);
  return [spread(a, wideA), spread(b, wideB)];
}
