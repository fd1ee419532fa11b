import { defineOp, type Value } from "./op";

/** y [batch, channels] = the mean of x [batch, places, channels] over the places. */
const mean = defineOp<"x">({
  name: "globalAveragePool",
  shape: ({ x }) => [x[0]!, x[2]!],
  reference(y, { x }) {
    const [, places, channels] = x.shape as [number, number, number];
    y.data.fill(0);
    x.data.forEach(
      (value, i) => (y.data[Math.floor(i / (places * channels)) * channels + (i % channels)]! += value / places),
    );
  },
  gradient: { x: (dy, { x }): Value => meanGradient({ dy }, { places: x.shape[1]! }) },
});

const meanGradient = defineOp<"dy", { readonly places: number }>({
  name: "globalAveragePoolGradient",
  shape: ({ dy }, { places }) => [dy[0]!, places, dy[1]!],
  reference(dx, { dy }, { places }) {
    const channels = dx.shape[2]!;
    for (let i = 0; i < dx.data.length; i++)
      dx.data[i] = dy.data[Math.floor(i / (places * channels)) * channels + (i % channels)]! / places;
  },
  gradient: { dy: (ddx): Value => mean({ x: ddx }) },
});

/** y [batch, channels] = the largest of x [batch, places, channels]. */
const max = defineOp<"x">({
  name: "globalMaxPool",
  shape: ({ x }) => [x[0]!, x[2]!],
  reference(y, { x }) {
    const [, places, channels] = x.shape as [number, number, number];
    y.data.fill(-Infinity);
    x.data.forEach((value, i) => {
      const inY = Math.floor(i / (places * channels)) * channels + (i % channels);
      y.data[inY] = Math.max(y.data[inY]!, value);
    });
  },
  gradient: { x: (dy, { x }, y): Value => maxGradient({ dy, x, y }) },
});

/** Places that tie share the gradient equally, as Keras does for a maximum over axes. */
const maxGradient = defineOp<"dy" | "x" | "y">({
  name: "globalMaxPoolGradient",
  shape: ({ x }) => x,
  reference(dx, { dy, x, y }) {
    const [, places, channels] = x.shape as [number, number, number];
    const inY = (i: number): number => Math.floor(i / (places * channels)) * channels + (i % channels);
    const ties = new Float64Array(y.data.length);
    x.data.forEach((value, i) => (ties[inY(i)]! += value === y.data[inY(i)] ? 1 : 0));
    x.data.forEach((value, i) => (dx.data[i] = value === y.data[inY(i)] ? dy.data[inY(i)]! / ties[inY(i)]! : 0));
  },
  gradient: { dy: "none", x: "none", y: "none" },
});

export const globalAveragePool = (x: Value): Value => mean({ x });
export const globalMaxPool = (x: Value): Value => max({ x });
