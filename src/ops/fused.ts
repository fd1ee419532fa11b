/** Operations that `train/fuse.ts` puts in the place of several: each means what its parts mean, one after the other. */
import type { Window } from "./conv2d";
import { conv2dShape, eachProduct } from "./conv2d";
import { defineOp, type AnyOp, type Tensor, type Value } from "./op";

type ConvAttrs = Window & { readonly relu: boolean } & Readonly<Record<string, number | boolean | readonly number[]>>;

/** y = conv2d(x, kernel) + bias, then max(·, 0) when `relu`. */
const conv = defineOp<"x" | "kernel" | "bias", ConvAttrs>({
  name: "conv2dBias",
  shape: ({ x, kernel }, attrs) => conv2dShape(x, kernel, attrs),
  reference(y, { x, kernel, bias }, attrs) {
    y.data.fill(0);
    eachProduct(x.shape, kernel.shape, y.shape, attrs, (inX, inKernel, inY) => {
      y.data[inY]! += x.data[inX]! * kernel.data[inKernel]!;
    });
    finish(y, bias, attrs.relu);
  },
  gradient: { x: "none", kernel: "none", bias: "none" },
});

/** y = x [rows, depth] · w [depth, columns] + bias, then max(·, 0) when `relu`. */
const product = defineOp<"x" | "w" | "bias", { readonly relu: boolean }>({
  name: "matmulBias",
  shape: ({ x, w }) => [x[0]!, w[1]!],
  reference(y, { x, w, bias }, { relu }) {
    const [depth, columns] = w.shape as [number, number];
    for (let i = 0; i < y.data.length; i++) {
      let sum = 0;
      for (let k = 0; k < depth; k++)
        sum += x.data[Math.floor(i / columns) * depth + k]! * w.data[k * columns + (i % columns)]!;
      y.data[i] = sum;
    }
    finish(y, bias, relu);
  },
  gradient: { x: "none", w: "none", bias: "none" },
});

function finish(y: Tensor, bias: Tensor, relu: boolean): void {
  const channels = bias.data.length;
  for (let i = 0; i < y.data.length; i++) {
    const value = y.data[i]! + bias.data[i % channels]!;
    y.data[i] = relu ? Math.max(value, 0) : value;
  }
}

/** y = what the normalization gives + addend. */
const sumWith = defineOp<"x" | "moments" | "gamma" | "beta" | "addend", { readonly epsilon: number }>({
  name: "normalizeBatchAdd",
  shape: ({ x }) => x,
  reference(y, { addend, ...inputs }, { epsilon }) {
    normalized(y.data, inputs, epsilon);
    for (let i = 0; i < y.data.length; i++) y.data[i]! += addend.data[i]!;
  },
  gradient: { x: "none", moments: "none", gamma: "none", beta: "none", addend: "none" },
});

function normalized(
  y: Float64Array,
  { x, moments, gamma, beta }: Readonly<Record<"x" | "moments" | "gamma" | "beta", Tensor>>,
  epsilon: number,
): void {
  const channels = gamma.data.length;
  for (let i = 0; i < y.length; i++) {
    const c = i % channels;
    const normal = (x.data[i]! - moments.data[c]!) / Math.sqrt(moments.data[channels + c]! + epsilon);
    y[i] = gamma.data[c]! * normal + beta.data[c]!;
  }
}

/** What follows from dy before a relu behind the normalization: the same from dy where the normalization gives a positive number, else from 0. */
const throughRelu = (op: AnyOp): AnyOp => ({
  ...op,
  name: `${op.name}Relu`,
  reference(out: Tensor, inputs: Readonly<Record<"dy" | "x" | "moments" | "gamma" | "beta", Tensor>>, attrs: never) {
    const { dy } = inputs;
    const passes = new Float64Array(dy.data.length);
    normalized(passes, inputs, (attrs as { readonly epsilon: number }).epsilon);
    const data = dy.data.map((value, i) => (passes[i]! > 0 ? value : 0));
    op.reference(out, { ...inputs, dy: { ...dy, data } }, attrs);
  },
});
const throughReluOf = new Map<AnyOp, AnyOp>();

/** y = max(of what the normalisation gives, 0). */
const withRelu = (op: AnyOp): AnyOp => ({
  ...op,
  name: `${op.name}Relu`,
  reference(y: Tensor, inputs: Readonly<Record<string, Tensor>>, attrs: never) {
    op.reference(y, inputs, attrs);
    for (let i = 0; i < y.data.length; i++) y.data[i] = Math.max(y.data[i]!, 0);
  },
  gradient: Object.fromEntries(Object.keys(op.gradient).map((name) => [name, "none" as const])),
});
const withReluOf = new Map<AnyOp, AnyOp>();

export const conv2dBias = (x: Value, kernel: Value, bias: Value, window: Window, relu: boolean): Value => {
  const { strides, dilation, pads, groups } = window;
  return conv({ x, kernel, bias }, { strides, dilation, pads, groups, relu });
};
export const matmulBias = (x: Value, w: Value, bias: Value, relu: boolean): Value => product({ x, w, bias }, { relu });

/** a + b where one of them is a normalization that nobody else wants, and its channels fill vectors. */
export function normalizationPlus(a: Value, b: Value, isAlone: (value: Value) => boolean): Value | undefined {
  for (const [one, addend] of [
    [a, b],
    [b, a],
  ] as const) {
    const { x, moments, gamma, beta } = one.inputs;
    if (one.op.name === "normalizeBatch" && isAlone(one) && gamma!.shape[0]! % 8 === 0)
      return sumWith(
        { x: x!, moments: moments!, gamma: gamma!, beta: beta!, addend },
        { epsilon: one.attrs["epsilon"] as number },
      );
  }
  return undefined;
}

/** A gradient of a normalization, or its sums, from the gradient dy of `relu`, which comes after the normalization. */
export function fromBehindRelu(value: Value, dy: Value, relu: Value): Value {
  let op = throughReluOf.get(value.op);
  if (!op) throughReluOf.set(value.op, (op = throughRelu(value.op)));
  const { gamma, beta } = (relu.op.name === "unary" ? relu.inputs["x"]! : relu).inputs;
  return { ...value, op, inputs: { ...value.inputs, dy, gamma: gamma!, beta: beta! } };
}

/** The same operation with max(·, 0) at its end, where there is one. */
export function reluAfter(value: Value): Value | undefined {
  if (value.op.name === "conv2dBias" || value.op.name === "matmulBias")
    return value.attrs["relu"] === true ? undefined : { ...value, attrs: { ...value.attrs, relu: true } };
  if (!["normalizeBatch", "normalizeBatchAdd", "normalizeFixed", "normalizePooled"].includes(value.op.name))
    return undefined;
  let op = withReluOf.get(value.op);
  if (!op) withReluOf.set(value.op, (op = withRelu(value.op)));
  return { ...value, op };
}
