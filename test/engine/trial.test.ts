// Trials from end to end in this process: equal models must be found equal, and help that is known to be one must be found.
import { describe, expect, test } from "vitest";
import { Learner } from "../../src/engine/learner";
import { prepare } from "../../src/engine/prepare";
import { Trial } from "../../src/engine/trial";
import { trialResult } from "../../src/protocol/trialResult";
import { chain, environment, jobOf, tryOut } from "../support/trial";

const small = chain(
  ["InputLayer", { shape: [2] }],
  ["Dense", { units: 16, activation: "relu" }],
  ["Dropout", { rate: 0.2 }],
  ["Dense", { units: 1, activation: "sigmoid" }],
);

/** Layers that saturate, one after the other: what comes out of them hardly depends on what goes in. */
const deep = (normalized: boolean, layers = 6, activation = "sigmoid") =>
  chain(
    ["InputLayer", { shape: [2] }],
    ...Array.from({ length: layers }, (_, i) => [
      ["Dense", { units: 32 }, `dense${i}`] as const,
      ...(normalized ? [["BatchNormalization", { momentum: 0.9 }, `normalization${i}`] as const] : []),
      ["Activation", { activation }, `activation${i}`] as const,
    ]).flat(),
    ["Dense", { units: 1, activation: "sigmoid" }, "last"],
  );

test("two identical models with the same seeds are exactly equal at every look", async () => {
  const { result, points } = await tryOut({ before: jobOf(small), after: jobOf(small) });
  expect(result.verdict).toBe("none");
  expect(result.effects.map(({ name }) => name)).toEqual(["accuracy", "loss"]);
  for (const { atEqualSteps } of result.effects) expect(atEqualSteps).toEqual({ mean: 0, low: 0, high: 0 });
  const values = (variant: number) => points.filter((one) => one.variant === variant).map((one) => one.values);
  expect(points).toHaveLength(2 * 5 * 4);
  const inOrder = (variant: 0 | 1) =>
    [...points].sort((a, b) => a.pair - b.pair || a.step - b.step).filter((one) => one.variant === variant);
  expect(inOrder(0).map((one) => one.values)).toEqual(inOrder(1).map((one) => one.values));
  // pairs differ from each other: their seeds do
  expect(new Set(values(0).map(({ loss }) => loss)).size).toBe(20);
});

test("a training of a trial is the training that its seed alone gives", async () => {
  const { points } = await tryOut({ before: jobOf(small), after: jobOf(small) }, { steps: 20, looks: 1 });
  const job = jobOf(small, { seed: 7 + 3 });
  const prepared = await prepare(job, environment.tools, environment.kernels, () => undefined);
  const learner = Learner.open(prepared, await environment.kernels, environment.threadFile);
  learner.begin(job.seed);
  const { epochOrder } = await import("../../src/data/batches");
  const { train, validation } = prepared.data;
  for await (const batch of learner.batches(train, epochOrder(train.count, { seed: job.seed, epoch: 1 }))) {
    learner.step(batch);
    if (learner.iterations === 20) break;
  }
  const [loss] = await learner.evaluate(validation!, epochOrder(validation!.count, undefined));
  await learner.close();
  expect(points.find(({ pair, variant }) => pair === 3 && variant === 0)!.values["loss"]).toBe(loss);
});

test.each([
  ["sigmoid", 6, 800],
  ["tanh", 8, 400],
])("normalization is found to help a deep net of %s at a high learning rate", async (activation, layers, steps) => {
  const optimizer = { class_name: "SGD", config: { learning_rate: 1 } };
  const job = (normalized: boolean) => jobOf(deep(normalized, layers, activation), { optimizer });
  const { result, speed } = await tryOut({ before: job(false), after: job(true) }, { steps });
  expect(result.verdict).toBe("better");
  const [accuracy] = result.effects;
  expect(accuracy!.name).toBe("accuracy");
  expect(accuracy!.atEqualSteps.low).toBeGreaterThan(0);
  expect(accuracy!.atEqualTime.low).toBeGreaterThan(0);
  expect(accuracy!.after - accuracy!.before).toBeCloseTo(accuracy!.atEqualSteps.mean, 10);
  expect(speed.params[1] - speed.params[0]).toBe(layers * 4 * 32);
  expect(result.stepMs[0]).toBeGreaterThan(0);
});

