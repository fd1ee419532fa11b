// The first values of weights, each kind by its moments: what Keras's formulas say of mean, deviation, bounds and shape.
import { describe, expect, test } from "vitest";
import { signatures } from "../../src/formats/kerasPython/layers/signatures";
import { initializers } from "../../src/layers/objects";
import type { Config } from "../../src/model/literal";
import { initialize } from "../../src/train/initializers";
import { testEachOf } from "../support/golden";

/** What `keras.src.initializers.random_initializers.compute_fans` gives. */
const fans: readonly (readonly [shape: readonly number[], fanIn: number, fanOut: number])[] = [
  [[40_000], 40_000, 40_000],
  [[200, 300], 200, 300],
  [[5, 160, 32], 800, 160],
  [[3, 3, 64, 128], 576, 1152],
  [[2, 3, 20, 25, 16], 3000, 1920],
];

/** How the numbers lie: the bound that none passes, the deviation, and how many lie within half of the bound (or one deviation). */
interface Spread {
  readonly mean: number;
  readonly deviation: number;
  readonly bound: number;
  readonly within: readonly [distance: number, part: number];
}
type Law = (fanIn: number, fanOut: number, config: Config) => Spread;

const uniform = (low: number, high: number): Spread => {
  const half = (high - low) / 2;
  return { mean: (low + high) / 2, deviation: half / Math.sqrt(3), bound: half, within: [half / 2, 0.5] };
};
const normal = (mean: number, deviation: number): Spread => ({
  mean,
  deviation,
  bound: Infinity,
  within: [deviation, 0.682689],
});
/** Cut at two deviations of the uncut normal distribution, of which 0.954500 remains. */
const cut = (mean: number, uncut: number): Spread => ({
  mean,
  deviation: 0.879626 * uncut,
  bound: 2 * uncut,
  within: [uncut, 0.682689 / 0.9545],
});
const uniformOf = (variance: number): Spread => uniform(-Math.sqrt(3 * variance), Math.sqrt(3 * variance));
const cutOf = (variance: number): Spread => cut(0, Math.sqrt(variance) / 0.879626);

/** Every initializer that draws, with its arguments. */
const drawn: readonly (readonly [name: string, config: Config, law: Law])[] = [
  ["RandomNormal", {}, () => normal(0, 0.05)],
  ["RandomNormal", { mean: 2, stddev: 0.5 }, () => normal(2, 0.5)],
  ["RandomUniform", {}, () => uniform(-0.05, 0.05)],
  ["RandomUniform", { minval: 1, maxval: 4 }, () => uniform(1, 4)],
  ["TruncatedNormal", {}, () => cut(0, 0.05)],
  ["TruncatedNormal", { mean: -1, stddev: 2 }, () => cut(-1, 2)],
  ["VarianceScaling", {}, (fanIn) => cutOf(1 / fanIn)],
  ["VarianceScaling", { scale: 3, mode: "fan_out", distribution: "uniform" }, (_, fanOut) => uniformOf(3 / fanOut)],
  [
    "VarianceScaling",
    { scale: 0.5, mode: "fan_avg", distribution: "untruncated_normal" },
    (fanIn, fanOut) => normal(0, Math.sqrt(1 / (fanIn + fanOut))),
  ],
  ["GlorotUniform", {}, (fanIn, fanOut) => uniform(-Math.sqrt(6 / (fanIn + fanOut)), Math.sqrt(6 / (fanIn + fanOut)))],
  ["GlorotNormal", {}, (fanIn, fanOut) => cutOf(2 / (fanIn + fanOut))],
  ["HeUniform", {}, (fanIn) => uniform(-Math.sqrt(6 / fanIn), Math.sqrt(6 / fanIn))],
  ["HeNormal", {}, (fanIn) => cutOf(2 / fanIn)],
  ["LecunUniform", {}, (fanIn) => uniform(-Math.sqrt(3 / fanIn), Math.sqrt(3 / fanIn))],
  ["LecunNormal", {}, (fanIn) => cutOf(1 / fanIn)],
];

