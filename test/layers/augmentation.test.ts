// Layers that change images at random, with draws that are known: the same pictures as Keras's (scripts/oracle/augmentation.py).
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveLayer } from "../../src/layers/config";
import { Unsupported, type Step } from "../../src/layers/layer";
import type { Literal } from "../../src/model/literal";
import { constant, input, sizeOf, type Tensor, type Value } from "../../src/ops/op";
import { mixKeys } from "../../src/base/random";
import { betaOf, logOfGamma, shuffled } from "../../src/layers/families/draws";
import { simplify } from "../../src/train/fuse";
import { inOrder } from "../../src/train/gradients";
import { evaluate, tensor } from "../support/reference";
import { planOf, runOnEngine } from "../support/run";

interface Fixture {
  readonly images: { readonly shape: readonly number[]; readonly values: readonly number[] };
  readonly cases: readonly {
    readonly class: string;
    readonly config: Readonly<Record<string, Literal>>;
    /** The images are not those of the fixture, but as large as the result: number i is 37·i modulo 256. */
    readonly large?: true;
    readonly shape: readonly number[];
    readonly y: readonly number[];
  }[];
}
const path = resolve(import.meta.dirname, "../fixtures/augmentation.json");
const { images, cases } = JSON.parse(readFileSync(path, "utf8")) as Fixture;

const number = input("step", [1]);

/** The layer's output for the images while training, and what it draws, in order. */
function lowered(type: string, config: Readonly<Record<string, Literal>>, x: Value, training = true) {
  const args = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, { value }] as const));
  const { layer, config: full, problems } = resolveLayer({ id: "n", name: "n", type, args, inputs: [] })!;
  expect(problems).toEqual([]);
  let draws = 0;
  const step: Step = {
    training,
    average: () => undefined,
    state: (shape) => constant(0, shape),
    random: () => ({ key: draws++, step: number }),
    penalize: () => undefined,
    masks: [],
    given: () => [],
    texts: [],
    table: () => {
      throw new Error("no texts here");
    },
    call: {},
  };
  const y = layer.lower([x], full, {}, step);
  if (y instanceof Unsupported) throw new Error(y.reason);
  const out = "op" in y ? y : y[0]!;
  const random = inOrder([out]).filter(({ op }) => op.name === "uniform" || op.name === "gaussian");
  const keyOf = ({ attrs }: Value): number => attrs["key"] as number;
  const keys = [...new Set(random.map(keyOf))].sort((a, b) => a - b);
  return { out, random: random.map((value) => ({ value, k: keys.indexOf(keyOf(value)) })) };
}

/** Number i of draw k, as the script has it. */
const known = (i: number, k: number): number => (0.137 + 0.618034 * i + 0.2236 * k) % 1;

/** The images as the case takes them. */
function imagesFor(config: Readonly<Record<string, Literal>>): Tensor {
  const [batch, rows, columns, channels] = images.shape as readonly [number, number, number, number];
  if (config["data_format"] !== "channels_first") return tensor(images.shape, images.values);
  const moved = images.values.map((_, i) => {
    const [b, c, r] = [
      Math.floor(i / (rows * columns * channels)),
      Math.floor(i / (rows * columns)) % channels,
      i % (rows * columns),
    ];
    return images.values[(b * rows * columns + r) * channels + c]!;
  });
  return tensor([batch, channels, rows, columns], moved);
}

const imagesOf = ({ config, large, shape }: Fixture["cases"][number]): Tensor => {
  const numbers = Float64Array.from({ length: sizeOf(shape) }, (_, i) => (37 * i) % 256);
  return large ? tensor(shape, numbers) : imagesFor(config);
};

describe("while training, with known draws", () => {
  for (const one of cases)
    test(`${one.class}${one.large ? ", large," : ""} ${JSON.stringify(one.config)}`, () => {
      const given = imagesOf(one);
      const x = input("x", given.shape);
      const { out, random } = lowered(one.class, one.config, x);
      const feeds = new Map([
        [x, given],
        [number, tensor([1])],
      ]);
      random.forEach(({ value, k }) => {
        const numbers = Float64Array.from({ length: sizeOf(value.shape) }, (_, i) => known(i, k));
        feeds.set(value, tensor(value.shape, value.op.name === "uniform" ? numbers : numbers.map((u) => 2 * u - 1)));
      });
      expect(out.shape).toEqual(one.shape);
      evaluate([out], feeds)
        .get(out)!
        .data.forEach((value, i) =>
          expect(Math.abs(value - one.y[i]!), `number ${i}: ${value} and ${one.y[i]!}`).toBeLessThan(0.02),
        );
    });
});