test("layers of the same name begin the same in both models", async () => {
  const first = async (normalized: boolean) => {
    const prepared = await prepare(jobOf(deep(normalized)), environment.tools, environment.kernels, () => undefined);
    const learner = Learner.open(prepared, await environment.kernels, environment.threadFile);
    learner.beginAgain(11);
    const weights = Object.fromEntries(
      learner.weights.map(({ name }) => [name, [...learner.session.numbers(name)]] as const),
    );
    await learner.close();
    return weights;
  };
  const [plain, normalized] = [await first(false), await first(true)];
  expect(Object.keys(plain)).toHaveLength(14);
  for (const [name, numbers] of Object.entries(plain)) expect(normalized[name], name).toEqual(numbers);
});

test("trainings that fail are counted, and decide when all of one side do", async () => {
  const wild = { class_name: "SGD", config: { learning_rate: 1e30 } };
  const linear = chain(["InputLayer", { shape: [1] }], ["Dense", { units: 8 }], ["Dense", { units: 1 }]);
  const regression = {
    data: { source: "builtin:sine", scale: true },
    loss: { class_name: "MeanSquaredError", config: {} },
    metrics: [],
  };
  const { result } = await tryOut({
    before: jobOf(linear, { ...regression, optimizer: wild }),
    after: jobOf(linear, { ...regression }),
  });
  expect(result.diverged).toEqual([5, 0]);
  expect(result.effects).toEqual([]);
  expect(result.verdict).toBe("better");
});

test("penalties on weights are no part of the loss that two models are compared by", async () => {
  const penalty = { class_name: "L2", config: { l2: 1 } };
  const still = { class_name: "SGD", config: { learning_rate: 1e-12 } };
  const model = (more: object) =>
    chain(["InputLayer", { shape: [2] }], ["Dense", { units: 1, activation: "sigmoid", ...more }]);
  const { result } = await tryOut({
    before: jobOf(model({}), { optimizer: still }),
    after: jobOf(model({ kernel_regularizer: penalty }), { optimizer: still }),
  });
  expect(Math.abs(result.effects[0]!.atEqualSteps.mean)).toBeLessThan(1e-6);
});

describe("losses that differ", () => {
  const data = { source: "builtin:sine", scale: true };
  const linear = chain(["InputLayer", { shape: [1] }], ["Dense", { units: 1 }]);

  test("cannot be compared without a metric in common", async () => {
    const of = (loss: string) => jobOf(linear, { data, loss: { class_name: loss, config: {} }, metrics: [] });
    await expect(tryOut({ before: of("MeanSquaredError"), after: of("MeanAbsoluteError") })).rejects.toThrow(
      "The two models have different losses and no metric in common to compare them by",
    );
  });

  test("leave it to a metric in common", async () => {
    const metrics = [{ class_name: "mae", config: {} }];
    const of = (loss: string) => jobOf(linear, { data, loss: { class_name: loss, config: {} }, metrics });
    const { result } = await tryOut({ before: of("MeanSquaredError"), after: of("MeanAbsoluteError") });
    expect(result.effects.map(({ name, better }) => [name, better])).toEqual([["mae", "less"]]);
  });
});

test("a trial can be stopped while it trains", async () => {
  const looks: number[] = [];
  const trial = new Trial({ before: jobOf(small), after: jobOf(small) }, environment, (name) => {
    if (name === "trialPoint" && looks.push(1) === 3) trial.stop();
  });
  const { data } = await trial.measure();
  const budget = { pairs: 5, steps: 1000, looks: 8, samples: data.validation, seconds: 10 };
  expect(await trial.run(budget)).toBe("stopped");
  await trial.close();
  expect(looks).toHaveLength(3);
});

test("two identical models with seeds of their own are told apart one time in twenty", async () => {
  const trials = 120;
  const job = { before: jobOf(small), after: jobOf(small), ownSeeds: true };
  const { speed, points } = await tryOut(job, { pairs: 5 * trials, steps: 25, looks: 1 });
  const budget = { pairs: 5, steps: 25, looks: 1, samples: 200, seconds: 1 };
  const told = Array.from({ length: trials }, (_, trial) => {
    const own = points.filter(({ pair }) => Math.floor(pair / 5) === trial);
    const result = trialResult(
      speed,
      budget,
      own.map((point) => ({ ...point, pair: point.pair % 5 })),
      1,
    );
    expect(result.effects[1]!.atEqualSteps.mean).not.toBe(0); // the loss
    return result.verdict;
  }).filter((verdict) => verdict !== "none").length;
  // of 120 trials 6 are expected; 1 to 13 come about in 99 % of all cases (binomial)
  expect(told).toBeGreaterThanOrEqual(1);
  expect(told).toBeLessThanOrEqual(13);
});
