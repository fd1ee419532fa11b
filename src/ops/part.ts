/** Results of several kinds in one flat row, because one pass gives them all, and the parts that sums are cut into. */
import { defineOp, type Sizes, type Value } from "./op";

/** Some of x's numbers, one after the other, as a tensor of their own. */
const op = defineOp<"x", { readonly offset: number; readonly to: Sizes }>({
  name: "part",
  viewOf: "x",
  viewOffset: (_, { offset }) => offset,
  shape: (_, { to }) => to,
  reference: (y, { x }, { offset }) => y.data.set(x.data.subarray(offset, offset + y.data.length)),
  gradient: { x: "none" },
});

export const part = (x: Value, offset: number, to: Sizes): Value => op({ x }, { offset, to });

/** Numbers of a part, at least. */
const NUMBERS = 16384;

/**
 * Into how many parts a sum over `count` numbers is cut: the same on every machine and for any number of threads, because the order
 * of additions depends on it.
 */
export const partsOf = (count: number): number => Math.max(1, Math.min(32, Math.floor(count / NUMBERS)));
