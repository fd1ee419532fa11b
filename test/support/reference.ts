/** Computes values by the references of their operations, in float64: what kernels are compared to. */
import { isLeaf, sizeOf, type Tensor, type Value } from "../../src/ops/op";
import { inOrder } from "../../src/train/gradients";

export const tensor = (shape: readonly number[], data?: ArrayLike<number>): Tensor => ({
  shape,
  data: data ? Float64Array.from(data) : new Float64Array(sizeOf(shape)),
});

/** Runs everything the roots need; `feeds` gives leaves (and may give any other value). */
export function evaluate(roots: readonly Value[], feeds: ReadonlyMap<Value, Tensor>): Map<Value, Tensor> {
  const known = new Map(feeds);
  for (const value of inOrder(roots)) {
    if (known.has(value)) continue;
    if (isLeaf(value, "constant")) {
      const values = value.attrs["values"] as readonly number[];
      const out = tensor(value.shape);
      out.data.forEach((_, i) => (out.data[i] = values[i % values.length]!));
      known.set(value, out);
      continue;
    }
    const out = tensor(value.shape);
    const inputs = Object.fromEntries(Object.entries(value.inputs).map(([name, input]) => [name, known.get(input)!]));
    value.op.reference(out, inputs, value.attrs);
    known.set(value, out);
  }
  return known;
}

/** Repeatable random numbers in [-1, 1). */
export function randomNumbers(count: number, seed: number): Float64Array {
  let state = seed * 2654435761 + 1;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.fround((state >>> 8) / 2 ** 23 - 1);
  });
}
