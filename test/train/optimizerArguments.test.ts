// The arguments that all optimizers have, step by step on the engine, against Keras (scripts/oracle/optimizer_arguments.py).
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { compilePlans, Session } from "../../src/engine/session";
import type { Literal } from "../../src/model/literal";
import { input, weightValue } from "../../src/ops/op";
import { simplify } from "../../src/train/fuse";
import { averageOf, gathersAt, optimize, scalarsOf } from "../../src/train/optimize";
import type { Plan } from "../../src/train/plan";
import { configureOptimizer } from "../../src/train/settings";
import { kernels, threadFile } from "../support/run";

interface Fixture {
  readonly first: readonly (readonly number[])[];
  readonly gradients: readonly (readonly (readonly number[])[])[];
  readonly cases: readonly {
    readonly optimizer: string;
    readonly config: Readonly<Record<string, Literal>>;
    readonly steps: readonly (readonly (readonly number[])[])[];
    readonly final: readonly (readonly number[])[];
  }[];
}

const { first, gradients, cases } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../fixtures/optimizerArguments.json"), "utf8"),
) as Fixture;

const weights = [
  ["dense/kernel", [3, 2]],
  ["dense/bias", [2]],
] as const;

test.each(cases.map((one) => [`${one.optimizer} ${JSON.stringify(one.config)}`, one] as const))(
  "%s",
  async (_, one) => {
    const optimizer = configureOptimizer({
      class_name: one.optimizer,
      config: { learning_rate: 0.05, ...one.config },
    });
    const planOf = (gathers: boolean): Plan => {
      const moved = weights.map(([name, shape]) => ({
        weight: {
          name,
          value: weightValue(name, shape),
          trained: true,
          spec: { shape, initializer: undefined as never },
        },
        gradient: input(`${name}/gradient`, shape),
      }));
      const { slots, updates } = optimize(optimizer, moved as never, gathers);
      return {
        batch: 1,
        inputs: moved.map(({ gradient }) => gradient),
        weights: moved.map(({ weight }) => weight) as never,
        slots,
        outputs: new Map(),
        updates: simplify([], updates).updates,
      };
    };
    const every = optimizer.config["gradient_accumulation_steps"] !== null;
    const plans = { train: planOf(false), ...(every && { gather: planOf(true) }) };
    const session = Session.open(compilePlans(plans, 1), kernels, 1, threadFile);
    weights.forEach(([name], i) => session.numbers(name).set(first[i]!));
    gradients.forEach((gradient, step) => {
      const plan = gathersAt(optimizer, step) ? "gather" : "train";
      session.set(scalarsOf(optimizer, step));
      weights.forEach(([name], i) => session.input(plan, `${name}/gradient`).set(gradient[i]!));
      session.run(plan);
      weights.forEach(([name], i) =>
        one.steps[step]![i]!.forEach((value, at) =>
          expect(session.numbers(name)[at], `step ${step}`).toBeCloseTo(value, 5),
        ),
      );
    });
    weights.forEach(([name], i) => {
      const last = one.config["use_ema"] === true ? averageOf(name, optimizer.of.name) : name;
      one.final[i]!.forEach((value, at) => expect(session.numbers(last)[at]).toBeCloseTo(value, 5));
    });
    await session.close();
  },
);