/** Those that go by numbers which may lie on either side of an edge are left to what they are made of. */
const newKinds = /Perspective|Elastic|qualization|MixUp|CutMix|Aug/;
describe("kernels give the same pictures", () => {
  for (const one of cases.filter((other) => newKinds.test(other.class) && other.config["interpolation"] !== "nearest"))
    test(`${one.class}${one.large ? ", large," : ""} ${JSON.stringify(one.config)}`, async () => {
      const given = imagesOf(one);
      const x = input("x", given.shape);
      const { out } = lowered(one.class, one.config, x);
      const feeds = new Map([
        [x, given],
        [number, tensor([1], [3])],
      ]);
      const want = evaluate([out], feeds).get(out)!.data;
      const [simple] = simplify([out], []).outputs;
      const plan = planOf([x, number], new Map([["y", simple!]]));
      const numbers = new Map([...feeds].map(([value, { data }]) => [value, data] as const));
      const found = (await runOnEngine(plan, numbers)).get("y")!;
      // a number at the edge between two levels may fall on the other side
      const others = want.filter((value, i) => Math.abs(value - found[i]!) > 0.02);
      expect(others.length / want.length).toBeLessThan(0.02);
    });
});

const always = ["AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization"];
describe("afterwards", () => {
  for (const type of new Set(cases.map((one) => one.class)))
    test(`${type} ${always.includes(type) ? "does the same" : type === "RandomCrop" ? "cuts out the middle" : "changes nothing"}`, () => {
      const one = cases.find((other) => other.class === type)!;
      const given = imagesOf(one);
      const x = input("x", given.shape);
      const { out, random } = lowered(type, one.config, x, false);
      expect(random).toEqual([]);
      if (always.includes(type)) expect(out).not.toBe(x);
      else if (type !== "RandomCrop") expect(out).toBe(x);
      else {
        const cut = evaluate([out], new Map([[x, given]])).get(out)!;
        const at = (row: number, column: number): number => given.data[(row * 6 + column) * 3]!;
        expect(cut.shape).toEqual([3, 3, 4, 3]);
        expect([cut.data[0], cut.data[3 * 4 * 3 - 3]]).toEqual([at(1, 1), at(3, 4)]);
      }
    });
});

/** A step whose draws have keys of their own, and what it makes of a stream. */
function drawing() {
  let draws = 0;
  const step = { random: () => ({ key: mixKeys(7, draws++), step: number }) } as unknown as Step;
  const numbers = (value: Value): Float64Array =>
    evaluate([value], new Map([[number, tensor([1], [5])]])).get(value)!.data;
  return { step, numbers };
}
const meanOf = (data: Float64Array): number => data.reduce((sum, value) => sum + value, 0) / data.length;
function varianceOf(data: Float64Array): number {
  const mean = meanOf(data);
  return meanOf(data.map((value) => (value - mean) ** 2));
}
const COUNT = 20_000;

test.each([0.05, 0.2, 1, 3.5])("gamma and beta numbers of alpha %d have their moments", (alpha) => {
  const { step, numbers } = drawing();
  const gamma = numbers(logOfGamma(constant(alpha, [COUNT]), step)).map(Math.exp);
  // five standard errors; the fourth central moment of gamma numbers is 3α² + 6α
  expect(Math.abs(meanOf(gamma) - alpha)).toBeLessThan(5 * Math.sqrt(alpha / COUNT));
  expect(Math.abs(varianceOf(gamma) - alpha)).toBeLessThan(5 * Math.sqrt((2 * alpha ** 2 + 6 * alpha) / COUNT));
  const beta = numbers(betaOf(constant(alpha, [COUNT]), step));
  const variance = 1 / (4 * (2 * alpha + 1));
  expect(Math.abs(meanOf(beta) - 0.5)).toBeLessThan(5 * Math.sqrt(variance / COUNT));
  expect(Math.abs(varianceOf(beta) - variance)).toBeLessThan(5 * Math.sqrt(1 / 16 / COUNT));
});

test("an order has each number once, and each at every place", () => {
  const { step, numbers } = drawing();
  const size = 6;
  const places = Array.from({ length: size }, () => new Float64Array(size));
  for (let i = 0; i < 600; i++) {
    const order = numbers(shuffled(size, step));
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    order.forEach((value, place) => places[place]![value]!++);
  }
  // 100 expected; five standard errors
  for (const counts of places) expect(Math.max(...counts.map((count) => Math.abs(count - 100)))).toBeLessThan(50);
});

test("what is drawn is spread evenly between the bounds", () => {
  const x = input("x", [4000, 1, 1, 1]);
  const { out } = lowered("RandomBrightness", { factor: [-0.25, 0.75], value_range: [0, 1] }, x);
  const clipped = out.inputs["x"]!;
  const feeds = new Map([
    [x, tensor(x.shape)],
    [number, tensor([1], [5])],
  ]);
  const { data } = evaluate([clipped], feeds).get(clipped)!;
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  expect(Math.min(...data)).toBeGreaterThanOrEqual(-0.25);
  expect(Math.max(...data)).toBeLessThan(0.75);
  // five standard errors
  expect(Math.abs(mean - 0.25)).toBeLessThan(5 * Math.sqrt(1 / 12 / data.length));
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / data.length));
});

test("images without colours are refused where colours are changed", () => {
  expect(() => lowered("RandomHue", { factor: 0.1 }, constant(0, [2, 4, 4, 1]))).toThrow(
    "it needs 3 channels, and its images have 1",
  );
});
