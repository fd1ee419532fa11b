import { defineOp, sizeOf, type Sizes, type Value } from "./op";

/** y = x repeated along the axes where x has size 1; both have the same number of axes. */
const repeat = defineOp<"x", { readonly to: Sizes }>({
  name: "broadcast",
  shape({ x }, { to }) {
    if (x.length !== to.length || !x.every((size, axis) => size === 1 || size === to[axis]))
      throw new Error(`cannot repeat [${x.join()}] to [${to.join()}]`);
    return to;
  },
  reference(y, { x }) {
    eachPair(x.shape, y.shape, (inX, inY) => (y.data[inY] = x.data[inX]!));
  },
  gradient: { x: (dy, { x }): Value => sumTo(dy, x.shape) },
});

/** y = x summed along the axes where y has size 1. */
const total = defineOp<"x", { readonly to: Sizes }>({
  name: "sumTo",
  shape: (_, { to }) => to,
  reference(y, { x }) {
    y.data.fill(0);
    eachPair(y.shape, x.shape, (inY, inX) => (y.data[inY]! += x.data[inX]!));
  },
  gradient: { x: (dy, { x }): Value => repeat({ x: dy }, { to: x.shape }) },
});

/** Calls back for every place of the large shape with the place of the small one that it belongs to. */
function eachPair(small: Sizes, large: Sizes, visit: (inSmall: number, inLarge: number) => void): void {
  for (let i = 0; i < sizeOf(large); i++) {
    let [rest, inSmall, step] = [i, 0, 1];
    for (let axis = large.length - 1; axis >= 0; axis--) {
      const place = rest % large[axis]!;
      rest = Math.floor(rest / large[axis]!);
      if (small[axis] !== 1) inSmall += place * step;
      step *= small[axis]!;
    }
    visit(inSmall, i);
  }
}

/** x repeated to `shape`, which has as many axes. */
export function broadcastTo(x: Value, shape: Sizes): Value {
  if (x.shape.length === shape.length && x.shape.every((size, axis) => size === shape[axis])) return x;
  return repeat({ x }, { to: shape });
}

/** x summed along the axes where `shape` has size 1. */
export const sumTo = (x: Value, shape: Sizes): Value => total({ x }, { to: shape });
