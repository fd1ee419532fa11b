import { defineOp, sizeOf, type Sizes, type Value } from "./op";

/** y's axis i is x's axis `axes[i]`. */
const op = defineOp<"x", { readonly axes: readonly number[] }>({
  name: "transpose",
  shape: ({ x }, { axes }) => axes.map((axis) => x[axis]!),
  reference(y, { x }, { axes }) {
    const from = stepsOf(x.shape);
    const to = stepsOf(y.shape);
    for (let i = 0; i < y.data.length; i++) {
      let inX = 0;
      axes.forEach((axis, n) => (inX += (Math.floor(i / to[n]!) % y.shape[n]!) * from[axis]!));
      y.data[i] = x.data[inX]!;
    }
  },
  gradient: {
    x: (dy, _, y): Value => {
      const axes = y.attrs["axes"] as readonly number[];
      return transpose(
        dy,
        axes.map((_, axis) => axes.indexOf(axis)),
      );
    },
  },
});

/** Distance in memory between neighbours along each axis. */
const stepsOf = (shape: Sizes): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

/** Turned back, it is what it was. */
export function transpose(x: Value, axes: readonly number[]): Value {
  const before = x.op.name === "transpose" ? (x.attrs["axes"] as readonly number[]) : undefined;
  return before && axes.every((axis, i) => before[axis] === i) ? x.inputs["x"]! : op({ x }, { axes });
}
