// Optimizers, schedules of learning rates and metrics against the golden numbers.
import { expect } from "vitest";
import { compilePlans, Session } from "../../src/engine/session";
import { input, sizeOf, weightValue, type Tensor } from "../../src/ops/op";
import { Misfit } from "../../src/layers/param";
import { simplify } from "../../src/train/fuse";
import { metricByName } from "../../src/train/metrics";
import { averageOf, optimize, scalarsOf } from "../../src/train/optimize";
import { learningRate, rateAt } from "../../src/train/optimizers/learningRate";
import type { Plan } from "../../src/train/plan";
import { configureOptimizer, configureOutputs } from "../../src/train/settings";
import { arraysOf, configOf, expectClose, testEachOf, toleranceOf, type GoldenCase } from "../support/golden";
import { evaluate } from "../support/reference";
import { kernels, planOf, runOnEngine, threadFile } from "../support/run";

/** The variables of an optimizer case after each step, with the gradients given. */
async function runOptimizer(
  one: GoldenCase,
): Promise<{ readonly steps: Float32Array[][]; readonly kept: ReadonlyMap<string, Float32Array> }> {
  const array = await arraysOf(one);
  const settings = configureOptimizer({
    class_name: one.class,
    config: configOf(one.config),
  });
  const moved = Array.from({ length: one.variables! }, (_, i) => {
    const { shape } = array(`in.var${i}`);
    const value = weightValue(`var${i}`, shape);
    const spec = {
      shape,
      initializer: { class_name: "Zeros", config: {} },
      regularizer: null,
      constraint: null,
      trainable: true,
    };
    return { weight: { name: `var${i}`, value, spec, trained: true }, gradient: input(`grad${i}`, shape) };
  });
  const { slots, updates } = optimize(settings, moved);
  const plan: Plan = {
    batch: 1,
    inputs: moved.map(({ gradient }) => gradient),
    weights: moved.map(({ weight }) => weight),
    slots,
    outputs: new Map(),
    updates: simplify([], updates).updates,
  };
  const session = Session.open(compilePlans({ plan }, 1), kernels, 1, threadFile);
  moved.forEach((_, i) => session.numbers(`var${i}`).set(array(`in.var${i}`).data));
  const steps = [];
  for (let step = 1; step <= one.steps!; step++) {
    session.set(scalarsOf(settings, step - 1));
    moved.forEach(({ weight }, i) => {
      const size = sizeOf(weight.value.shape);
      session.input("plan", `grad${i}`).set(array(`in.grads${i}`).data.subarray((step - 1) * size, step * size));
    });
    session.run("plan");
    steps.push(moved.map((_, i) => session.numbers(`var${i}`).slice()));
  }
  // what it keeps, under the names of the golden arrays
  const kept = new Map<string, Float32Array>();
  for (let i = 0; i < one.variables!; i++)
    for (const { name } of slots.filter((slot) => slot.name.startsWith(`var${i}/`)))
      kept.set(
        name === averageOf(`var${i}`, settings.of.name) ? `ema${i}` : `slot.${name.split("/")[2]!}${i}`,
        session.numbers(name).slice(),
      );
  await session.close();
  return { steps, kept };
}

/** Slots have no figure of their own: some units in the last place of the largest. */
const slotTolerance = (one: GoldenCase, name: string, array: (name: string) => Tensor): number =>
  Math.max(toleranceOf(one, name), 1e-6 * array(name).data.reduce((most, value) => Math.max(most, Math.abs(value)), 0));

testEachOf("optimizer", "optimizers", async (one) => {
  const array = await arraysOf(one);
  const { steps, kept } = await runOptimizer(one);
  for (let i = 0; i < one.variables!; i++) {
    const got = steps.flatMap((variables) => [...variables[i]!]);
    expectClose(got, array(`out.vars${i}`), toleranceOf(one, `out.vars${i}`), `variable ${i}`);
  }
  for (const [name, numbers] of kept)
    if (Object.hasOwn(one.arrays, `${one.id}.out.${name}`))
      expectClose(numbers, array(`out.${name}`), slotTolerance(one, `out.${name}`, array), name);
});

testEachOf("schedule", "schedules", async (one) => {
  const array = await arraysOf(one);
  const schedule = learningRate(0).parse({ class_name: one.class, config: configOf(one.config) });
  if (schedule instanceof Misfit) throw new Error(schedule.expected);
  const rates = Array.from(array("in.step").data, (step) => rateAt(schedule, step));
  const want = array("out.lr");
  rates.forEach((rate, i) =>
    expect(Math.abs(rate - want.data[i]!), `step ${array("in.step").data[i]!}`).toBeLessThanOrEqual(
      1e-6 * Math.abs(want.data[i]!) + 1e-12,
    ),
  );
});

testEachOf("metric", "metrics", async (one) => {
  const array = await arraysOf(one);
  const of = metricByName.get(one.class)!;
  const metric = { class_name: one.class, config: configOf(one.config) };
  const loss = { class_name: "mse", config: {} };
  const [output] = configureOutputs([{ name: "output", loss, weight: 1, metrics: [metric] }], [1]);
  const { config } = output!.metrics[0]!;
  const all = array("in.y_pred").shape[0]!;
  const weighted = Object.hasOwn(one.arrays, `${one.id}.in.sample_weight`);
  let sums: readonly number[] = [];
  for (const [name, begin, end] of [
    ["out.after1", 0, one.split!],
    ["out.after2", one.split!, all],
  ] as const) {
    const part = (from: string): Tensor => {
      const { shape, data } = array(from);
      const columns = sizeOf(shape) / all;
      const rows = data.slice(begin * columns, end * columns);
      const flat = from === "in.sample_weight" || (from === "in.y_true" && of.target === "class");
      return { shape: flat ? [end - begin] : [end - begin, columns], data: rows };
    };
    const [y, p] = [part("in.y_true"), part("in.y_pred")];
    const [target, prediction] = [input("y", y.shape), input("p", p.shape)];
    const counts = weighted ? input("w", [end - begin]) : undefined;
    const value = of.sums(target, prediction, counts, config);
    const feeds = new Map([
      [target, y],
      [prediction, p],
    ]);
    if (counts) feeds.set(counts, part("in.sample_weight"));
    const reference = evaluate([value], feeds).get(value)!.data;
    const simple = simplify([value], []).outputs[0]!;
    const engine = await runOnEngine(
      planOf([...feeds.keys()], new Map([["sums", simple]])),
      new Map([...feeds].map(([key, { data }]) => [key, data])),
    );
    engine
      .get("sums")!
      .forEach((sum, i) => expect(sum, `sum ${i}`).toBeCloseTo(reference[i]!, Math.abs(reference[i]!) > 10 ? 3 : 4));
    const before = sums;
    sums = Array.from(reference, (sum, i) => sum + (before[i] ?? 0));
    const result = of.result(sums, config);
    const want = array(name).data;
    (typeof result === "number" ? [result] : result).forEach((got, i) =>
      expect(Math.abs(got - want[i]!), `${name}: ${got} and ${want[i]!}`).toBeLessThanOrEqual(
        2e-6 * Math.max(Math.abs(want[i]!), 1e-3),
      ),
    );
  }
});
