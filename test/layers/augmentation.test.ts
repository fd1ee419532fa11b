// Layers that change images at random, with draws that are known: the same pictures as Keras's (scripts/oracle/augmentation.py).
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveLayer } from "../../src/layers/config";
import { Unsupported, type Step } from "../../src/layers/layer";
import type { Literal } from "../../src/model/literal";
import { constant, input, scalar, sizeOf, type Tensor, type Value } from "../../src/ops/op";
import { inOrder } from "../../src/train/gradients";
import { evaluate, tensor } from "../support/reference";

interface Fixture {
  readonly images: { readonly shape: readonly number[]; readonly values: readonly number[] };
  readonly cases: readonly {
    readonly class: string;
    readonly config: Readonly<Record<string, Literal>>;
    readonly shape: readonly number[];
    readonly y: readonly number[];
  }[];
}
const path = resolve(import.meta.dirname, "../fixtures/augmentation.json");
const { images, cases } = JSON.parse(readFileSync(path, "utf8")) as Fixture;

const number = scalar("step");

/** The layer's output for the images while training, and what it draws, in order. */
function lowered(type: string, config: Readonly<Record<string, Literal>>, x: Value, training = true) {
  const args = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, { value }] as const));
  const { layer, config: full, problems } = resolveLayer({ id: "n", name: "n", type, args, inputs: [] })!;
  expect(problems).toEqual([]);
  let draws = 0;
  const step: Step = {
    training,
    average: () => undefined,
    random: () => ({ key: draws++, step: number }),
    penalize: () => undefined,
    masks: [],
    given: () => [],
    call: {},
  };
  const y = layer.lower([x], full, {}, step);
  if (y instanceof Unsupported) throw new Error(y.reason);
  const out = "op" in y ? y : y[0]!;
  const random = inOrder([out]).filter(({ op }) => op.name === "uniform" || op.name === "gaussian");
  return { out, random: random.sort((a, b) => (a.attrs["key"] as number) - (b.attrs["key"] as number)) };
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

describe("while training, with known draws", () => {
  for (const one of cases)
    test(`${one.class} ${JSON.stringify(one.config)}`, () => {
      const given = imagesFor(one.config);
      const x = input("x", given.shape);
      const { out, random } = lowered(one.class, one.config, x);
      const feeds = new Map([
        [x, given],
        [number, tensor([1])],
      ]);
      random.forEach((value, k) => {
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

describe("afterwards", () => {
  for (const type of new Set(cases.map((one) => one.class)))
    test(`${type} ${type === "AutoContrast" ? "does the same" : type === "RandomCrop" ? "cuts out the middle" : "changes nothing"}`, () => {
      const one = cases.find((other) => other.class === type)!;
      const given = imagesFor(one.config);
      const x = input("x", given.shape);
      const { out, random } = lowered(type, one.config, x, false);
      expect(random).toEqual([]);
      if (type === "AutoContrast") expect(out).not.toBe(x);
      else if (type !== "RandomCrop") expect(out).toBe(x);
      else {
        const cut = evaluate([out], new Map([[x, given]])).get(out)!;
        const at = (row: number, column: number): number => given.data[(row * 6 + column) * 3]!;
        expect(cut.shape).toEqual([3, 3, 4, 3]);
        expect([cut.data[0], cut.data[3 * 4 * 3 - 3]]).toEqual([at(1, 1), at(3, 4)]);
      }
    });
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
