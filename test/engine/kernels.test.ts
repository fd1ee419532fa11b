// Every operation's kernels against its reference in float64, forward and backward, on one thread and cut into
// small shares for two.
import { describe, expect, test } from "vitest";
import { input, isLeaf, sizeOf, type Value } from "../../src/ops/op";
import { simplify } from "../../src/train/fuse";
import { gradients, inOrder } from "../../src/train/gradients";
import { cases, type OpCase } from "../support/opCases";
import { evaluate, randomNumbers, tensor } from "../support/reference";
import { planOf, runOnEngine } from "../support/run";

/** Half a unit of the last place of a float32. */
const UNIT = 2 ** -24;
/** Winograd's transforms lose a few units more; see kernels/winograd.ts. */
const TRANSFORMED = 2e-5;

/** How many numbers are added for one of the result, and more where an operation rounds on its way. */
function termsOf({ op, inputs, shape }: Value): number {
  const given = Object.values(inputs).map((value) => value.shape);
  const longest = Math.max(1, ...given.flat());
  switch (op.name) {
    case "conv2d":
    case "conv2dInputGradient":
      return sizeOf(inputs["kernel"]!.shape) / Math.min(...inputs["kernel"]!.shape.slice(2));
    case "conv2dKernelGradient":
      return sizeOf(inputs["dy"]!.shape.slice(0, -1));
    case "recurrent":
    case "recurrentGradient":
      // each step squashes sums of the step before, by exp and tanh of our own
      return 64 * longest;
    case "warp":
    case "warpGradient":
      // places are rounded, and a slope multiplies that
      return 8 * longest;
    default:
      return Math.max(longest, ...given.map((one) => Math.ceil(sizeOf(one) / sizeOf(shape))));
  }
}

/** No kernel is allowed more than this, however long its sums. */
const MOST = 4e-6;

/** Errors of sums add up as a random walk does: two units for the root of all terms on the way to a value, and a few at the end. */
const boundOf = (value: Value): number =>
  Math.min(
    MOST,
    UNIT * (4 + 2 * Math.sqrt(inOrder([value]).reduce((sum, one) => sum + (isLeaf(one) ? 0 : termsOf(one)), 0))),
  );

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
        compare(single.get(name)!, want.get(all[i]!)!.data, one.transformed ? TRANSFORMED : boundOf(all[i]!), name),
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