describe.each(drawn)("%s %o", (class_name, config, law) => {
  test.each(fans)("of shape %o", (shape, fanIn, fanOut) => {
    const values = initialize({ class_name, config }, shape, 3, "layer/kernel");
    const { mean, deviation, bound, within } = law(fanIn, fanOut, config);
    const count = values.length;
    const all = (of: (value: number) => number): number => values.reduce((sum, value) => sum + of(value), 0);
    const average = all((value) => value) / count;
    const found = Math.sqrt(all((value) => (value - average) ** 2) / count);
    // five standard errors of each
    expect(Math.abs(average - mean)).toBeLessThan((5 * deviation) / Math.sqrt(count));
    expect(Math.abs(found / deviation - 1)).toBeLessThan(5 / Math.sqrt(2 * count));
    const farthest = values.reduce((far, value) => Math.max(far, Math.abs(value - mean)), 0);
    if (bound !== Infinity) {
      expect(farthest).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(farthest).toBeGreaterThan(0.99 * bound);
    } else expect(farthest).toBeGreaterThan(3.5 * deviation);
    const [distance, part] = within;
    const near = all((value) => (Math.abs(value - mean) < distance ? 1 : 0)) / count;
    expect(Math.abs(near - part)).toBeLessThan(5 * Math.sqrt((part * (1 - part)) / count));
    // neighbours know nothing of each other
    const along = values.reduce((sum, value, i) => sum + (i === 0 ? 0 : (value - mean) * (values[i - 1]! - mean)), 0);
    expect(Math.abs(along / count / deviation ** 2)).toBeLessThan(5 / Math.sqrt(count));
  });
});

interface Statistics {
  readonly shape: readonly number[];
  readonly statistics: Readonly<Record<string, { readonly std: number; readonly limit?: number }>>;
}
testEachOf("initializer", "golden moments", (one) => {
  const { shape, statistics } = one.config as unknown as Statistics;
  for (const [class_name, { std, limit }] of Object.entries(statistics)) {
    const draws = Array.from({ length: 40 }, (_, seed) => initialize({ class_name, config: {} }, shape, seed, "w"));
    const values = draws.flatMap((draw) => [...draw]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const found = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean), class_name).toBeLessThan((5 * std) / Math.sqrt(values.length));
    expect(Math.abs(found / std - 1), class_name).toBeLessThan(5 / Math.sqrt(2 * values.length));
    const farthest = values.reduce((far, value) => Math.max(far, Math.abs(value)), 0);
    if (limit !== undefined) expect(farthest / limit, class_name).toBeLessThanOrEqual(1 + 1e-6);
    if (limit !== undefined) expect(farthest / limit, class_name).toBeGreaterThan(0.98);
  }
});

/** Those that draw nothing, or not each number by itself. */
const exact: Readonly<Record<string, () => void>> = {
  Zeros: () => expect([...initialize({ class_name: "Zeros", config: {} }, [2, 2], 1, "w")]).toEqual([0, 0, 0, 0]),
  Ones: () => expect([...initialize({ class_name: "Ones", config: {} }, [3], 1, "w")]).toEqual([1, 1, 1]),
  Constant: () => {
    expect([...initialize({ class_name: "Constant", config: {} }, [2], 1, "w")]).toEqual([0, 0]);
    expect([...initialize({ class_name: "Constant", config: { value: -2.5 } }, [2], 1, "w")]).toEqual([-2.5, -2.5]);
  },
  Identity: () => {
    const of = (shape: readonly number[], config: Config) => [
      ...initialize({ class_name: "Identity", config }, shape, 1, "w"),
    ];
    expect(of([2, 3], {})).toEqual([1, 0, 0, 0, 1, 0]);
    expect(of([3, 2], { gain: 2 })).toEqual([2, 0, 0, 2, 0, 0]);
    const used = new Float32Array(4).fill(7);
    expect([...initialize({ class_name: "Identity", config: {} }, [2, 2], 1, "w", used)]).toEqual([1, 0, 0, 1]);
  },
  Orthogonal: () => {
    for (const [shape, gain] of [
      [[24, 10], 1],
      [[10, 24], 2],
      [[3, 3, 4, 8], 0.5],
      [[7, 7], 1],
    ] as const) {
      const values = initialize({ class_name: "Orthogonal", config: { gain } }, shape, 4, "w");
      const columns = shape.at(-1)!;
      const rows = values.length / columns;
      const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
      const at = (i: number, k: number): number =>
        rows >= columns ? values[k * columns + i]! : values[i * columns + k]!;
      for (let i = 0; i < count; i++)
        for (let j = 0; j <= i; j++) {
          let dot = 0;
          for (let k = 0; k < length; k++) dot += at(i, k) * at(j, k);
          expect(Math.abs(dot - (i === j ? gain * gain : 0))).toBeLessThan(1e-6 * gain * gain * length);
        }
    }
  },
};

