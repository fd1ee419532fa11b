/** What an operation of the engine is. Its reference is its meaning; the kernel in `kernels/` is only faster. */

/** Sizes of a tensor; inside a plan every one is known. */
export type Sizes = readonly number[];

export const sizeOf = (sizes: Sizes): number => sizes.reduce((product, size) => product * size, 1);

/** Numbers with a shape, row-major: what references work on, in float64. */
export interface Tensor {
  readonly shape: Sizes;
  readonly data: Float64Array;
}

export type Attrs = Readonly<Record<string, number | boolean | string | readonly number[]>>;

/** A tensor not yet computed: the operation that makes it, and from what. */
export interface Value {
  readonly op: AnyOp;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attrs: Attrs;
  readonly shape: Sizes;
}

export type Inputs<I extends string, T> = Readonly<Record<I, T>>;

/** d(loss)/d(input) from dOut = d(loss)/d(out); "none" where no gradient flows: said, not forgotten. */
export type GradientRule<I extends string> = "none" | ((dOut: Value, inputs: Inputs<I, Value>, out: Value) => Value);

export interface Op<I extends string, A extends Attrs> {
  readonly name: string;
  shape(inputs: Inputs<I, Sizes>, attrs: A): Sizes;
  /** Fills `out`; slow and obvious. */
  reference(out: Tensor, inputs: Inputs<I, Tensor>, attrs: A): void;
  readonly gradient: Readonly<Record<I, GradientRule<I>>>;
  /** The output is the input's own memory under another shape. */
  readonly viewOf?: I;
  /** Where in that memory the output begins, in numbers; 0 when absent. */
  viewOffset?(inputs: Inputs<I, Sizes>, attrs: A): number;
  /** The output may take the memory of this input when nobody else needs it. */
  readonly inPlace?: I;
}

/** Any operation, once its own names no longer matter. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyOp = Op<any, any>;

/** Gives the function that makes a value with this operation. */
export function defineOp<I extends string, A extends Attrs = Record<never, never>>(op: Op<I, A>) {
  return (inputs: Inputs<I, Value>, attrs: A = {} as A): Value => {
    const shapes = Object.fromEntries(Object.entries<Value>(inputs).map(([name, value]) => [name, value.shape]));
    return { op, inputs, attrs, shape: op.shape(shapes as Record<I, Sizes>, attrs) };
  };
}

/** Values that no operation makes: fed, learned, or the same at every step. */
export type LeafKind = "input" | "weight" | "scalar" | "constant";

const leafOp = (kind: LeafKind): AnyOp => ({
  name: kind,
  shape: () => [],
  reference(): void {
    throw new Error(`a ${kind} has no operation`);
  },
  gradient: {},
});
const leafOps: Readonly<Record<LeafKind, AnyOp>> = {
  input: leafOp("input"),
  weight: leafOp("weight"),
  scalar: leafOp("scalar"),
  constant: leafOp("constant"),
};

const leaf = (kind: LeafKind, shape: Sizes, attrs: Attrs): Value => ({ op: leafOps[kind], inputs: {}, attrs, shape });

/** Data that is new at every step. */
export const input = (name: string, shape: Sizes): Value => leaf("input", shape, { name });
/** A weight of the model, or a slot of its optimizer: kept from step to step. */
export const weightValue = (name: string, shape: Sizes): Value => leaf("weight", shape, { name });
/** One number that the run sets before each step, such as the learning rate. */
export const scalar = (name: string): Value => leaf("scalar", [1], { name });
/** The same number everywhere, always. */
export const constant = (value: number, shape: Sizes): Value => leaf("constant", shape, { values: [value] });
/** A list of numbers that never change. */
export const constants = (values: readonly number[]): Value => leaf("constant", [values.length], { values });

export const isLeaf = (value: Value, kind?: LeafKind): boolean =>
  kind ? value.op === leafOps[kind] : Object.values(leafOps).includes(value.op);
