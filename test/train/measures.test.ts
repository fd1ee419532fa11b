// Losses, metrics, optimizers and penalties beside the golden cases: the numbers that Keras gives.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { compilePlans, Session } from "../../src/engine/session";
import { constant, input, sizeOf, weightValue, type Value } from "../../src/ops/op";
import { reshape } from "../../src/ops/reshape";
import { simplify } from "../../src/train/fuse";
import { gradients } from "../../src/train/gradients";
import { reduceRows } from "../../src/train/losses/reduction";
import { optimize, scalarsOf } from "../../src/train/optimize";
import { penaltyOf } from "../../src/train/penalties";
import { configureLoss, configureOptimizer, configureOutputs } from "../../src/train/settings";
import { configOf } from "../support/golden";
import { kernels, planOf, runOnEngine, threadFile } from "../support/run";

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Case {
  readonly kind: "loss" | "metric" | "optimizer" | "penalty";
  readonly class: string;
  readonly config: Record<string, unknown>;
  readonly in: Readonly<Record<string, Numbers>>;
  readonly out: Readonly<Record<string, Numbers>>;
}
const cases = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../fixtures/measures.json"), "utf8"),
) as readonly Case[];

const objectOf = (one: Case) => ({ class_name: one.class, config: configOf(one.config) });

function expectClose(got: ArrayLike<number>, want: Numbers, what: string): void {
  expect(got.length, what).toBe(want.data.length);
  const most = Math.max(...want.data.map(Math.abs));
  want.data.forEach((value, i) =>
    expect(Math.abs(got[i]! - value), `${what} ${i}: ${got[i]!} and ${value}`).toBeLessThanOrEqual(
      1e-5 * Math.max(most, 1e-2),
    ),
  );
}

/** A value and its gradient by something that is fed, on the engine. */
async function derived(name: string, value: Value, by: Value, feeds: ReadonlyMap<Value, readonly number[]>) {
  const [gradient] = gradients(value, constant(1, [1]), [by]);
  const { outputs } = simplify([value, gradient!], []);
  const named = new Map([name, "gradient"].map((one, i) => [one, outputs[i]!]));
  return runOnEngine(planOf([...feeds.keys()], named), feeds);
}

const checks: Readonly<Record<Case["kind"], (one: Case) => Promise<void>>> = {
  async loss(one) {
    const [y, p] = [input("y", one.in["y"]!.shape), input("p", one.in["p"]!.shape)];
    const { of, config } = configureLoss(objectOf(one), p.shape[1]!);
    const counts = of.counts?.(y, config);
    const value = reshape(p, [sizeOf(p.shape.slice(0, -1)), p.shape.at(-1)!]);
    const loss = reduceRows(of.lower(y, { value }, config), { counts }, config);
    const feeds = new Map([
      [y, one.in["y"]!.data],
      [p, one.in["p"]!.data],
    ]);
    const got = await derived("loss", loss, p, feeds);
    for (const name of ["loss", "gradient"]) expectClose(got.get(name)!, one.out[name]!, name);
  },

  async metric(one) {
    const loss = { class_name: "mse", config: {} };
    const [output] = configureOutputs([{ name: "o", loss, weight: 1, metrics: [objectOf(one)] }], [1]);
    const { of, config } = output!.metrics[0]!;
    const { y, p, w } = one.in;
    const count = y!.shape[0]! / 2;
    const sums: number[] = [];
    for (const half of [0, 1]) {
      const feeds = new Map<Value, readonly number[]>();
      const feed = (name: string, { shape, data }: Numbers, flat = false): Value => {
        const size = data.length / shape[0]!;
        // predictions for each class stand beside targets that are class numbers: these come as rows of a single 1
        const value = input(name, flat ? [count] : [count, size]);
        feeds.set(value, data.slice(half * count * size, (half + 1) * count * size));
        return value;
      };
      const prediction = feed("p", p!);
      const isSparse = y!.shape.length === 1;
      const target = isSparse ? oneHotFeed(y!, p!.shape[1]!, half, count, feeds) : feed("y", y!);
      const weights = w && feed("w", w, true);
      const value = simplify([of.sums(target, prediction, weights, config)], []).outputs[0]!;
      const got = await runOnEngine(planOf([...feeds.keys()], new Map([["sums", value]])), feeds);
      got.get("sums")!.forEach((sum, i) => (sums[i] = (sums[i] ?? 0) + sum));
    }
    const result = of.result(sums, config);
    expectClose(typeof result === "number" ? [result] : result, one.out["result"]!, one.class);
  },

  async optimizer(one) {
    const settings = configureOptimizer(objectOf(one));
    const moved = [0, 1, 2].map((i) => {
      const { shape } = one.in[`var${i}`]!;
      const value = weightValue(`layer/kernel${i}`, shape);
      const initializer = { class_name: "Zeros", config: {} };
      const spec = { shape, initializer, regularizer: null, constraint: null, trainable: true };
      return { weight: { name: `layer/kernel${i}`, value, spec, trained: true }, gradient: input(`grad${i}`, shape) };
    });
    const { slots, updates } = optimize(settings, moved);
    const plan = {
      ...planOf(
        moved.map(({ gradient }) => gradient),
        new Map(),
        simplify([], updates).updates,
      ),
      weights: moved.map(({ weight }) => weight),
      slots,
    };
    const session = Session.open(compilePlans({ plan }, 1), kernels, 1, threadFile);
    moved.forEach(({ weight }, i) => session.numbers(weight.name).set(one.in[`var${i}`]!.data));
    for (let step = 0; step < 6; step++) {
      session.set(scalarsOf(settings, step));
      moved.forEach(({ weight }, i) => {
        const size = sizeOf(weight.value.shape);
        const all = one.in[`grads${i}`]!.data;
        session.input("plan", `grad${i}`).set(all.slice(step * size, (step + 1) * size));
      });
      session.run("plan");
    }
    moved.forEach(({ weight }, i) => expectClose(session.numbers(weight.name), one.out[`var${i}`]!, `variable ${i}`));
    await session.close();
  },

  async penalty(one) {
    const x = input("x", one.in["x"]!.shape);
    const got = await derived("penalty", penaltyOf(objectOf(one), x)!, x, new Map([[x, one.in["x"]!.data]]));
    for (const name of ["penalty", "gradient"]) expectClose(got.get(name)!, one.out[name]!, name);
  },
};

/** Class numbers as rows with a single 1, none for those that are no class: what a metric gets when the loss takes class numbers. */
function oneHotFeed(
  { data }: Numbers,
  classes: number,
  half: number,
  count: number,
  feeds: Map<Value, readonly number[]>,
): Value {
  const value = input("y", [count, classes]);
  const labels = data.slice(half * count, (half + 1) * count);
  feeds.set(
    value,
    labels.flatMap((label) => Array.from({ length: classes }, (_, i) => (i === label ? 1 : 0))),
  );
  return value;
}

describe("as Keras has it", () => {
  for (const one of cases) test(`${one.class} ${JSON.stringify(one.config)}`, () => checks[one.kind](one));
});