test.each(Object.entries(exact))("%s", (_, check) => check());

test("no initializer of Keras is left unchecked", () => {
  const checked = new Set([...Object.keys(exact), ...drawn.map(([name]) => name)]);
  const classes = new Set(
    Object.keys(signatures.initializers)
      .filter((name) => !/^stft/i.test(name))
      .map((name) => initializers.get(name) ?? name),
  );
  expect([...classes].filter((name) => !checked.has(name))).toEqual([]);
});

test("another seed or another weight is another draw, the same ones the same", () => {
  const of = (seed: number, name: string, config: Config = {}) =>
    initialize({ class_name: "GlorotUniform", config }, [4, 4], seed, name).join();
  expect(of(1, "a/kernel")).toBe(of(1, "a/kernel"));
  expect(new Set([of(1, "a/kernel"), of(2, "a/kernel"), of(1, "b/kernel"), of(1, "a/kernel", { seed: 9 })]).size).toBe(
    4,
  );
});

test("the bias of an LSTM begins with an open forget gate, which is the second of four", () => {
  const of = { class_name: "Constant", config: { value: 0.5 } };
  expect([...initialize({ class_name: "UnitForgetBias", config: { of } }, [8], 1, "lstm/bias")]).toEqual([
    0.5, 0.5, 1, 1, 0.5, 0.5, 0.5, 0.5,
  ]);
});

/** What `keras.initializers.STFT(side, window, scaling, periodic)((samples, 1, 4))` gives: Σ i · w[i], i from 1, and Σ w[i]². */
test.each([
  ["boxcar", "real", "density", false, 5, 14.98165, 3.1],
  ["boxcar", "imag", "spectrum", true, 6, 4.6188, 0.16667],
  ["bartlett", "real", "density", false, 5, 6.32785, 2.75],
  ["bartlett", "imag", "spectrum", true, 6, 3.0792, 0.18519],
  ["blackman", "real", "density", false, 5, 7.77762, 2.64084],
  ["blackman", "imag", "spectrum", true, 6, 1.42963, 0.19548],
  ["blackmanharris", "real", "density", false, 5, 8.89448, 2.56481],
  ["blackmanharris", "imag", "spectrum", true, 6, 0.71641, 0.17747],
  ["cosine", "real", "density", false, 5, 9.39664, 2.95],
  ["cosine", "imag", "spectrum", true, 6, 4.04516, 0.19739],
  ["flattop", "real", "density", false, 5, 10.75687, 2.50447],
  ["flattop", "imag", "spectrum", true, 6, -0.9475, 0.05593],
  ["hamming", "real", "density", false, 5, 7.7652, 2.78008],
  ["hamming", "imag", "spectrum", true, 6, 2.65154, 0.1969],
  ["hann", "real", "density", false, 5, 6.32785, 2.75],
  ["hann", "imag", "spectrum", true, 6, 2.3094, 0.20833],
  ["nuttall", "real", "density", false, 5, 8.81872, 2.57006],
  ["nuttall", "imag", "spectrum", true, 6, 0.77917, 0.17894],
  ["triang", "real", "density", false, 5, 11.24137, 2.89474],
  ["triang", "imag", "spectrum", true, 6, 3.69504, 0.17333],
  [null, "real", "density", false, 5, 33.5, 15.5],
  [null, "imag", "spectrum", true, 6, 27.71283, 6.0],
] as const)("STFT with the window %s: %s, %s", (window, side, scaling, periodic, samples, weighed, squares) => {
  const initializer = { class_name: "STFT", config: { side, window, scaling, periodic } };
  const numbers = [...initialize(initializer, [samples, 1, 4], 1, "w")];
  expect(numbers.reduce((sum, value, i) => sum + (i + 1) * value, 0)).toBeCloseTo(weighed, 4);
  expect(numbers.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(squares, 4);
});
