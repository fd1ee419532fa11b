/** Results of several kinds in one flat row, because one pass gives them all, and the parts that sums are cut into. */
import { defineOp, sizeOf, type Sizes, type Value } from "./op";

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

/** Numbers of a part, at least, and how many parts at most. */
const NUMBERS = 16384;
const PARTS = 128;

/**
 * Into how many parts a sum over all rows is cut: the same on every machine and for any number of threads, because the order of additions depends on it.
 * Parts of images are whole images where that makes not many fewer, so that they can be summed as soon as they are there.
 */
export function partsOf(shape: Sizes): number {
  const most = Math.max(1, Math.min(PARTS, Math.floor(sizeOf(shape) / NUMBERS)));
  const images = shape[0]!;
  if (shape.length !== 4) return most;
  for (let parts = most; parts > most / 4; parts--) if (images % parts === 0) return parts;
  return most;
}
