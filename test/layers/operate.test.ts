// Operators, functions on tensors and Lambda layers: what Keras gives (scripts/oracle/operations.py), and gradients against differences.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { input, sizeOf, type Value } from "../../src/ops/op";
import { gradients } from "../../src/train/gradients";
import { simplify } from "../../src/train/fuse";
import { lower } from "../../src/train/lower";
import { Untrainable } from "../../src/train/untrainable";
import { withKnownArrays } from "../../src/engine/knownArrays";
import { memoryFiles } from "../support/files";
import { readModel } from "../support/reader";
import { evaluate, randomNumbers, tensor } from "../support/reference";
import { planOf, runOnEngine } from "../support/run";

interface Fixture {
  readonly x: readonly number[];
  readonly cases: readonly {
    readonly line: string;
    readonly shape: readonly number[];
    readonly y: readonly number[];
  }[];
}
const path = resolve(import.meta.dirname, "../fixtures/operations.json");
const { x: data, cases } = JSON.parse(readFileSync(path, "utf8")) as Fixture;

async function lowered(line: string, shape: readonly number[] = [2, 3, 4]) {
  const source = [
    "import keras",
    "import numpy as np",
    "import tensorflow as tf",
    "from keras import activations, layers, ops",
    `x = keras.Input((${shape.slice(1).join(", ")},))`,
    `m = keras.Model(x, ${line})`,
    "",
  ].join("\n");
  const x = input("x", shape);
  const graph = await withKnownArrays(readModel(source), { files: memoryFiles({}) });
  const { outputs, weights } = lower(graph, [x], true, 1);
  return { x, y: outputs[0]!, weights, source };
}

const EPS = 1e-6;

describe("give what Keras gives", () => {
  for (const { line, shape, y: want } of cases)
    test(line, async () => {
      const { x, y, weights } = await lowered(line);
      expect(y.shape).toEqual(shape);
      const ones = (value: Value) => tensor(value.shape, new Float64Array(sizeOf(value.shape)).fill(1));
      const feeds = new Map([[x, tensor(x.shape, data.map(Math.fround))]]);
      // a Dense without a bias would be the same: it is 0
      for (const { name, value } of weights)
        feeds.set(value, name.endsWith("kernel") ? ones(value) : tensor(value.shape));
      const result = (): Float64Array => evaluate([y], feeds).get(y)!.data;
      result().forEach((value, i) => expect(Math.abs(value - want[i]!), `number ${i}`).toBeLessThan(2e-5));

      if (weights.length === 0) {
        const [simple] = simplify([y], []).outputs;
        const plan = planOf([x], new Map([["y", simple!]]));
        (await runOnEngine(plan, new Map([[x, feeds.get(x)!.data]])))
          .get("y")!
          .forEach((value, i) => expect(Math.abs(value - want[i]!), `kernels, number ${i}`).toBeLessThan(2e-5));
      }

      const seed = input("seed", y.shape);
      feeds.set(seed, tensor(y.shape, randomNumbers(sizeOf(y.shape), 4)));
      const [gradient] = gradients(y, seed, [x]);
      const found = gradient && evaluate([gradient], feeds).get(gradient)!.data;
      const numbers = feeds.get(x)!.data;
      const loss = (): number => result().reduce((sum, value, i) => sum + value * feeds.get(seed)!.data[i]!, 0);
      numbers.forEach((old, i) => {
        numbers[i] = old + EPS;
        const up = loss();
        numbers[i] = old - EPS;
        const slope = (up - loss()) / (2 * EPS);
        numbers[i] = old;
        expect(Math.abs((found?.[i] ?? 0) - slope), `gradient ${i}`).toBeLessThan(1e-5 + 1e-3 * Math.abs(slope));
      });
    });
});

describe("what the engine cannot do is refused, with the place and the reason", () => {
  for (const [line, reason] of [
    ["ops.mean(x, axis=0)", "it works across the samples of a batch"],
    ["ops.reshape(x, (4, 6))", "it works across the samples of a batch"],
    ["ops.sort(x, axis=0)", "it works across the samples of a batch"],
    ["ops.stft(x, 2, 1, 2)[0]", "the engine has no operation"],
    ["ops.svd(x)", "it takes a matrix apart in a way that the engine does not have"],
    ["ops.inv(x)", "a matrix that is not square is not known to the engine"],
    [
      "ops.segment_sum(x, np.array([0, 0]), num_segments=1)",
      "it puts the numbers of some samples at the places of others",
    ],
    ["ops.vectorized_map(lambda t: t * 2, x)", "it calls a function of the file's own"],
    ["ops.unique(x)", "how many numbers it gives is known only at run time"],
    ["ops.bitwise_and(ops.cast(x, 'int32'), 3)", "it works on whole numbers bit by bit, and the engine has floats"],
    ["ops.ravel(x)", "it works across the samples of a batch"],
    ["ops.tensordot(x, x, axes=1)", "it works across the samples of a batch"],
    ["ops.split(x, [1], axis=0)[0]", "it works across the samples of a batch"],
    ["x * np.load('numbers.npy')", "its x2 is known only when the file is run"],
    ["ops.trace(x)", "it works across the samples of a batch"],
    ["ops.dot(x, ops.swapaxes(x, 1, 2))", "it works across the samples of a batch"],
    ["ops.quantile(x, 0.5, axis=1, method='lower')", "a method other than linear is not known to the engine"],
    ["ops.top_k(x, 9)[0]", "how many are taken is not known to the engine"],
    ["ops.max_pool(x, 5)", "it "],
    ["x + unknown_number()", "its x2 is known only when the file is run"],
  ] as const)
    test(line, async () => {
      let error: unknown;
      let source = "";
      try {
        ({ source } = await lowered(line));
      } catch (caught) {
        error = caught;
      }
      expect(source).toBe("");
      expect(error).toBeInstanceOf(Untrainable);
      expect((error as Untrainable).message).toMatch(/^\w+ “\w+” cannot be trained yet: it is an operation on tensors/);
      expect((error as Untrainable).message).toContain(reason);
    });
});
