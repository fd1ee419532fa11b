// Every operation's gradient against central differences of its reference, in float64 (eps 1e-6, rtol 1e-3, atol 1e-5).
import { describe, expect, test } from "vitest";
import { constant, input, type Value } from "../../src/ops/op";
import { gradients } from "../../src/train/gradients";
import { cases, type OpCase } from "../support/opCases";
import { evaluate, randomNumbers, tensor } from "../support/reference";

const EPS = 1e-6;

const isSmall = ({ differentiable, transformed, large }: OpCase): boolean =>
  differentiable !== false && !transformed && !large;

describe("gradients agree with finite differences", () => {
  for (const { name, shapes, make, range } of cases.filter(isSmall))
    test(name, () => {
      const inputs = shapes.map((shape, i) => input(`in${i}`, shape));
      const y = make(inputs);
      const seed = input("seed", y.shape);
      const feeds = new Map<Value, ReturnType<typeof tensor>>();
      inputs.forEach((value, i) => {
        const numbers = randomNumbers(
          value.shape.reduce((a, b) => a * b, 1),
          7 + i,
        );
        feeds.set(value, tensor(value.shape, range ? numbers.map(range) : numbers));
      });
      feeds.set(
        seed,
        tensor(
          y.shape,
          randomNumbers(
            y.shape.reduce((a, b) => a * b, 1),
            99,
          ),
        ),
      );
      feeds.set(input("none", [1]), tensor([1]));
      const loss = (): number => {
        const out = evaluate([y], feeds).get(y)!;
        return out.data.reduce((sum, value, i) => sum + value * feeds.get(seed)!.data[i]!, 0);
      };
      const found = gradients(y, seed, inputs);
      inputs.forEach((value, n) => {
        const gradient = found[n] ? evaluate([found[n]], feeds).get(found[n])! : tensor(value.shape);
        const x = feeds.get(value)!.data;
        x.forEach((old, i) => {
          x[i] = old + EPS;
          const up = loss();
          x[i] = old - EPS;
          const down = loss();
          x[i] = old;
          const want = (up - down) / (2 * EPS);
          expect(
            Math.abs(gradient.data[i]! - want),
            `input ${n}, place ${i}: ${gradient.data[i]!} and ${want}`,
          ).toBeLessThan(1e-5 + 1e-3 * Math.abs(want));
        });
      });
    });
});

test("a value that the loss does not depend on has no gradient", () => {
  const x = input("x", [2]);
  expect(gradients(constant(1, [1]), constant(1, [1]), [x])).toEqual([undefined]);
});
