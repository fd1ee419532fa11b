import { add } from "./binary";
import { defineOp, sizeOf, type Value } from "./op";

/** y = a and then b along `axis`. */
const join = defineOp<"a" | "b", { readonly axis: number }>({
  name: "concatenate",
  shape: ({ a, b }, { axis }) => a.map((size, i) => (i === axis ? size + b[i]! : size)),
  reference(y, { a, b }, { axis }) {
    const inner = sizeOf(y.shape.slice(axis + 1));
    const [widthA, widthB] = [a.shape[axis]! * inner, b.shape[axis]! * inner];
    const width = widthA + widthB;
    for (let row = 0; row * width < y.data.length; row++) {
      y.data.set(a.data.subarray(row * widthA, (row + 1) * widthA), row * width);
      y.data.set(b.data.subarray(row * widthB, (row + 1) * widthB), row * width + widthA);
    }
  },
  gradient: {
    a: (dy, { a }, y): Value => slice(dy, y.attrs["axis"] as number, 0, a.shape[y.attrs["axis"] as number]!),
    b: (dy, { a, b }, y): Value => {
      const axis = y.attrs["axis"] as number;
      return slice(dy, axis, a.shape[axis]!, b.shape[axis]!);
    },
  },
});

/** y = `size` places of x along `axis`, from `begin` on. */
const cut = defineOp<"x", { readonly axis: number; readonly begin: number; readonly size: number }>({
  name: "slice",
  shape: ({ x }, { axis, size }) => x.map((old, i) => (i === axis ? size : old)),
  reference(y, { x }, { axis, begin, size }) {
    const inner = sizeOf(x.shape.slice(axis + 1));
    const [from, width] = [x.shape[axis]! * inner, size * inner];
    for (let row = 0; row * width < y.data.length; row++)
      y.data.set(x.data.subarray(row * from + begin * inner, row * from + begin * inner + width), row * width);
  },
  gradient: {
    x: (dy, { x }, y): Value => {
      const { axis, begin } = y.attrs as { axis: number; begin: number };
      return place({ dy }, { axis, begin, size: x.shape[axis]! });
    },
  },
});

/** y = zeros of `size` along `axis`, with dy at `begin`. */
const place = defineOp<"dy", { readonly axis: number; readonly begin: number; readonly size: number }>({
  name: "sliceGradient",
  shape: ({ dy }, { axis, size }) => dy.map((old, i) => (i === axis ? size : old)),
  reference(dx, { dy }, { axis, begin, size }) {
    const inner = sizeOf(dy.shape.slice(axis + 1));
    const [to, width] = [size * inner, dy.shape[axis]! * inner];
    dx.data.fill(0);
    for (let row = 0; row * width < dy.data.length; row++)
      dx.data.set(dy.data.subarray(row * width, (row + 1) * width), row * to + begin * inner);
  },
  gradient: { dy: "none" },
});

/** y = x, with dy added to the places along `axis` from `begin` on. */
const addPlace = defineOp<"x" | "dy", { readonly axis: number; readonly begin: number }>({
  name: "addSlice",
  inPlace: "x",
  shape: ({ x }) => x,
  reference(y, { x, dy }, { axis, begin }) {
    const inner = sizeOf(x.shape.slice(axis + 1));
    const [to, width] = [x.shape[axis]! * inner, dy.shape[axis]! * inner];
    y.data.set(x.data);
    dy.data.forEach((value, i) => (y.data[Math.floor(i / width) * to + begin * inner + (i % width)]! += value));
  },
  gradient: { x: "none", dy: "none" },
});

/**
 * The sum of two gradients of the same value. What a slice was taken from gets the slice's gradient where it lies: a value that is cut into a hundred steps
 * is not filled with zeros and added up a hundred times.
 */
export function sumOfGradients(a: Value, b: Value): Value {
  for (const [x, part] of [
    [a, b],
    [b, a],
  ] as const)
    if (part.op.name === "sliceGradient") {
      const { axis, begin } = part.attrs as { axis: number; begin: number };
      return addPlace({ x, dy: part.inputs["dy"]! }, { axis, begin });
    }
  return add(a, b);
}

/** The same along the first axis: a stretch of x's own memory. */
const stretch = defineOp<"x", { readonly begin: number; readonly size: number }>({
  name: "rows",
  viewOf: "x",
  viewOffset: ({ x }, { begin }) => begin * sizeOf(x.slice(1)),
  shape: ({ x }, { size }) => [size, ...x.slice(1)],
  reference(y, { x }, { begin }) {
    const from = begin * sizeOf(x.shape.slice(1));
    y.data.set(x.data.subarray(from, from + y.data.length));
  },
  gradient: {
    x: (dy, { x }, y): Value => place({ dy }, { axis: 0, begin: y.attrs["begin"] as number, size: x.shape[0]! }),
  },
});

export const concatenate = (parts: readonly [Value, ...Value[]], axis: number): Value =>
  parts.slice(1).reduce((a, b) => join({ a, b }, { axis }), parts[0]);
export const slice = (x: Value, axis: number, begin: number, size: number): Value => cut({ x }, { axis, begin, size });
/** `size` rows of x, whatever a row is, without a copy. */
export const rowsOf = (x: Value, begin: number, size: number): Value => stretch({ x }, { begin, size });
