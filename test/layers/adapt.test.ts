// What preprocessing layers find in data, and what they then give: the same as in Keras (scripts/oracle/adapt.py).
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveLayer } from "../../src/layers/config";
import type { Adapted } from "../../src/layers/layer";
import type { Graph } from "../../src/model/graph";
import type { Literal } from "../../src/model/literal";
import { input, type Value } from "../../src/ops/op";
import { initialize } from "../../src/train/initializers";
import { firstWaiting, lower } from "../../src/train/lower";
import { evaluate, tensor } from "../support/reference";

interface Case {
  readonly class: string;
  readonly config: Readonly<Record<string, Literal>>;
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly found: Readonly<Record<string, readonly number[]>>;
  readonly output: { readonly shape: readonly number[]; readonly values: readonly number[] };
}
const cases = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../fixtures/adapt.json"), "utf8"),
) as readonly Case[];

function graphOf(one: Case, { args = {}, weights }: Adapted = {}): Graph {
  const all = Object.entries({ ...one.config, ...args }).map(([name, value]) => [name, { value }] as const);
  const layer = {
    id: "n",
    name: "n",
    type: one.class,
    args: Object.fromEntries(all),
    inputs: [{ from: "x", output: 0 }],
  };
  return {
    name: "model",
    class: "Functional",
    nodes: [
      { id: "x", name: "x", type: "InputLayer", args: { shape: { value: one.shape.slice(1) } }, inputs: [] },
      { ...layer, ...(weights && { initial: weights }) },
    ],
    inputs: ["x"],
    outputs: [{ from: "n", output: 0 }],
  };
}

/** What the layer finds; `pieces` says in how many parts it sees the data. */
function find(one: Case, pieces: number): Adapted {
  const waiting = firstWaiting(graphOf(one), [input("x", one.shape)], 1)!;
  const each = one.data.length / one.shape[0]!;
  const rows = Math.ceil(one.shape[0]! / pieces);
  for (let row = 0; row < one.shape[0]!; row += rows)
    waiting.adapting.see(Float32Array.from(one.data.slice(row * each, (row + rows) * each)));
  return waiting.adapting.found();
}

describe("adapt finds what Keras finds", () => {
  for (const one of cases)
    test(`${one.class}(${JSON.stringify(one.config).slice(1, -1)})`, () => {
      // Keras's ranges depend on how the data come
      const adapted = find(one, one.class === "Discretization" ? 1 : 3);
      const found: Readonly<Record<string, unknown>> = { ...adapted.args, ...adapted.weights };
      for (const [name, want] of Object.entries(one.found)) {
        const got = found[name] as readonly number[];
        expect(got.length, name).toBe(want.length);
        got.forEach((value, i) =>
          expect(Math.abs(value - want[i]!), `${name} ${i}`).toBeLessThan(2e-6 * Math.max(1, Math.abs(want[i]!))),
        );
      }
      const x = input("x", one.shape);
      const { outputs, weights } = lower(graphOf(one, adapted), [x], true, 1);
      expect(outputs[0]!.shape).toEqual(one.output.shape);
      const feeds = new Map<Value, ReturnType<typeof tensor>>([
        [x, tensor(one.shape, Float64Array.from(one.data, Math.fround))],
      ]);
      for (const { name, value, spec } of weights)
        feeds.set(value, tensor(value.shape, Float64Array.from(initialize(spec.initializer, value.shape, 1, name))));
      evaluate(outputs, feeds)
        .get(outputs[0]!)!
        .data.forEach((value, i) =>
          expect(Math.abs(value - one.output.values[i]!), `y ${i}`).toBeLessThan(
            2e-5 * Math.max(1, Math.abs(one.output.values[i]!)),
          ),
        );
    });
});

test("a layer that is given all of it waits for nothing", () => {
  const given = {
    class: "Normalization",
    config: { mean: 1, variance: 4 },
    shape: [2, 3],
    data: [],
    found: {},
  } as unknown as Case;
  expect(firstWaiting(graphOf(given), [input("x", [2, 3])], 1)).toBeUndefined();
  const { layer } = resolveLayer(graphOf(given).nodes[1]!)!;
  expect(layer.adapt!([[2, 3]], { mean: 1, variance: 4, axis: [-1], invert: false })).toBeUndefined();
});
