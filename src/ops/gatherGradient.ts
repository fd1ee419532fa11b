/**
 * Gradients that come together before a normalization, in the pass that takes their sums; and those behind it, in the pass that gives them. Sums of parts
 * come with both, one behind the other, and are added up by an operation of their own: what is large can then be dropped before what is small.
 */
import { sizeOf, type AnyOp, type Sizes, type Tensor, type Value } from "./op";
import { part, partsOf } from "./part";

type Inputs = Readonly<Record<string, Tensor>>;
type Shapes = Readonly<Record<string, Sizes>>;

const channelsOf = (shape: Sizes): number => shape[shape.length - 1]!;

/**
 * g = a + b, or a where there is no b, and 0 where there is a v that is not positive. Behind it, for each part of the rows, Σ g and Σ g · (x − mean):
 * the reference has all of them in the first part.
 */
const gather: AnyOp = {
  name: "gatherGradient",
  inPlace: "a",
  shape: ({ a }: Shapes) => [sizeOf(a!) + partsOf(a!) * 2 * channelsOf(a!)],
  reference(out: Tensor, { a, b, v, x, moments }: Inputs) {
    const channels = channelsOf(x!.shape);
    const count = x!.data.length;
    out.data.fill(0);
    for (let i = 0; i < count; i++) {
      const g = v && v.data[i]! <= 0 ? 0 : a!.data[i]! + (b ? b.data[i]! : 0);
      out.data[i] = g;
      out.data[count + (i % channels)]! += g;
      out.data[count + channels + (i % channels)]! += g * (x!.data[i]! - moments!.data[i % channels]!);
    }
  },
  gradient: {},
};

/** Σ g and Σ g·(x − mean)/√(variance + epsilon) of each channel, from those of parts: y [2, channels]. */
const gatheredSums: AnyOp = {
  name: "gatheredSums",
  shape: ({ moments }: Shapes) => moments!,
  reference(
    sums: Tensor,
    { x, moments }: Inputs,
    { parts, epsilon }: { readonly parts: number; readonly epsilon: number },
  ) {
    const channels = sums.shape[1]!;
    const first = x!.data.length - parts * 2 * channels;
    sums.data.fill(0);
    for (let i = 0; i < parts * 2 * channels; i++) sums.data[i % (2 * channels)]! += x!.data[first + i]!;
    for (let c = 0; c < channels; c++) sums.data[channels + c]! /= Math.sqrt(moments!.data[channels + c]! + epsilon);
  },
  gradient: {},
};

/** What comes together: a sum, or what a relu lets through, or both. */
export interface Gathered {
  readonly a: Value;
  readonly b?: Value;
  /** Of a relu: what is not positive lets nothing through. */
  readonly v?: Value;
}

/** The gradient that comes together before the normalization of x, and its sums. */
export function gatherGradient(from: Gathered, x: Value, moments: Value, epsilon: number): GradientWithSums {
  const inputs = { ...from, x, moments } as Readonly<Record<string, Value>>;
  const shapes = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, value.shape]));
  const both: Value = { op: gather, inputs, attrs: {}, shape: gather.shape(shapes, {}) };
  const parts = partsOf(x.shape);
  return {
    gradient: part(both, 0, x.shape),
    sums: { op: gatheredSums, inputs: { x: both, moments }, attrs: { parts, epsilon }, shape: moments.shape },
  };
}

export interface GradientWithSums {
  readonly gradient: Value;
  readonly sums: Value;
}

/** dx of a normalization, 0 where x is not positive when `relu`: then x is a relu's output. Behind it the sums of each part's rows. */
const summed = (op: AnyOp): AnyOp => ({
  ...op,
  name: `${op.name}Summed`,
  shape: ({ x }: Shapes) => [sizeOf(x!) + partsOf(x!) * channelsOf(x!)],
  reference(out: Tensor, inputs: Inputs, attrs: { readonly relu: boolean }) {
    const x = inputs["x"]!;
    const count = x.data.length;
    const dx: Tensor = { shape: x.shape, data: out.data.subarray(0, count) };
    out.data.fill(0);
    op.reference(dx, inputs, attrs);
    for (let i = 0; i < count; i++) {
      if (attrs.relu && x.data[i]! <= 0) dx.data[i] = 0;
      out.data[count + (i % channelsOf(x.shape))]! += dx.data[i]!;
    }
  },
});
const summedOf = new Map<AnyOp, AnyOp>();

/** Sums of rows from those of parts: y [channels]. */
const sumOfParts: AnyOp = {
  name: "sumOfParts",
  shape: (_: Shapes, { channels }: { readonly channels: number }) => [channels],
  reference(y: Tensor, { x }: Inputs, { parts }: { readonly parts: number }) {
    const channels = y.data.length;
    const sums = x!.data.subarray(x!.data.length - parts * channels);
    y.data.fill(0);
    sums.forEach((value, i) => (y.data[i % channels]! += value));
  },
  gradient: {},
};

/** Whether a value is a gradient of a normalization that can come with its sums. */
export const canSum = ({ op, shape }: Value): boolean =>
  op.name.startsWith("normalizeBatchGradient") && !op.name.endsWith("Summed") && channelsOf(shape) % 8 === 0;

/** Such a gradient and the sums of its rows; with `relu` of what comes before that relu. */
export function withSums(dx: Value, relu: boolean): GradientWithSums {
  let op = summedOf.get(dx.op);
  if (!op) summedOf.set(dx.op, (op = summed(dx.op)));
  const parts = partsOf(dx.shape);
  const channels = channelsOf(dx.shape);
  const both: Value = { ...dx, op, attrs: { ...dx.attrs, relu }, shape: [sizeOf(dx.shape) + parts * channels] };
  return {
    gradient: part(both, 0, dx.shape),
    sums: { op: sumOfParts, inputs: { x: both }, attrs: { parts, channels }, shape: [channels] },
  };
}
