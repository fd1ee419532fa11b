// Every operation's kernels against its reference in float64, forward and backward, on one thread and cut into
// small shares for two.
import { describe, expect, test } from "vitest";
import { input, sizeOf, type Value } from "../../src/ops/op";
import { simplify } from "../../src/train/fuse";
import { gradients } from "../../src/train/gradients";
import { cases, type OpCase } from "../support/opCases";
import { evaluate, randomNumbers, tensor } from "../support/reference";
import { planOf, runOnEngine } from "../support/run";

/** Room for float32's rounding: a few units of the largest result, growing with the root of the length of its sums. */
const TOLERANCE = 4e-6;
/** Winograd's transforms; see kernels/winograd.ts. */
const TRANSFORMED = 2e-5;

function prepare({ shapes, make, range, differentiable }: OpCase) {
  const inputs = shapes.map((shape, i) => input(`in${i}`, shape));
  const y = make(inputs);
  const seed = input("seed", y.shape);
  const found = differentiable === false ? [] : gradients(y, seed, inputs);
  const all = [y, ...found.filter((one) => one !== undefined)];
  const { outputs } = simplify(all, []);
  const feeds = new Map(
    [...inputs, seed].map((value, i) => {
      const numbers = randomNumbers(sizeOf(value.shape), 3 + i);
      return [value, tensor(value.shape, (range && value !== seed ? numbers.map(range) : numbers).map(Math.fround))];
    }),
  );
  const leaves = [...inputs, ...(found.length > 0 ? [seed] : [])];
  return { leaves, outputs, feeds, all };
}

function compare(got: Float32Array, want: Float64Array, tolerance: number, name: string): void {
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 1e-3);
  got.forEach((value, i) => {
    if (Number.isNaN(want[i])) expect(value, `${name}[${i}]`).toBeNaN();
    else
      expect(Math.abs(value - want[i]!), `${name}[${i}]: ${value} and ${want[i]!}`).toBeLessThanOrEqual(
        tolerance * largest,
      );
  });
}

describe("kernels agree with references", () => {
  for (const one of cases)
    test(one.name, async () => {
      const { leaves, outputs, feeds, all } = prepare(one);
      const names = outputs.map((_, i) => (i === 0 ? "y" : `gradient ${i}`));
      const plan = planOf(leaves, new Map(names.map((name, i) => [name, outputs[i]!])));
      const numbers = new Map([...feeds].map(([value, { data }]) => [value, data]));
      const want = evaluate(all, feeds);
      const single = await runOnEngine(plan, numbers);
      names.forEach((name, i) =>
        compare(single.get(name)!, want.get(all[i]!)!.data, one.transformed ? TRANSFORMED : TOLERANCE, name),
      );
      const double = await runOnEngine(plan, numbers, 2, 3);
      for (const name of names) expect(double.get(name), "two threads give other bits").toEqual(single.get(name));
    });
});

test("a value is computed once however often it is asked for", () => {
  const x = input("x", [2]);
  const square = (value: Value): Value => cases[0]!.make([value]);
  const { outputs } = simplify([square(x), square(x)], []);
  expect(outputs[0]).toBe(outputs[1]);
});
