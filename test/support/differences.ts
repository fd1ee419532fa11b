/** Gradients against central differences of the references, in float64: eps 1e-6, rtol 1e-3, atol 1e-5. */
import { expect } from "vitest";
import { input, sizeOf, type Tensor, type Value } from "../../src/ops/op";
import { gradients, inOrder } from "../../src/train/gradients";
import { evaluate, randomNumbers, tensor } from "./reference";

const EPS = 1e-6;

/** Numbers whose slopes are looked at, spread over all of them; each turn looks at others. */
const some = (count: number, most: number, turn: number): readonly number[] =>
  Array.from(
    { length: Math.min(count, most) },
    (_, i) => (Math.floor((i * count) / Math.min(count, most)) + turn) % count,
  );

export interface Looking {
  /** How many numbers of each value are changed. */
  readonly most: number;
  readonly turn: number;
  /** What is checked, to be told. */
  readonly what: string;
}

/** Gradients of a sum of all outputs, each number weighed at random. `numbers` has all leaves but constants; it is left as it was. */
export function checkGradients(
  outputs: readonly Value[],
  wanted: readonly Value[],
  numbers: Map<Value, Tensor>,
  { most, turn, what }: Looking,
): void {
  // what no gradient goes through stays as it is: also the batch's moments where a layer takes them for numbers (renorm)
  const whole = evaluate(outputs, numbers);
  for (const value of inOrder(outputs))
    if (value.op.name === "detach" || value.op.name === "pickRow") numbers.set(value, whole.get(value)!);
  const seeds = outputs.map((value, i) => input(`seed${i}`, value.shape));
  seeds.forEach((value, i) => numbers.set(value, tensor(value.shape, randomNumbers(sizeOf(value.shape), 90 + i))));
  const loss = (): number => {
    const out = evaluate(outputs, numbers);
    return outputs.reduce((sum, value, k) => {
      const seed = numbers.get(seeds[k]!)!.data;
      return sum + out.get(value)!.data.reduce((part, one, i) => part + one * seed[i]!, 0);
    }, 0);
  };
  const found = outputs.map((value, k) => gradients(value, seeds[k]!, wanted));
  wanted.forEach((value, n) => {
    const parts = found.flatMap((one) => one[n] ?? []);
    const all = evaluate(parts, numbers);
    const { data } = numbers.get(value)!;
    for (const i of some(data.length, most, turn)) {
      const old = data[i]!;
      data[i] = old + EPS;
      const up = loss();
      data[i] = old - EPS;
      const want = (up - loss()) / (2 * EPS);
      data[i] = old;
      const got = parts.reduce((sum, part) => sum + all.get(part)!.data[i]!, 0);
      const message = `${what}, number ${i} of ${String(value.attrs["name"])}: ${got} and ${want}`;
      expect(Math.abs(got - want), message).toBeLessThan(1e-5 + 1e-3 * Math.abs(want));
    }
  });
}
