// Layers that add noise or drop values: what is left, by its moments, and nothing of it afterwards.
import { describe, expect, test } from "vitest";
import { mixKeys } from "../../src/base/random";
import { resolveLayer } from "../../src/layers/config";
import { Unsupported, type Step } from "../../src/layers/layer";
import type { Literal } from "../../src/model/literal";
import { constant, input, sizeOf, type Value } from "../../src/ops/op";
import { evaluate, tensor } from "../support/reference";

const number = input("step", [1]);
let draws = 0;

/** What a layer makes of ones (or of another number). */
function noisy(type: string, config: Record<string, Literal>, shape: readonly number[], value = 1, training = true) {
  const args = Object.fromEntries(Object.entries(config).map(([name, one]) => [name, { value: one }] as const));
  const { layer, config: full } = resolveLayer({ id: "n", name: "n", type, args, inputs: [] })!;
  const x = constant(value, shape);
  const step = { training, masks: [], random: () => ({ key: mixKeys(3, draws++), step: number }) } as unknown as Step;
  const y = layer.lower([x], full, {}, step);
  if (y instanceof Unsupported) throw new Error(y.reason);
  const out = ("op" in y ? y : y[0]!) satisfies Value;
  return { x, out, data: evaluate([out], new Map([[number, tensor([1], [5])]])).get(out)!.data };
}

const meanOf = (data: Float64Array): number => data.reduce((sum, value) => sum + value, 0) / data.length;
const varianceOf = (data: Float64Array): number => {
  const mean = meanOf(data);
  return meanOf(data.map((value) => (value - mean) ** 2));
};

const COUNT = 40_000;
/** Mean and variance of what Keras makes of a number. */
const laws: readonly (readonly [string, Record<string, Literal>, number, mean: number, variance: number])[] = [
  ["GaussianNoise", { stddev: 0.5 }, 2, 2, 0.25],
  // multiplied by 1 + noise of variance rate / (1 − rate)
  ["GaussianDropout", { rate: 0.2 }, 3, 3, 9 * 0.25],
  ["Dropout", { rate: 0.4 }, 1, 1, 0.4 / 0.6],
];

describe("while training", () => {
  for (const [type, config, value, mean, variance] of laws)
    test(`${type} keeps the mean and has its variance`, () => {
      const { data } = noisy(type, config, [COUNT], value);
      expect(Math.abs(meanOf(data) - mean)).toBeLessThan(5 * Math.sqrt(variance / COUNT));
      // the variance of a variance is at most a few times its square
      expect(Math.abs(varianceOf(data) - variance)).toBeLessThan(10 * variance * Math.sqrt(1 / COUNT));
    });

  test("AlphaDropout has two values, whose spread over normal numbers stays 1", () => {
    const [kept, one] = [0.7, noisy("AlphaDropout", { rate: 0.3 }, [COUNT], 1).data];
    const zero = noisy("AlphaDropout", { rate: 0.3 }, [COUNT], 0).data;
    const values = [...new Set(Array.from(one, (value) => value.toFixed(6)))].map(Number).sort((a, b) => a - b);
    expect(values).toHaveLength(2);
    // Klambauer et al. 2017: a = (q + α′²·q·(1 − q))^(−1/2), b = −a·(1 − q)·α′
    const alpha = -1.7580993408473766;
    const a = (kept + alpha ** 2 * kept * (1 - kept)) ** -0.5;
    const b = -a * (1 - kept) * alpha;
    expect(values[1]).toBeCloseTo(a + b, 5);
    expect(values[0]).toBeCloseTo(a * alpha + b, 5);
    expect(Math.abs(meanOf(zero))).toBeLessThan(0.05);
  });

  for (const [rank, axes] of [
    [1, [5]],
    [2, [3, 4]],
    [3, [2, 3, 2]],
  ] as const)
    test(`SpatialDropout${rank}D drops whole channels`, () => {
      const shape = [30, ...axes, 20];
      const { data } = noisy(`SpatialDropout${rank}D`, { rate: 0.25 }, shape);
      const places = sizeOf(axes);
      const dropped = data.filter((value) => value === 0).length / data.length;
      expect(Math.abs(dropped - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 600));
      for (let sample = 0; sample < 30; sample++)
        for (let channel = 0; channel < 20; channel++) {
          const own = Array.from({ length: places }, (_, place) => data[(sample * places + place) * 20 + channel]!);
          expect(new Set(own).size).toBe(1);
          expect([0, 1 / 0.75].some((value) => Math.abs(value - own[0]!) < 1e-12)).toBe(true);
        }
    });
});

describe("afterwards nothing is changed", () => {
  const all = [
    ...laws.map(([type, config]) => [type, config, [4]] as const),
    ["AlphaDropout", { rate: 0.3 }, [4]],
    ["SpatialDropout3D", { rate: 0.3 }, [1, 2, 2, 2, 3]],
  ] as const;
  for (const [type, config, shape] of all)
    test(type, () => {
      const { x, out } = noisy(type, config, shape, 1, false);
      expect(out).toBe(x);
    });
});
