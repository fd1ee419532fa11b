// What operations become when neighbours are joined means the same: references of both, forward and backward, in float64.
import { describe, expect, test } from "vitest";
import { input, sizeOf, type Value } from "../../src/ops/op";
import { simplify } from "../../src/train/fuse";
import { gradients, inOrder } from "../../src/train/gradients";
import { cases } from "../support/opCases";
import { evaluate, randomNumbers, tensor } from "../support/reference";

const TOLERANCE = 1e-12;

function namesOf(values: readonly Value[]): readonly string[] {
  return [...new Set(inOrder(values).map(({ op }) => op.name))];
}

const joined = cases
  .filter(({ differentiable, large }) => differentiable !== false && !large)
  .map((one) => {
    const inputs = one.shapes.map((shape, i) => input(`in${i}`, shape));
    const y = one.make(inputs);
    const seed = input("seed", y.shape);
    const plain = [y, ...gradients(y, seed, inputs)].filter((value) => value !== undefined);
    const { outputs } = simplify(plain, []);
    return { ...one, leaves: [...inputs, seed], plain, outputs };
  })
  .filter(({ plain, outputs }) => namesOf(outputs).some((name) => !namesOf(plain).includes(name) || name === "part"));

describe("joined operations mean what the plain ones do", () => {
  test.each(joined.map((one) => [one.name, one] as const))("%s", (_, { leaves, plain, outputs, range }) => {
    const feeds = new Map(
      leaves.map((value, i) => {
        const numbers = randomNumbers(sizeOf(value.shape), 5 + i);
        return [value, tensor(value.shape, range ? numbers.map(range) : numbers)];
      }),
    );
    const [want, got] = [evaluate(plain, feeds), evaluate(outputs, feeds)];
    plain.forEach((value, n) => {
      const [a, b] = [want.get(value)!.data, got.get(outputs[n]!)!.data];
      expect(b.length).toBe(a.length);
      a.forEach((number, i) =>
        expect(Math.abs(b[i]! - number), `value ${n}, place ${i}: ${b[i]!} and ${number}`).toBeLessThanOrEqual(
          TOLERANCE * Math.max(1, Math.abs(number)),
        ),
      );
    });
  });

  test("a relu behind a normalization, and a sum before it, take no pass of their own", () => {
    const ops = (name: string): ReadonlySet<string> =>
      new Set(inOrder(joined.find((one) => one.name.includes(name))!.outputs).map(({ op }) => op.name));
    expect([...ops("[40,8] before relu")]).not.toContain("unaryGradient");
    expect([...ops("[40,8] and what passes it by")]).not.toContain("binary");
    expect([...ops("[40,8] and what passes it by")]).not.toContain("unary");
  });

  test("what stands before and behind the gradient of a normalization takes no pass of its own", () => {
    const ops = (name: string): readonly string[] => namesOf(joined.find((one) => one.name === name)!.outputs);
    expect(ops("batch normalization of [40,8] before a dropout")).not.toContain("dropout");
    expect(ops("batch normalization of [40,8] before relu and a dropout")).not.toContain("dropout");
    expect(ops("normalization pooled 2×2, before a dropout")).not.toContain("dropout");
    expect(ops("batch normalization of [40,8] after a bias and relu")).not.toContain("unaryGradient");
    expect(ops("batch normalization of [40,8] after a bias and relu")).not.toContain("sumRows");
    expect(ops("batch normalization of [40,8] used twice")).toContain("gatherGradient");
    const twice = ops("batch normalization of [40,8] and what passes it by, before relu, used twice");
    expect(twice).toContain("gatherGradient");
  });

  test("a bias and a relu behind a filter for each channel take no pass of their own, forward or back", () => {
    const { outputs } = joined.find((one) => one.name.startsWith("two filters for each channel"))!;
    const ops = inOrder(outputs).map(({ op }) => op.name);
    expect(ops).not.toContain("addBias");
    expect(ops).not.toContain("unary");
    // behind the last, where the gradient comes from outside
    expect(ops.filter((name) => name === "unaryGradient")).toHaveLength(1);
  });

  test("there are some", () => {
    expect(joined.length).toBeGreaterThan(5);
  });
});
